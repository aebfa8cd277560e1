import {
  assessmentSchema,
  audienceSchema,
  clusterHealthListSchema,
  connectionDetailsListSchema,
  connectionDetailsSchema,
  connectionSchema,
  connectionSnippetSchema,
  databaseServiceListSchema,
  databaseServiceSchema,
  databaseServiceSummarySchema,
  deletionOutcomeSchema,
  eventTypesSchema,
  evidenceSchema,
  findingSchema,
  freshnessSchema,
  layerAssessmentSchema,
  layerSchema,
  layerStateSchema,
  milestoneSchema,
  offeredPlacementSchema,
  offerSourceSchema,
  pendingRequestSchema,
  placementOfferListSchema,
  placementOfferSchema,
  planOfferListSchema,
  planOfferSchema,
  planSchema,
  resourceEventListSchema,
  resourceEventSchema,
  resourceManifestSchema,
  resourceNodeSchema,
  resourceRefSchema,
  resourceStateSchema,
  revealCredentialSchema,
  revealedCredentialSchema,
  schemaFactsSchema,
  serviceFactsSchema,
  serviceRefSchema,
  serviceStateSchema,
  transitionListSchema,
  transitionSchema,
  unreadableSourceSchema,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

/** A Backstage error as it comes over HTTP. */
const errorSchema = z.object({
  error: z.object({ name: z.string(), message: z.string() }),
  request: z.object({ method: z.string(), url: z.string() }).optional(),
  response: z.object({ statusCode: z.number() }),
});

const SCHEMAS = {
  Assessment: assessmentSchema,
  Audience: audienceSchema,
  ClusterHealthList: clusterHealthListSchema,
  Connection: connectionSchema,
  ConnectionDetails: connectionDetailsSchema,
  ConnectionDetailsList: connectionDetailsListSchema,
  ConnectionSnippet: connectionSnippetSchema,
  DatabaseService: databaseServiceSchema,
  DatabaseServiceList: databaseServiceListSchema,
  DatabaseServiceSummary: databaseServiceSummarySchema,
  DeletionOutcome: deletionOutcomeSchema,
  Error: errorSchema,
  EventTypes: eventTypesSchema,
  Evidence: evidenceSchema,
  Finding: findingSchema,
  Freshness: freshnessSchema,
  Layer: layerSchema,
  LayerAssessment: layerAssessmentSchema,
  LayerState: layerStateSchema,
  Milestone: milestoneSchema,
  OfferedPlacement: offeredPlacementSchema,
  OfferSource: offerSourceSchema,
  PendingRequest: pendingRequestSchema,
  PlacementOffer: placementOfferSchema,
  PlacementOfferList: placementOfferListSchema,
  Plan: planSchema,
  PlanOffer: planOfferSchema,
  PlanOfferList: planOfferListSchema,
  ResourceEvent: resourceEventSchema,
  ResourceEventList: resourceEventListSchema,
  ResourceManifest: resourceManifestSchema,
  ResourceNode: resourceNodeSchema,
  ResourceRef: resourceRefSchema,
  ResourceState: resourceStateSchema,
  RevealCredential: revealCredentialSchema,
  RevealedCredential: revealedCredentialSchema,
  SchemaFacts: schemaFactsSchema,
  ServiceFacts: serviceFactsSchema,
  ServiceRef: serviceRefSchema,
  ServiceState: serviceStateSchema,
  Transition: transitionSchema,
  TransitionList: transitionListSchema,
  UnreadableSource: unreadableSourceSchema,
};

/**
 * `components.schemas` of the OpenAPI document, from the schemas that the
 * answers go through, so that the document cannot say anything else.
 */
export function componentSchemas(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(SCHEMAS))
    registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    uri: id => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => {
      const { $schema: _dialect, $id: _self, ...rest } = schema;
      return [id, rest];
    }),
  );
}
