import type { JsonSchema } from '../schema/json-schema';
import {
  atomicTexts,
  boolean,
  conditions,
  integer,
  intOrString,
  keyed,
  list,
  object,
  objectReference,
  open,
  quantities,
  text,
  textList,
  texts,
  time,
} from './schema-parts';

const servicePort = object(
  {
    name: text,
    port: integer,
    targetPort: intOrString,
    nodePort: integer,
    protocol: { ...text, default: 'TCP' },
    appProtocol: text,
  },
  ['port'],
);

const policyRule = object(
  {
    verbs: textList,
    apiGroups: textList,
    resources: textList,
    resourceNames: textList,
    nonResourceURLs: textList,
  },
  ['verbs'],
);
const roleRef: JsonSchema = {
  ...object({ apiGroup: text, kind: text, name: text }, ['kind', 'name']),
  'x-kubernetes-map-type': 'atomic',
};
const subjects = list(
  object({ apiGroup: text, kind: text, name: text, namespace: text }, [
    'kind',
    'name',
  ]),
);

/** Schemas of the kinds without pods (k8s.io/api: core, rbac, coordination, events). */
export const CORE_SCHEMAS: Record<string, JsonSchema> = {
  Namespace: object({
    spec: object({ finalizers: textList }),
    status: object({ phase: text, conditions }),
  }),
  Secret: object({
    type: text,
    immutable: boolean,
    data: texts,
    stringData: texts,
  }),
  ConfigMap: object({ immutable: boolean, data: texts, binaryData: texts }),
  ServiceAccount: object({
    automountServiceAccountToken: boolean,
    secrets: keyed(['name'], objectReference),
    imagePullSecrets: keyed(['name'], object({ name: text })),
  }),
  Event: object({
    involvedObject: objectReference,
    related: objectReference,
    type: text,
    reason: text,
    message: text,
    action: text,
    source: object({ component: text, host: text }),
    reportingComponent: text,
    reportingInstance: text,
    firstTimestamp: time,
    lastTimestamp: time,
    eventTime: time,
    count: integer,
    series: object({ count: integer, lastObservedTime: time }),
  }),
  Service: object({
    spec: open({
      type: { ...text, default: 'ClusterIP' },
      clusterIP: text,
      clusterIPs: textList,
      externalName: text,
      sessionAffinity: { ...text, default: 'None' },
      selector: atomicTexts,
      ports: keyed(['port', 'protocol'], servicePort),
    }),
    status: open({ conditions }),
  }),
  Endpoints: object({ subsets: list(open()) }),
  LimitRange: object({ spec: object({ limits: list(open({ type: text })) }) }),
  ResourceQuota: object({
    spec: open({ hard: quantities, scopes: textList }),
    status: object({ hard: quantities, used: quantities }),
  }),
  PersistentVolumeClaim: object({
    spec: open({
      accessModes: textList,
      storageClassName: text,
      volumeName: text,
      volumeMode: text,
    }),
    status: open({
      phase: text,
      accessModes: textList,
      capacity: quantities,
      conditions,
    }),
  }),
  Lease: object({
    spec: object({
      holderIdentity: text,
      leaseDurationSeconds: integer,
      acquireTime: time,
      renewTime: time,
      leaseTransitions: integer,
      preferredHolder: text,
      strategy: text,
    }),
  }),
  Role: object({ rules: list(policyRule) }),
  ClusterRole: object({
    rules: list(policyRule),
    aggregationRule: { ...open(), 'x-kubernetes-map-type': 'atomic' },
  }),
  RoleBinding: object({ roleRef, subjects }, ['roleRef']),
  ClusterRoleBinding: object({ roleRef, subjects }, ['roleRef']),
};
