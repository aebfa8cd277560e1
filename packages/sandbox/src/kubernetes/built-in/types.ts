import type { PrinterColumn, ResourceType } from '../resource-api';
import type { JsonSchema } from '../schema/json-schema';
import { builtInSchema } from './schemas';

interface BuiltIn {
  /** `v1` or `group/version`. */
  apiVersion: string;
  kind: string;
  plural: string;
  shortNames?: string[];
  categories?: string[];
  clusterScoped?: boolean;
  hasStatus?: boolean;
  hasGeneration?: boolean;
  hasScale?: boolean;
  selectableFields?: string[];
  /** Columns between name and age: [name, type, jsonPath]. */
  columns?: [name: string, type: string, jsonPath: string][];
}

const WORKLOAD = { hasStatus: true, hasGeneration: true, categories: ['all'] };

const BUILT_INS: BuiltIn[] = [
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    plural: 'namespaces',
    shortNames: ['ns'],
    clusterScoped: true,
    hasStatus: true,
    selectableFields: ['status.phase'],
    columns: [['Status', 'string', '.status.phase']],
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    plural: 'secrets',
    selectableFields: ['type'],
    columns: [['Type', 'string', '.type']],
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    plural: 'configmaps',
    shortNames: ['cm'],
  },
  {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    plural: 'serviceaccounts',
    shortNames: ['sa'],
  },
  {
    apiVersion: 'v1',
    kind: 'Event',
    plural: 'events',
    shortNames: ['ev'],
    selectableFields: [
      'involvedObject.kind',
      'involvedObject.namespace',
      'involvedObject.name',
      'involvedObject.uid',
      'involvedObject.apiVersion',
      'involvedObject.resourceVersion',
      'involvedObject.fieldPath',
      'reason',
      'reportingComponent',
      'source',
      'type',
    ],
    columns: [
      ['Last Seen', 'date', '.lastTimestamp'],
      ['Type', 'string', '.type'],
      ['Reason', 'string', '.reason'],
      ['Message', 'string', '.message'],
    ],
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    plural: 'pods',
    shortNames: ['po'],
    categories: ['all'],
    hasStatus: true,
    selectableFields: [
      'spec.nodeName',
      'spec.serviceAccountName',
      'status.phase',
      'status.podIP',
    ],
    columns: [['Status', 'string', '.status.phase']],
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    plural: 'services',
    shortNames: ['svc'],
    categories: ['all'],
    hasStatus: true,
    selectableFields: ['spec.clusterIP', 'spec.type'],
    columns: [
      ['Type', 'string', '.spec.type'],
      ['Cluster-IP', 'string', '.spec.clusterIP'],
      ['Port(s)', 'string', '.spec.ports[*].port'],
    ],
  },
  {
    apiVersion: 'v1',
    kind: 'Endpoints',
    plural: 'endpoints',
    shortNames: ['ep'],
  },
  {
    apiVersion: 'v1',
    kind: 'Node',
    plural: 'nodes',
    shortNames: ['no'],
    clusterScoped: true,
    hasStatus: true,
    selectableFields: ['spec.unschedulable'],
    columns: [['Version', 'string', '.status.nodeInfo.kubeletVersion']],
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    plural: 'persistentvolumes',
    shortNames: ['pv'],
    clusterScoped: true,
    hasStatus: true,
    columns: [['Status', 'string', '.status.phase']],
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    plural: 'persistentvolumeclaims',
    shortNames: ['pvc'],
    hasStatus: true,
    columns: [
      ['Status', 'string', '.status.phase'],
      ['Volume', 'string', '.spec.volumeName'],
    ],
  },
  {
    apiVersion: 'v1',
    kind: 'LimitRange',
    plural: 'limitranges',
    shortNames: ['limits'],
  },
  {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    plural: 'resourcequotas',
    shortNames: ['quota'],
    hasStatus: true,
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    plural: 'deployments',
    shortNames: ['deploy'],
    ...WORKLOAD,
    hasScale: true,
    columns: [
      ['Ready', 'integer', '.status.readyReplicas'],
      ['Up-to-date', 'integer', '.status.updatedReplicas'],
      ['Available', 'integer', '.status.availableReplicas'],
    ],
  },
  {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    plural: 'replicasets',
    shortNames: ['rs'],
    ...WORKLOAD,
    hasScale: true,
    columns: [
      ['Desired', 'integer', '.spec.replicas'],
      ['Current', 'integer', '.status.replicas'],
      ['Ready', 'integer', '.status.readyReplicas'],
    ],
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    plural: 'statefulsets',
    shortNames: ['sts'],
    ...WORKLOAD,
    hasScale: true,
    columns: [['Ready', 'integer', '.status.readyReplicas']],
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    plural: 'daemonsets',
    shortNames: ['ds'],
    ...WORKLOAD,
    columns: [
      ['Desired', 'integer', '.status.desiredNumberScheduled'],
      ['Ready', 'integer', '.status.numberReady'],
    ],
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    plural: 'jobs',
    ...WORKLOAD,
    columns: [['Succeeded', 'integer', '.status.succeeded']],
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    plural: 'cronjobs',
    shortNames: ['cj'],
    ...WORKLOAD,
    columns: [
      ['Schedule', 'string', '.spec.schedule'],
      ['Suspend', 'boolean', '.spec.suspend'],
      ['Last Schedule', 'date', '.status.lastScheduleTime'],
    ],
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    plural: 'ingresses',
    shortNames: ['ing'],
    hasStatus: true,
    hasGeneration: true,
    columns: [
      ['Class', 'string', '.spec.ingressClassName'],
      ['Hosts', 'string', '.spec.rules[*].host'],
    ],
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    plural: 'networkpolicies',
    shortNames: ['netpol'],
    hasGeneration: true,
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    plural: 'horizontalpodautoscalers',
    shortNames: ['hpa'],
    categories: ['all'],
    hasStatus: true,
    columns: [
      ['Minpods', 'integer', '.spec.minReplicas'],
      ['Maxpods', 'integer', '.spec.maxReplicas'],
      ['Replicas', 'integer', '.status.currentReplicas'],
    ],
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    plural: 'poddisruptionbudgets',
    shortNames: ['pdb'],
    hasStatus: true,
    hasGeneration: true,
  },
  {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    plural: 'leases',
    columns: [['Holder', 'string', '.spec.holderIdentity']],
  },
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    plural: 'storageclasses',
    shortNames: ['sc'],
    clusterScoped: true,
    columns: [['Provisioner', 'string', '.provisioner']],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    plural: 'clusterroles',
    clusterScoped: true,
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    plural: 'clusterrolebindings',
    clusterScoped: true,
    columns: [['Role', 'string', '.roleRef.name']],
  },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', plural: 'roles' },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    plural: 'rolebindings',
    columns: [['Role', 'string', '.roleRef.name']],
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    clusterScoped: true,
    hasStatus: true,
    hasGeneration: true,
  },
];

const AGE: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
};
const SCALE = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
};

/** The kinds that every cluster serves. */
export const BUILT_IN_TYPES: readonly ResourceType[] =
  BUILT_INS.map(toResourceType);

function toResourceType(builtIn: BuiltIn): ResourceType {
  const [first, second] = builtIn.apiVersion.split('/');
  const version = second ?? first;
  const { kind, plural } = builtIn;
  const schema: JsonSchema = builtInSchema(kind);
  return {
    group: second === undefined ? '' : first,
    version,
    kind,
    listKind: `${kind}List`,
    plural,
    singular: kind.toLowerCase(),
    shortNames: builtIn.shortNames ?? [],
    categories: builtIn.categories ?? [],
    namespaced: builtIn.clusterScoped !== true,
    hasStatus: builtIn.hasStatus ?? false,
    hasGeneration: builtIn.hasGeneration ?? false,
    scale: builtIn.hasScale ? SCALE : undefined,
    printerColumns: [
      ...(builtIn.columns ?? []).map(([name, type, jsonPath]) => ({
        name,
        type,
        jsonPath,
      })),
      AGE,
    ],
    schema,
    builtIn: true,
    storageVersion: version,
    selectableFields: builtIn.selectableFields ?? [],
  };
}
