import { z } from 'zod';
import { layerSchema } from '../layers';
import {
  assessmentSchema,
  audienceSchema,
  resourceRefSchema,
  resourceStateSchema,
} from './assessment';
import { deletionOutcomeSchema } from './deletion-outcome';

/** Names a database service: the cluster, namespace and name of its claim. @public */
export const serviceRefSchema = z.object({
  cluster: z.string(),
  namespace: z.string(),
  name: z.string(),
});
/** @public */
export type ServiceRef = z.infer<typeof serviceRefSchema>;

/** One step on the way from the form to an application that uses the database. @public */
export const milestoneSchema = z.object({
  name: z.enum([
    'requested',
    'reviewed',
    'merged',
    'applied',
    'built',
    'credentialsDelivered',
    'schemaApplied',
    'inUse',
  ]),
  state: z.enum([
    'done',
    'current',
    'pending',
    'failed',
    'notRequested',
    'unknown',
  ]),
  at: z.string().optional(),
  url: z.string().optional(),
});
/** @public */
export type Milestone = z.infer<typeof milestoneSchema>;

/** One object in the tree of a database service, with its verdict. @public */
export const resourceNodeSchema = z.object({
  ref: resourceRefSchema,
  uid: z.string().optional(),
  parentUid: z.string().optional(),
  layer: layerSchema.optional(),
  state: resourceStateSchema,
  /** The operator's own reason, such as `Available` or `SecretSynced`. */
  reason: z.string().optional(),
  sentence: z.string(),
  audience: audienceSchema.optional(),
  since: z.string().optional(),
  /** True when the object was last seen by a controller, not by us. */
  observedByController: z.boolean().optional(),
});
/** @public */
export type ResourceNode = z.infer<typeof resourceNodeSchema>;

/** How an application reaches the database. Names only, never values. @public */
export const connectionSchema = z.object({
  /** Application cluster and namespace where the Secret is. */
  cluster: z.string(),
  namespace: z.string(),
  secretName: z.string(),
  secretKeys: z.array(z.string()),
  delivered: z.boolean(),
  /** When the Secret was last refreshed, RFC 3339. */
  refreshedAt: z.string().optional(),
  host: z.string().optional(),
  port: z.number().optional(),
  database: z.string(),
  user: z.string(),
  sslMode: z.string().optional(),
  daprComponents: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      scopes: z.array(z.string()),
    }),
  ),
});
/** @public */
export type Connection = z.infer<typeof connectionSchema>;

/** What is known of the schema of one database. @public */
export const schemaFactsSchema = z.object({
  database: z.string(),
  mode: z.enum(['declarative', 'versioned']),
  /** Short hash (declarative) or last applied version (versioned). */
  version: z.string().optional(),
  appliedAt: z.string().optional(),
  state: resourceStateSchema.or(z.literal('needsApproval')),
  approvalUrl: z.string().optional(),
});
/** @public */
export type SchemaFacts = z.infer<typeof schemaFactsSchema>;

/** A pull request that concerns a database service. @public */
export const pendingRequestSchema = z.object({
  number: z.number(),
  title: z.string(),
  url: z.string(),
  state: z.enum(['open', 'merged', 'closed']),
  operation: z.enum(['create', 'change', 'delete']),
  author: z.string().optional(),
  reviewers: z.array(z.string()),
  checks: z.object({
    passed: z.number(),
    failed: z.number(),
    pending: z.number(),
  }),
  createdAt: z.string(),
  mergedAt: z.string().optional(),
  mergeCommit: z.string().optional(),
});
/** @public */
export type PendingRequest = z.infer<typeof pendingRequestSchema>;

/** Something that could not be read, with what exactly was refused. @public */
export const unreadableSourceSchema = z.object({
  cluster: z.string(),
  verb: z.enum(['list', 'watch', 'get']),
  /** Plural and group, such as `databases.postgresql.sql.m.crossplane.io`. */
  resource: z.string(),
  problem: z.enum([
    'forbidden',
    'unauthorized',
    'notInstalled',
    'unreachable',
    'timeout',
    'tls',
    'error',
  ]),
  message: z.string(),
  since: z.string(),
});
/** @public */
export type UnreadableSource = z.infer<typeof unreadableSourceSchema>;

/** Facts of the request as the cluster holds it. @public */
export const serviceFactsSchema = z.object({
  engine: z.string().optional(),
  version: z.string().optional(),
  placement: z.string().optional(),
  region: z.string().optional(),
  plan: z.string().optional(),
  instances: z.number().optional(),
  storageGB: z.number().optional(),
  highAvailability: z.boolean().optional(),
  deletionProtection: z.boolean().optional(),
  databases: z.array(z.string()),
  users: z.array(
    z.object({
      name: z.string(),
      access: z.array(z.object({ database: z.string(), level: z.string() })),
    }),
  ),
  endpoint: z.object({ host: z.string(), port: z.number() }).optional(),
  /** How applications ask for TLS (libpq `sslmode`). */
  sslMode: z.string().optional(),
});
/** @public */
export type ServiceFacts = z.infer<typeof serviceFactsSchema>;

/** How old an answer is and what is missing from it. @public */
export const freshnessSchema = z.object({
  observedAt: z.string(),
  stale: z.boolean(),
  unreadable: z.array(unreadableSourceSchema),
});
/** @public */
export type Freshness = z.infer<typeof freshnessSchema>;

/** One row of the list of database services. @public */
export const databaseServiceSummarySchema = z.object({
  ref: serviceRefSchema,
  entityRefs: z.array(z.string()),
  facts: serviceFactsSchema,
  assessment: assessmentSchema,
  freshness: freshnessSchema,
});
/** @public */
export type DatabaseServiceSummary = z.infer<
  typeof databaseServiceSummarySchema
>;

/** Everything the card and the tab show of one database service. @public */
export const databaseServiceSchema = databaseServiceSummarySchema.extend({
  /** False while the service exists only as a pull request. */
  exists: z.boolean(),
  /** Changes whenever anything in this answer changed. */
  revision: z.string(),
  milestones: z.array(milestoneSchema),
  resources: z.array(resourceNodeSchema),
  connections: z.array(connectionSchema),
  schemas: z.array(schemaFactsSchema),
  requests: z.array(pendingRequestSchema),
  /** Missing when there is no claim. */
  deletion: deletionOutcomeSchema.optional(),
});
/** @public */
export type DatabaseService = z.infer<typeof databaseServiceSchema>;

/** Answer of `GET /services`. @public */
export const databaseServiceListSchema = z.object({
  items: z.array(databaseServiceSummarySchema),
  /** How many match the filter, on all pages. */
  totalItems: z.number(),
  /** Give this back as `cursor` for the next page; missing on the last one. */
  nextCursor: z.string().optional(),
  /** How many of the matches have each value, such as `state.healthy`. */
  facets: z.record(z.string(), z.record(z.string(), z.number())).optional(),
});
/** @public */
export type DatabaseServiceList = z.infer<typeof databaseServiceListSchema>;

/** Answer of `GET /services/by-entity/:namespace/:kind/:name`. @public */
export const entityDatabaseServicesSchema = z.object({
  items: z.array(databaseServiceSchema),
});
/** @public */
export type EntityDatabaseServices = z.infer<
  typeof entityDatabaseServicesSchema
>;

/** Answer of `GET /clusters`. @public */
export const clusterHealthListSchema = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['connected', 'connecting', 'stale', 'unreachable']),
      lastContactAt: z.string().optional(),
      /** How many objects are watched; for those who may see all database services. */
      objects: z.number().optional(),
      /** How many kinds are watched. */
      kinds: z.number().optional(),
      /** How often a list or a watch had to be repeated because of trouble. */
      restarts: z.number().optional(),
      unreadable: z.array(unreadableSourceSchema),
    }),
  ),
});
/** @public */
export type ClusterHealthList = z.infer<typeof clusterHealthListSchema>;

/**
 * Signals channel on which the backend says that a database service changed.
 * The payload is `{ revision }` only: what changed is read through the API,
 * where permissions are checked.
 *
 * @public
 */
export function serviceSignalChannel(ref: ServiceRef): string {
  return `dbaas:${ref.cluster}/${ref.namespace}/${ref.name}`;
}

/**
 * Signals channel on which the backend says that a database service came or went, or
 * that the state of one changed; a few seconds apart at least.
 *
 * @public
 */
export const FLEET_SIGNAL_CHANNEL = 'dbaas:fleet';

/** Signals channel for an entity whose database services come, go or change. @public */
export function entitySignalChannel(entityRef: string): string {
  return `dbaas:entity:${entityRef.toLowerCase()}`;
}
