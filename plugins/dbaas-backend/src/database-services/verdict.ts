import type {
  Assessment,
  Connection,
  Freshness,
  PendingRequest,
  ReadResource,
  ResourceNode,
  SchemaFacts,
  ServiceFacts,
  ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { InventoryObject } from '../inventory/inventory-object';

/** Everything that a verdict on one database service rests on. */
export interface VerdictInput {
  ref: ServiceRef;
  claim?: InventoryObject;
  facts: ServiceFacts;
  objects: readonly InventoryObject[];
  requests: readonly PendingRequest[];
  freshness: Freshness;
  /** Whether the cluster of the claim can be read at the moment. */
  reachable: boolean;
  now: Date;
}

/** What the domain says of a database service. */
export interface ServiceVerdict {
  assessment: Assessment;
  resources: ResourceNode[];
  connections: Connection[];
  schemas: SchemaFacts[];
}

export declare function verdictOf(
  input: VerdictInput,
  read: ReadResource,
): ServiceVerdict;
