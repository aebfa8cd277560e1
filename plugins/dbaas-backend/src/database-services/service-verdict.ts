import {
  assess,
  assessAbsent,
  buildTree,
  deletionOutcome,
  type Assessment,
  type AssessmentContext,
  type Connection,
  type DeletionOutcome,
  type PendingRequest,
  type ResourceNode,
  type SchemaFacts,
  type ServiceFacts,
  type ClusterObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { connectionsOf } from '../connections/connections';
import { schemaFactsOf } from './schema-facts';

/** What the domain says of a database service. */
export interface ServiceVerdict {
  assessment: Assessment;
  resources: ResourceNode[];
  connections: Connection[];
  schemas: SchemaFacts[];
  /** What would happen if the claim were deleted. */
  deletion?: DeletionOutcome;
}

/** The verdict on a database service whose claim is in the cluster. */
export function verdictOnClaim(
  claim: ClusterObject,
  facts: ServiceFacts,
  objects: readonly ClusterObject[],
  context: AssessmentContext,
): ServiceVerdict {
  const { assessment, resources, nodes } = assess(
    buildTree(claim, objects),
    context,
  );
  return {
    assessment,
    resources,
    connections: connectionsOf(claim.object, facts, nodes),
    schemas: schemaFactsOf(claim.object, nodes, resources),
    deletion: deletionOutcome(nodes),
  };
}

/** The verdict on a database service that is not, not yet or no longer in the cluster. */
export function verdictOnAbsence(absence: {
  cluster: string;
  requests: readonly PendingRequest[];
  reachable: boolean;
  remainingObjects: number;
  now: Date;
}): ServiceVerdict {
  return {
    assessment: assessAbsent(absence),
    resources: [],
    connections: [],
    schemas: [],
  };
}
