import { z } from 'zod';
import type { DeletionOutcome } from '../api/deletion-outcome';
import { groupOf } from '../kubernetes/kubernetes-object';
import { CLOUDNATIVE_PG_GROUP } from '../resources/cloudnative-pg';
import type { TreeNode } from '../tree/build-tree';
import { refOf } from './resource-nodes';

/** What the deletion of one server would do, as far as the server says itself. */
export function serverOutcome(
  server: TreeNode,
  nodes: readonly TreeNode[],
): DeletionOutcome {
  return (
    leftByPolicy(server) ??
    refusedByCloud(server) ??
    refusedByLock(nodes) ?? {
      effect: 'deleted',
      sentence: 'The server is deleted with all its data.',
      remains: remainsOf(server),
      evidence: [
        {
          resource: refOf(server),
          path: 'kind',
          value: server.object.kind,
        },
      ],
    }
  );
}

const policySchema = z.object({
  spec: z.object({
    managementPolicies: z.array(z.string()).optional(),
    deletionPolicy: z.string().optional(),
  }),
});

/** Crossplane 2.3 `managementPolicies`; `deletionPolicy` of cluster-scoped resources. */
function leftByPolicy(server: TreeNode): DeletionOutcome | undefined {
  const { managementPolicies, deletionPolicy } =
    policySchema.safeParse(server.object).data?.spec ?? {};
  const mayDelete =
    managementPolicies?.some(one => one === '*' || one === 'Delete') ?? true;
  if (mayDelete && deletionPolicy !== 'Orphan') return undefined;
  return {
    effect: 'kept',
    sentence:
      'The server stays with all its data, and nothing manages it any more.',
    remains: ['the server'],
    evidence: [
      mayDelete
        ? {
            resource: refOf(server),
            path: 'spec.deletionPolicy',
            value: 'Orphan',
          }
        : {
            resource: refOf(server),
            path: 'spec.managementPolicies',
            value: (managementPolicies ?? []).join(', '),
          },
    ],
  };
}

const settingsSchema = z.object({
  deletionProtectionEnabled: z.boolean().optional().catch(undefined),
  retainBackupsOnDelete: z.boolean().optional().catch(undefined),
});

/** What providers of clouds say of deletion (upjet: aws 2.6, gcp 3.0). */
const cloudSchema = z.object({
  deletionProtection: z.boolean().optional().catch(undefined),
  skipFinalSnapshot: z.boolean().optional().catch(undefined),
  finalSnapshotIdentifier: z.string().optional().catch(undefined),
  settings: z
    // A list of one in the older versions.
    .union([settingsSchema, z.tuple([settingsSchema])])
    .optional()
    .catch(undefined),
});

const cloudServerSchema = z.object({
  spec: z.object({ forProvider: cloudSchema.optional() }),
  status: z
    .object({ atProvider: cloudSchema.optional() })
    .optional()
    .catch(undefined),
});

/** What is asked for, and what is there: either refuses a deletion. */
function refusedByCloud(server: TreeNode): DeletionOutcome | undefined {
  const { spec, status } =
    cloudServerSchema.safeParse(server.object).data ?? {};
  const places = [
    ['status.atProvider', status?.atProvider],
    ['spec.forProvider', spec?.forProvider],
  ] as const;
  for (const [path, cloud] of places) {
    const field = cloud && protectionField(cloud);
    if (field)
      return {
        effect: 'refused',
        sentence:
          'The cloud refuses to delete the server until its own deletion protection is off.',
        remains: ['the server'],
        evidence: [
          { resource: refOf(server), path: `${path}.${field}`, value: 'true' },
        ],
      };
  }
  return undefined;
}

function protectionField(
  cloud: z.infer<typeof cloudSchema>,
): string | undefined {
  if (cloud.deletionProtection) return 'deletionProtection';
  return settingsOf(cloud)?.deletionProtectionEnabled
    ? 'settings.deletionProtectionEnabled'
    : undefined;
}

const settingsOf = ({ settings }: z.infer<typeof cloudSchema>) =>
  Array.isArray(settings) ? settings[0] : settings;

const lockSchema = z.object({
  forProvider: z.object({ lockLevel: z.string() }),
});

/** A lock of Azure is its only switch against deletion (upjet: azure 2.7). */
function refusedByLock(
  nodes: readonly TreeNode[],
): DeletionOutcome | undefined {
  const lock = nodes.find(
    ({ object }) =>
      object.kind === 'ManagementLock' &&
      /^authorization\.azure\.(m\.)?upbound\.io$/.test(groupOf(object)),
  );
  const level = lockSchema.safeParse(lock?.object.spec).data?.forProvider
    .lockLevel;
  if (!lock || level === undefined) return undefined;
  return {
    effect: 'refused',
    sentence: 'Azure refuses to delete the server while it is locked.',
    remains: ['the server'],
    evidence: [
      {
        resource: refOf(lock),
        path: 'spec.forProvider.lockLevel',
        value: level,
      },
    ],
  };
}

const backedUpSchema = z.object({
  spec: z.object({
    plugins: z.array(z.object({ name: z.string() })).optional(),
    backup: z.looseObject({}).optional(),
  }),
});

/** The plugin of CloudNativePG that keeps backups outside of the cluster. */
const BACKUP_PLUGIN = 'barman-cloud.cloudnative-pg.io';

function remainsOf({ object }: TreeNode): string[] {
  if (groupOf(object) === CLOUDNATIVE_PG_GROUP) {
    const { plugins, backup } =
      backedUpSchema.safeParse(object).data?.spec ?? {};
    const hasBackups =
      backup !== undefined ||
      plugins?.some(({ name }) => name === BACKUP_PLUGIN);
    return hasBackups ? ['the backups in the object store'] : [];
  }
  const cloud = cloudServerSchema.safeParse(object).data?.spec.forProvider;
  if (!cloud) return [];
  if (cloud.skipFinalSnapshot === false)
    return [
      ['a final snapshot', cloud.finalSnapshotIdentifier]
        .filter(Boolean)
        .join(' '),
    ];
  return settingsOf(cloud)?.retainBackupsOnDelete
    ? ['the backups, for as long as they are kept']
    : [];
}
