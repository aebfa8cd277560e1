import type { DatabaseService } from '@backstage-dbaas/plugin-dbaas-common';
import {
  before,
  databaseService,
  layers,
  mergedRequest,
} from './database-service';

/** What is there while a service exists as a pull request only. */
const nothingBuilt = {
  exists: false,
  facts: { databases: [], users: [] },
  resources: [],
  connections: [],
  schemas: [],
};

const evidence = (kind: string, path: string, value: string) => [
  {
    resource: {
      cluster: 'platform',
      apiVersion: 'db.atlasgo.io/v1alpha1',
      kind,
      namespace: 'team-orders',
      name: 'orders-db-orders',
    },
    path,
    value,
  },
];

const openRequest = {
  ...mergedRequest,
  state: 'open' as const,
  createdAt: before(120),
  mergedAt: undefined,
  mergeCommit: undefined,
};

const building = layers({
  users: { state: 'progressing', summary: '0 of 1', ready: 0 },
  secrets: { state: 'progressing', summary: 'In 0 of 1 cluster', ready: 0 },
  schema: { state: 'progressing', summary: '0 of 1 applied', ready: 0 },
  dapr: { state: 'notRequested', summary: '', ready: 0, total: 0 },
});

const lintFinding = {
  code: 'atlas.lint-policy',
  severity: 'critical' as const,
  layer: 'schema' as const,
  audience: 'you' as const,
  message: 'The schema change drops data, and that is not allowed.',
  nextStep: 'Allow changes that lose data, or take the DROP out of the SQL.',
  details: 'destructive changes detected: DS103 dropping column "note"',
  evidence: evidence(
    'AtlasSchema',
    'status.conditions[Ready].reason',
    'LintPolicyError',
  ),
  since: before(8),
};

/** One example of every state that people can meet, by name. */
export const STATES = {
  healthy: databaseService(),
  creating: databaseService({
    assessment: {
      state: 'creating',
      availability: 'unavailable',
      convergence: 'converging',
      headline: 'Being created, 6 of 9 parts ready',
      detail: 'Usually takes no longer than 10 minutes.',
      audience: 'wait',
      since: before(2),
      progress: { ready: 6, total: 9 },
      layers: building,
    },
    milestones: [
      { name: 'merged', state: 'done', at: before(3) },
      { name: 'built', state: 'current' },
      { name: 'credentialsDelivered', state: 'pending' },
    ],
  }),
  slow: databaseService({
    assessment: {
      state: 'slow',
      availability: 'unavailable',
      convergence: 'stuck',
      headline: 'Taking longer than usual (41 minutes)',
      detail: 'The role "orders_app" waits for the server.',
      audience: 'platform',
      since: before(41),
      progress: { ready: 6, total: 9 },
      layers: building,
    },
  }),
  updating: databaseService({
    assessment: {
      state: 'updating',
      convergence: 'converging',
      headline: 'Being updated',
      audience: 'wait',
      since: before(4),
      progress: { ready: 8, total: 9 },
      layers: layers({ server: { state: 'progressing', summary: 'Resizing' } }),
    },
  }),
  requested: databaseService({
    ...nothingBuilt,
    requests: [openRequest],
    milestones: [
      { name: 'requested', state: 'done', at: before(120) },
      { name: 'reviewed', state: 'current', url: openRequest.url },
      { name: 'merged', state: 'pending' },
    ],
    assessment: {
      state: 'requested',
      availability: 'unavailable',
      convergence: 'unknown',
      headline: 'Waiting for review',
      detail: '#482 opened by olivia. Reviewers: pavel. Checks: 3 passed.',
      audience: 'reviewer',
      since: before(120),
      layers: [],
    },
  }),
  requestClosed: databaseService({
    ...nothingBuilt,
    requests: [{ ...openRequest, state: 'closed' }],
    assessment: {
      state: 'requestClosed',
      availability: 'unavailable',
      convergence: 'unknown',
      headline: 'The request was closed',
      audience: 'you',
      since: before(120),
      layers: [],
    },
  }),
  merged: databaseService({
    ...nothingBuilt,
    requests: [{ ...mergedRequest, mergedAt: before(1) }],
    assessment: {
      state: 'merged',
      availability: 'unavailable',
      convergence: 'converging',
      headline: 'Merged, being applied',
      audience: 'wait',
      since: before(1),
      layers: [],
    },
  }),
  notFound: databaseService({
    ...nothingBuilt,
    requests: [],
    milestones: [],
    assessment: {
      state: 'notFound',
      availability: 'unavailable',
      convergence: 'unknown',
      headline: 'No database with this name in cluster platform',
      audience: 'you',
      since: undefined,
      layers: [],
    },
  }),
  unreachable: databaseService({
    ...nothingBuilt,
    requests: [],
    assessment: {
      state: 'unreachable',
      availability: 'unknown',
      convergence: 'unknown',
      headline: "Can't reach cluster platform",
      detail: 'The database itself may be fine.',
      audience: 'platform',
      since: undefined,
      layers: [],
    },
    freshness: {
      observedAt: before(3),
      stale: true,
      unreadable: [
        {
          cluster: 'platform',
          verb: 'list',
          resource: 'manageddatabases.dbaas.dev',
          problem: 'unreachable',
          message: 'connect ECONNREFUSED',
          since: before(3),
        },
      ],
    },
  }),
  stale: databaseService({
    freshness: { observedAt: before(3), stale: true, unreadable: [] },
  }),
  partial: databaseService({
    assessment: {
      state: 'unknown',
      availability: 'unknown',
      headline: 'State unknown',
      detail: 'Whether the credentials are delivered could not be read.',
      audience: 'platform',
      since: undefined,
      layers: layers({
        secrets: { state: 'unknown', summary: 'State unknown' },
      }),
    },
    freshness: {
      observedAt: before(0),
      stale: false,
      unreadable: [
        {
          cluster: 'apps',
          verb: 'list',
          resource: 'externalsecrets.external-secrets.io',
          problem: 'forbidden',
          message: 'cannot list resource "externalsecrets"',
          since: before(30),
        },
      ],
    },
  }),
  deleting: databaseService({
    assessment: {
      state: 'deleting',
      availability: 'impaired',
      convergence: 'converging',
      headline: 'Being deleted',
      detail: '3 parts are left.',
      audience: 'wait',
      since: before(1),
      layers: layers({
        server: { state: 'deleting', summary: 'Being deleted' },
      }),
    },
  }),
  failedYou: databaseService({
    assessment: {
      state: 'failed',
      availability: 'unavailable',
      convergence: 'stuck',
      headline: `Needs your change: ${lintFinding.message}`,
      detail: lintFinding.nextStep,
      audience: 'you',
      since: before(8),
      layers: layers({
        schema: { state: 'failed', summary: 'Refused', ready: 0 },
        dapr: { state: 'notRequested', summary: '', ready: 0, total: 0 },
      }),
      findings: [lintFinding],
    },
  }),
  failedPlatform: databaseService({
    assessment: {
      state: 'failed',
      availability: 'unavailable',
      convergence: 'stuck',
      headline: 'Broken, and not by you',
      detail: 'The database server cannot be reached.',
      audience: 'platform',
      since: before(8),
      layers: layers({
        server: { state: 'failed', summary: 'Not ready', ready: 0 },
      }),
      findings: [
        {
          code: 'server.unreachable',
          severity: 'critical',
          layer: 'server',
          audience: 'platform',
          message: 'The database server cannot be reached.',
          nextStep: 'Look at the server first.',
          evidence: [],
          since: before(8),
        },
      ],
    },
  }),
  needsApproval: databaseService({
    assessment: {
      state: 'needsApproval',
      convergence: 'stuck',
      headline: 'Schema change waits for approval',
      audience: 'reviewer',
      since: before(60),
      layers: layers({
        schema: { state: 'needsApproval', summary: 'Waits for approval' },
      }),
      findings: [
        {
          code: 'atlas.approval-pending',
          severity: 'info',
          layer: 'schema',
          audience: 'reviewer',
          message: 'A schema change waits for approval.',
          evidence: evidence(
            'AtlasSchema',
            'status.conditions[Ready].reason',
            'ApprovalPending',
          ),
          link: {
            title: 'Review the plan',
            url: 'https://atlas.example.com/plans/7',
          },
        },
      ],
    },
    schemas: [
      {
        database: 'orders',
        mode: 'declarative',
        version: '8c2f0a91d3b4',
        appliedAt: before(60 * 24),
        state: 'needsApproval',
        approvalUrl: 'https://atlas.example.com/plans/7',
      },
    ],
  }),
  degraded: databaseService({
    assessment: {
      state: 'degraded',
      headline: 'Working, with a problem: the last backup failed.',
      audience: 'platform',
      since: before(300),
      layers: layers({
        server: { state: 'degraded', summary: 'The last backup failed.' },
      }),
      findings: [
        {
          code: 'cnpg.backup-failed',
          severity: 'warning',
          layer: 'server',
          audience: 'platform',
          message: 'The last backup failed.',
          nextStep: 'Check the object store of the backups.',
          evidence: [],
        },
      ],
    },
  }),
  paused: databaseService({
    assessment: {
      state: 'paused',
      convergence: 'stuck',
      headline: 'Paused',
      detail: 'Take the annotation crossplane.io/paused away to go on.',
      audience: 'platform',
      layers: layers({ server: { state: 'paused', summary: 'Paused' } }),
    },
  }),
  unknown: databaseService({
    assessment: {
      state: 'unknown',
      availability: 'unknown',
      convergence: 'unknown',
      headline: 'State unknown',
      detail: 'Crossplane has not looked at this yet.',
      audience: 'platform',
      since: undefined,
    },
  }),
  openChange: databaseService({
    requests: [
      {
        ...openRequest,
        number: 490,
        operation: 'change',
        title: 'dbaas: resize orders-db to large',
        url: 'https://github.com/acme/gitops/pull/490',
      },
      mergedRequest,
    ],
  }),
} satisfies Record<string, DatabaseService>;
