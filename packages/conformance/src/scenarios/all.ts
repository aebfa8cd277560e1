import type { Scenario } from '../scenario';
import { access } from './access';
import { dapr } from './dapr';
import { databases } from './databases';
import { deletion } from './deletion';
import { external } from './external';
import { installation } from './installation';
import { rotation } from './rotation';
import { rules } from './rules';
import { declarativeSchema, migrations, schemaFromConfigMap } from './schema';
import { highAvailability, server } from './server';

/** Every promise of the API that is tried out. */
export const SCENARIOS: readonly Scenario[] = [
  installation,
  rules,
  access,
  databases,
  server,
  highAvailability,
  declarativeSchema,
  schemaFromConfigMap,
  migrations,
  dapr,
  rotation,
  external,
  deletion,
];

/** Fields that no scenario can try out, and why. */
export const UNTRIED: Readonly<Record<string, string>> = {
  'spec.backup.retentionDays': 'backups need a place outside of the cluster',
  'spec.backup.schedule': 'backups need a place outside of the cluster',
};
