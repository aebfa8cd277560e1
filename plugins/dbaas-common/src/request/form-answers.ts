import { z } from 'zod';
import {
  ACCESS_LEVELS,
  type ManagedDatabaseSpecInput,
} from './managed-database';
import { PLACEMENTS } from './placement';

/** An empty field of a form arrives as null, '' or not at all. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    value => (value === null || value === '' ? undefined : value),
    schema.optional(),
  );

/**
 * What the form of the create template asks for: the usual case of one database
 * for one application, in flat fields. Everything else a claim can hold is
 * written as a spec.
 *
 * @public
 */
export const formAnswersSchema = z.object({
  placement: z.enum(PLACEMENTS).default('cnpg'),
  region: optional(z.string()),
  plan: optional(z.string()),
  version: z.string(),
  storageGB: optional(
    z.number({ error: 'The storage size must be a whole number of GB.' }),
  ),
  highAvailability: optional(z.boolean()),
  deletionProtection: optional(z.boolean()),
  backupDays: optional(z.number()),
  backupSchedule: optional(z.string()),
  /** Secret of a server that is there already. */
  externalSecret: optional(z.string()),
  /** Address of that server for applications, where it is another one for them. */
  externalHost: optional(z.string()),
  externalPort: optional(z.number()),
  database: z.string(),
  extensions: optional(z.array(z.string())),
  user: z.string(),
  level: optional(z.enum(ACCESS_LEVELS)),
  readOnlyUser: optional(z.boolean()),
  sql: optional(z.string()),
  allowDestructive: optional(z.boolean()),
  /** Application cluster to deliver the credentials to; nothing is delivered without it. */
  cluster: optional(z.string()),
  applicationNamespace: optional(z.string()),
  secretName: optional(z.string()),
  dapr: optional(z.boolean()),
});

/** @public */
export type FormAnswers = z.infer<typeof formAnswersSchema>;

/**
 * The spec of a claim from the answers of the form. It is not validated yet:
 * versions, names and sizes are checked where every claim is checked.
 *
 * @param name - name of the database service, from which others are derived
 * @param application - name of the component, the Dapr app-id that may use the component
 * @public
 */
export function specFromAnswers(
  answers: FormAnswers,
  { name, application }: { name: string; application: string },
): Record<string, unknown> & Pick<ManagedDatabaseSpecInput, 'plan'> {
  const { database, user, cluster, applicationNamespace: namespace } = answers;
  const delivers = cluster !== undefined && namespace !== undefined;
  const readOnly = answers.readOnlyUser
    ? [{ name: `${user}_readonly`, access: [{ database, level: 'readOnly' }] }]
    : [];
  return {
    version: answers.version,
    placement: answers.placement,
    ...(answers.placement === 'external'
      ? existingServer(answers)
      : madeServer(answers)),
    deletionProtection: answers.deletionProtection,
    databases: [{ name: database, extensions: answers.extensions ?? [] }],
    users: [
      {
        name: user,
        access: [{ database, level: answers.level ?? 'readWrite' }],
      },
      ...readOnly,
    ],
    schema: answers.sql
      ? [
          {
            database,
            declarative: { sql: answers.sql },
            allowDestructive: answers.allowDestructive ?? false,
          },
        ]
      : [],
    delivery: delivers
      ? [
          {
            cluster,
            namespace,
            user,
            database,
            secretName: answers.secretName ?? name,
          },
        ]
      : [],
    dapr:
      delivers && answers.dapr
        ? [
            {
              name: `${database.replace(/_/g, '-')}-state`,
              type: 'state.postgresql',
              cluster,
              namespace,
              scopes: [application],
            },
          ]
        : [],
  };
}

/** A form keeps what was answered before another placement was chosen; it is not asked for. */
function madeServer(answers: FormAnswers) {
  const { placement, region, backupDays, backupSchedule } = answers;
  const backsUp = backupDays !== undefined || backupSchedule !== undefined;
  return {
    region: placement === 'cnpg' ? undefined : region,
    plan: answers.plan,
    storageGB: answers.storageGB,
    highAvailability: answers.highAvailability,
    backup: backsUp
      ? { retentionDays: backupDays, schedule: backupSchedule }
      : undefined,
  };
}

function existingServer(answers: FormAnswers) {
  const { externalSecret, externalHost: host, externalPort: port } = answers;
  return {
    external: {
      secretRef: { name: externalSecret },
      endpoint: host === undefined ? undefined : { host, port },
    },
  };
}
