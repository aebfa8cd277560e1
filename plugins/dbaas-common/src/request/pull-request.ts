import { z } from 'zod';
import type { ManagedDatabase } from './managed-database';
import type { Plan } from '../plans/plan';

/** What a pull request does to a database service. @public */
export const OPERATIONS = ['create', 'change', 'delete'] as const;

/** What the hidden last line of a pull request says about it. @public */
export interface RequestMarker {
  cluster: string;
  namespace: string;
  name: string;
  operation: (typeof OPERATIONS)[number];
  /** Ref of the entity that the database service is for. */
  entity?: string;
}

const markerSchema: z.ZodType<RequestMarker> = z.object({
  cluster: z.string(),
  namespace: z.string(),
  name: z.string(),
  operation: z.enum(OPERATIONS),
  entity: z.string().optional(),
});

const MARKER = /<!-- dbaas: (\{.*\}) -->/;

/** The hidden line by which the backend recognises a pull request. @public */
export function renderRequestMarker(marker: RequestMarker): string {
  // "-->" inside the JSON would end the comment early.
  return `<!-- dbaas: ${JSON.stringify(marker).replace(/>/g, '\\u003e')} -->`;
}

/** The marker in the body of a pull request; undefined when it is not one of ours. @public */
export function parseRequestMarker(body: string): RequestMarker | undefined {
  const match = MARKER.exec(body);
  if (!match) return undefined;
  let data: unknown;
  try {
    data = JSON.parse(match[1]);
  } catch {
    // Somebody edited the line by hand: then it marks nothing.
    return undefined;
  }
  return markerSchema.safeParse(data).data;
}

/** One branch per service and operation, so that a second run updates the same pull request. @public */
export function requestBranch(
  marker: Pick<RequestMarker, 'namespace' | 'name' | 'operation'>,
): string {
  return `dbaas/${marker.namespace}/${marker.name}/${marker.operation}`;
}

/** @public */
export interface RequestText {
  branchName: string;
  title: string;
  description: string;
  commitMessage: string;
}

/** What reviewers read: the purpose, what is asked for, what will be made, and how to undo it. @public */
export function describeRequest(options: {
  marker: RequestMarker;
  database: ManagedDatabase;
  /** None for a server that is there already. */
  plan?: Plan;
  purpose?: string;
  requestedBy?: string;
  /** Statements of the schema that lose data. */
  destructive?: readonly string[];
}): RequestText {
  const {
    marker,
    database,
    plan,
    purpose,
    requestedBy,
    destructive = [],
  } = options;
  const { spec } = database;
  const title = `dbaas: ${marker.operation} ${marker.name} (PostgreSQL ${
    spec.version
  }, ${plan?.name ?? 'existing server'}) in ${marker.namespace}`;
  const sections = [
    purpose && quoted(purpose),
    requestedBy &&
      `Requested by \`${requestedBy}\`${
        marker.entity ? ` for \`${marker.entity}\`` : ''
      }.`,
    facts(database, plan),
    destructive.length > 0 && warning(destructive),
    `## What will be made\n\n${parts(database)
      .map(part => `- ${part}`)
      .join('\n')}`,
    '## Undo\n\nRevert this pull request. With deletion protection on, the server stays until the protection is switched off in Git.',
    renderRequestMarker(marker),
  ];
  return {
    branchName: requestBranch(marker),
    title,
    description: sections.filter(Boolean).join('\n\n'),
    commitMessage: title,
  };
}

function facts({ spec }: ManagedDatabase, plan: Plan | undefined): string {
  const rows = [
    ['PostgreSQL', spec.version],
    ...(plan ? madeServer(spec, plan) : existingServer(spec)),
    ['Deletion protection', spec.deletionProtection ? 'on' : '**off**'],
  ];
  return [
    '| | |',
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
  ].join('\n');
}

function madeServer(spec: ManagedDatabase['spec'], plan: Plan): string[][] {
  const instances = spec.highAvailability
    ? plan.highlyAvailableInstances
    : plan.instances;
  return [
    ['Plan', `${plan.title}: ${plan.cpu} CPU, ${plan.memory} memory`],
    ['Storage', `${spec.storageGB ?? plan.storageGB} GB`],
    ['Instances', String(instances)],
    ['Placement', [spec.placement, spec.region].filter(Boolean).join(', ')],
    [
      'Backups',
      spec.backup
        ? `kept for ${spec.backup.retentionDays} days`
        : 'none asked for',
    ],
  ];
}

function existingServer({ external }: ManagedDatabase['spec']): string[][] {
  return [['Server', `existing, from Secret \`${external?.secretRef.name}\``]];
}

function parts({ spec }: ManagedDatabase): string[] {
  return [
    ...spec.databases.map(
      database =>
        `database \`${database.name}\`${
          database.extensions.length > 0
            ? ` with ${database.extensions.join(', ')}`
            : ''
        }`,
    ),
    ...spec.users.map(
      user =>
        `user \`${user.name}\`: ${
          user.access
            .map(access => `${access.level} on \`${access.database}\``)
            .join(', ') || 'no access yet'
        }`,
    ),
    ...spec.schema.map(
      schema =>
        `schema of \`${schema.database}\`, ${
          schema.declarative ? 'declarative' : 'by migrations'
        }${schema.allowDestructive ? ', **allowed to lose data**' : ''}`,
    ),
    ...spec.delivery.map(
      delivery =>
        `Secret \`${delivery.secretName}\` in namespace \`${delivery.namespace}\` of cluster \`${delivery.cluster}\``,
    ),
    ...spec.dapr.map(
      component =>
        `Dapr component \`${component.name}\` for ${component.scopes
          .map(scope => `\`${scope}\``)
          .join(', ')}`,
    ),
  ];
}

function warning(destructive: readonly string[]): string {
  return `> **This schema loses data:**\n${destructive
    .map(statement => `> - \`${statement}\``)
    .join('\n')}`;
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map(line => `> ${line}`)
    .join('\n');
}
