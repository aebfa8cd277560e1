import type { Scenario } from '../scenario';
import { access } from './access';
import { backups } from './backups';
import { planChange, upgrade } from './changes';
import { dapr } from './dapr';
import { databases } from './databases';
import { deletion } from './deletion';
import { external } from './external';
import { installation } from './installation';
import { rotation } from './rotation';
import { rules } from './rules';
import { declarativeSchema, migrations, schemaFromConfigMap } from './schema';
import { highAvailability, server } from './server';
import { twoClusters } from './two-clusters';

/** Every promise of the API that is tried out. */
export const SCENARIOS: readonly Scenario[] = [
  installation,
  rules,
  access,
  databases,
  server,
  planChange,
  upgrade,
  highAvailability,
  backups,
  declarativeSchema,
  schemaFromConfigMap,
  migrations,
  twoClusters,
  dapr,
  rotation,
  external,
  deletion,
];
