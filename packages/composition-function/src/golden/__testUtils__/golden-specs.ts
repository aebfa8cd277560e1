import { CLOUD_SPECS } from './specs/clouds';
import { CNPG_SPECS } from './specs/cnpg';
import { EXTERNAL_SPECS } from './specs/external';
import { INSIDE_SPECS } from './specs/inside';

/** Every spec whose composed objects are written down. */
export const GOLDEN_SPECS = [
  ...CNPG_SPECS,
  ...INSIDE_SPECS,
  ...EXTERNAL_SPECS,
  ...CLOUD_SPECS,
];
