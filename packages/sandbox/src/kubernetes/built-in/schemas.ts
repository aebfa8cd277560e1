import type { JsonSchema } from '../schema/json-schema';

/** An object of which only the given fields are described; others are allowed. */
function open(properties: Record<string, JsonSchema> = {}): JsonSchema {
  return {
    type: 'object',
    properties,
    'x-kubernetes-preserve-unknown-fields': true,
  };
}

/** A list whose items are merged by keys; the first is the key of strategic merge patches. */
function keyed(keys: string[], item: JsonSchema): JsonSchema {
  return {
    type: 'array',
    items: item,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': keys,
    'x-kubernetes-patch-merge-key': keys[0],
    'x-kubernetes-patch-strategy': 'merge',
  };
}

const named = open({ name: { type: 'string' } });
const references = keyed(['name'], named);
const conditions = keyed(['type'], open({ type: { type: 'string' } }));
const atomicMap: JsonSchema = { ...open(), 'x-kubernetes-map-type': 'atomic' };
const texts: JsonSchema = {
  type: 'object',
  additionalProperties: { type: 'string' },
};

const container = open({
  name: { type: 'string' },
  env: keyed(['name'], named),
  ports: keyed(
    ['containerPort', 'protocol'],
    open({ protocol: { type: 'string', default: 'TCP' } }),
  ),
  volumeMounts: keyed(['mountPath'], open()),
  volumeDevices: keyed(['devicePath'], open()),
});

const podSpec = open({
  containers: keyed(['name'], container),
  initContainers: keyed(['name'], container),
  volumes: keyed(['name'], named),
  imagePullSecrets: references,
  hostAliases: keyed(['ip'], open()),
  nodeSelector: { ...texts, 'x-kubernetes-map-type': 'atomic' },
});

const podTemplate = open({
  metadata: open({ labels: texts, annotations: texts }),
  spec: podSpec,
});

const status = open({ conditions });
const workload = open({
  spec: open({ selector: atomicMap, template: podTemplate }),
  status,
});

const SCHEMAS: Record<string, JsonSchema> = {
  Secret: open({
    type: { type: 'string' },
    immutable: { type: 'boolean' },
    data: texts,
    stringData: texts,
  }),
  ConfigMap: open({
    immutable: { type: 'boolean' },
    data: texts,
    binaryData: texts,
  }),
  ServiceAccount: open({ secrets: references, imagePullSecrets: references }),
  Service: open({
    spec: open({
      selector: { ...texts, 'x-kubernetes-map-type': 'atomic' },
      ports: keyed(
        ['port', 'protocol'],
        open({ protocol: { type: 'string', default: 'TCP' } }),
      ),
    }),
    status,
  }),
  Pod: open({ spec: podSpec, status }),
  Deployment: workload,
  ReplicaSet: workload,
  StatefulSet: workload,
  DaemonSet: workload,
  Job: workload,
  CronJob: open({
    spec: open({
      jobTemplate: open({ spec: open({ template: podTemplate }) }),
    }),
    status,
  }),
  ClusterRole: open({ aggregationRule: atomicMap }),
  RoleBinding: open({ roleRef: atomicMap }),
  ClusterRoleBinding: open({ roleRef: atomicMap }),
};

const OTHER = open({ spec: open(), status });

/** What is known of the fields of a built-in kind: how its lists are merged and how its values look. */
export function builtInSchema(kind: string): JsonSchema {
  return SCHEMAS[kind] ?? OTHER;
}
