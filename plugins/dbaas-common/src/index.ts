/**
 * The domain of database services: the request, the readers and the assessment.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './layers';
export * from './kubernetes/kubernetes-object';
export * from './request/managed-database';
export {
  MAX_POSTGRESQL_NAME,
  databaseName,
  kubernetesName,
  userName,
} from './request/names';
export {
  MADE_PLACEMENTS,
  PLACEMENTS,
  type Placement,
} from './request/placement';
export * from './request/offered-placements';
export * from './request/offer-problems';
export * from './request/tls-modes';
export * from './api/assessment';
export * from './api/database-service';
export * from './api/deletion-outcome';
export * from './api/history';
export * from './api/offers';
export * from './api/service-query';
export * from './api/connection-details';
export * from './api/credentials';
export * from './api/resource-details';
export * from './connect/connection-snippets';
export * from './plans/plan';
export { readSharedPlans, SHARED_PLANS } from './plans/shared-plans';
export * from './request/connection-keys';
export * from './request/form-answers';
export * from './request/manifest';
export * from './request/pull-request';
export * from './permissions/permissions';
export * from './api/client';
export * from './api/request-error';
export * from './redaction/redact';
export * from './resources/verdict';
export * from './resources/reader';
export * from './resources/readers';
export * from './resources/read-resource';
export { readOnce } from './kubernetes/read-once';
export { externalNameOf } from './resources/external-name';
export {
  carriedObject,
  type CarriedObject,
} from './resources/provider-kubernetes';
export { durationInWords } from './resources/timing';
export { type ClusterObject, type ObjectBag } from './tree/object-bag';
export {
  buildTree,
  type BuildTreeOptions,
  type ServiceTree,
  type TreeNode,
} from './tree/build-tree';
export { refOf as resourceRefOf } from './assessment/resource-nodes';
export {
  backedUpServer,
  composedKeys,
  dependencyKeys,
} from './tree/references';
export {
  serviceBudgetSeconds,
  type BudgetFacts,
} from './assessment/time-budgets';
export { type AssessmentContext } from './assessment/assessment-context';
export { type AssessedNode } from './assessment/read-tree';
export { assess, type AssessedService } from './assessment/assess';
export { deletionOutcome } from './assessment/deletion-outcome';
export {
  assessAbsent,
  type AbsentServiceFacts,
} from './assessment/assess-absent';
