import type { JsonSchema } from '../schema/json-schema';
import {
  atomicTexts,
  boolean,
  conditions,
  integer,
  intOrString,
  keyed,
  labelSelector,
  list,
  object,
  open,
  quantities,
  text,
  textList,
  texts,
} from './schema-parts';

const container = open({
  name: text,
  image: text,
  imagePullPolicy: text,
  command: textList,
  args: textList,
  workingDir: text,
  env: keyed(['name'], open({ name: text, value: text })),
  envFrom: list(open()),
  ports: keyed(
    ['containerPort', 'protocol'],
    open({
      name: text,
      containerPort: integer,
      protocol: { ...text, default: 'TCP' },
    }),
  ),
  resources: open({ limits: quantities, requests: quantities }),
  volumeMounts: keyed(
    ['mountPath'],
    open({ name: text, mountPath: text, readOnly: boolean, subPath: text }),
  ),
  volumeDevices: keyed(['devicePath'], open()),
});

const podSpec = open({
  containers: keyed(['name'], container),
  initContainers: keyed(['name'], container),
  ephemeralContainers: keyed(['name'], container),
  volumes: keyed(['name'], open({ name: text })),
  imagePullSecrets: keyed(['name'], object({ name: text })),
  hostAliases: keyed(['ip'], open()),
  nodeSelector: atomicTexts,
  nodeName: text,
  serviceAccountName: text,
  restartPolicy: text,
  terminationGracePeriodSeconds: integer,
});

const podTemplate = open({
  metadata: open({ labels: texts, annotations: texts }),
  spec: podSpec,
});
/** One pod unless told otherwise. */
const replicas: JsonSchema = { ...integer, default: 1 };
const status = open({
  conditions,
  replicas: integer,
  readyReplicas: integer,
  observedGeneration: integer,
});
const workloadSpec = {
  selector: labelSelector,
  template: podTemplate,
};

/** Schemas of the kinds with pods and what belongs to them (k8s.io/api: core, apps, batch, networking). */
export const WORKLOAD_SCHEMAS: Record<string, JsonSchema> = {
  Pod: object({
    spec: podSpec,
    status: open({ phase: text, podIP: text, conditions }),
  }),
  Deployment: object({
    spec: open({
      ...workloadSpec,
      replicas,
      paused: boolean,
      strategy: open({ type: text }),
    }),
    status,
  }),
  ReplicaSet: object({ spec: open({ ...workloadSpec, replicas }), status }),
  StatefulSet: object({
    spec: open({ ...workloadSpec, replicas, serviceName: text }),
    status,
  }),
  DaemonSet: object({ spec: open(workloadSpec), status }),
  Job: object({
    spec: open({
      ...workloadSpec,
      backoffLimit: integer,
      completions: integer,
    }),
    status,
  }),
  CronJob: object({
    spec: open({
      schedule: text,
      suspend: boolean,
      jobTemplate: open({ spec: open(workloadSpec) }),
    }),
    status: open(),
  }),
  Ingress: object({
    spec: open({
      ingressClassName: text,
      rules: list(open({ host: text })),
      tls: list(open()),
    }),
    status: open(),
  }),
  HorizontalPodAutoscaler: object({
    spec: open({
      minReplicas: integer,
      maxReplicas: integer,
      scaleTargetRef: open({ kind: text, name: text }),
    }),
    status,
  }),
  PodDisruptionBudget: object({
    spec: open({
      minAvailable: intOrString,
      maxUnavailable: intOrString,
      selector: labelSelector,
    }),
    status,
  }),
};
