import { z } from 'zod';
import {
  groupOf,
  type KubernetesObject,
} from '../kubernetes/kubernetes-object';
import { readOnce } from '../kubernetes/read-once';
import type { Layer } from '../layers';
import { ATLAS_GROUP } from '../resources/atlas';
import { CLOUDNATIVE_PG_GROUP } from '../resources/cloudnative-pg';
import { DAPR_GROUP } from '../resources/dapr';
import { EXTERNAL_SECRETS_GROUP } from '../resources/external-secrets';
import { PROVIDER_SQL_GROUPS } from '../resources/provider-sql';

/** What a kind is in a database service, whatever system it belongs to. */
export type ServiceRole =
  | 'server'
  | 'database'
  | 'user'
  | 'privilege'
  | 'push'
  | 'delivery'
  | 'schema'
  | 'component'
  | 'backup';

interface KindMeaning {
  groups: readonly string[];
  kinds?: readonly string[];
  role?: ServiceRole;
  /** The layer that it serves when no label says it. */
  layer: Layer;
}

/** Namespaced and cluster-scoped groups of an upjet provider. */
const upjet = (service: string, provider: string) => [
  `${service}.${provider}.m.upbound.io`,
  `${service}.${provider}.upbound.io`,
];

const AZURE = upjet('dbforpostgresql', 'azure');
const GOOGLE = upjet('sql', 'gcp');
const CNPG = [CLOUDNATIVE_PG_GROUP];
const ESO = [EXTERNAL_SECRETS_GROUP];

/** The first line that fits decides. Kinds are told apart by their group first. */
const MEANINGS: readonly KindMeaning[] = [
  { groups: CNPG, kinds: ['Cluster'], role: 'server', layer: 'server' },
  { groups: CNPG, kinds: ['Database'], role: 'database', layer: 'databases' },
  {
    groups: CNPG,
    kinds: ['Backup', 'ScheduledBackup'],
    role: 'backup',
    layer: 'server',
  },
  { groups: CNPG, layer: 'server' },
  {
    groups: upjet('rds', 'aws'),
    kinds: ['Instance', 'Cluster'],
    role: 'server',
    layer: 'server',
  },
  { groups: AZURE, kinds: ['FlexibleServer'], role: 'server', layer: 'server' },
  {
    groups: AZURE,
    kinds: ['FlexibleServerDatabase'],
    role: 'database',
    layer: 'databases',
  },
  {
    groups: GOOGLE,
    kinds: ['DatabaseInstance'],
    role: 'server',
    layer: 'server',
  },
  { groups: GOOGLE, kinds: ['Database'], role: 'database', layer: 'databases' },
  { groups: GOOGLE, kinds: ['User'], role: 'user', layer: 'users' },
  {
    groups: PROVIDER_SQL_GROUPS,
    kinds: ['Database'],
    role: 'database',
    layer: 'databases',
  },
  {
    groups: PROVIDER_SQL_GROUPS,
    kinds: ['Role'],
    role: 'user',
    layer: 'users',
  },
  {
    groups: PROVIDER_SQL_GROUPS,
    kinds: ['Grant', 'DefaultPrivileges'],
    role: 'privilege',
    layer: 'users',
  },
  {
    groups: PROVIDER_SQL_GROUPS,
    kinds: ['Extension', 'Schema'],
    layer: 'databases',
  },
  { groups: PROVIDER_SQL_GROUPS, layer: 'server' },
  { groups: ESO, kinds: ['PushSecret'], role: 'push', layer: 'secrets' },
  {
    groups: ESO,
    kinds: ['ExternalSecret'],
    role: 'delivery',
    layer: 'secrets',
  },
  { groups: ESO, layer: 'secrets' },
  {
    groups: [ATLAS_GROUP],
    kinds: ['AtlasSchema', 'AtlasMigration'],
    role: 'schema',
    layer: 'schema',
  },
  { groups: [ATLAS_GROUP], layer: 'schema' },
  {
    groups: [DAPR_GROUP],
    kinds: ['Component'],
    role: 'component',
    layer: 'dapr',
  },
  { groups: [DAPR_GROUP], layer: 'dapr' },
];

/** What an object is in a database service; undefined for what only helps. */
export const roleOf = readOnce(
  (object: KubernetesObject): ServiceRole | undefined => {
    const role = meaningOf(object)?.role;
    return role === 'delivery' && isGenerated(object) ? undefined : role;
  },
);

const generatedSchema = z.object({
  dataFrom: z
    .array(
      z.object({ sourceRef: z.object({ generatorRef: z.looseObject({}) }) }),
    )
    .min(1),
  data: z.array(z.unknown()).max(0).optional(),
});

/** A password that is made up is delivered to nobody; it is what a user gets. */
function isGenerated({ spec }: KubernetesObject): boolean {
  return generatedSchema.safeParse(spec).success;
}

/** The layer that objects of a kind serve when no label says it. */
export function layerOfKind(object: KubernetesObject): Layer | undefined {
  return (
    meaningOf(object)?.layer ??
    // Networks, firewalls and the like, of which a server on a cloud is made.
    (/\.upbound\.io$/.test(groupOf(object)) ? 'server' : undefined)
  );
}

const meaningOf = readOnce(
  (object: KubernetesObject): KindMeaning | undefined => {
    const group = groupOf(object);
    return MEANINGS.find(
      ({ groups, kinds }) =>
        groups.includes(group) && (kinds?.includes(object.kind) ?? true),
    );
  },
);
