import { z } from 'zod';
import type { RunningPostgresServer } from '../../postgres/postgres-servers';
import type { WantedCluster } from './cluster';
import { POD, SERVICE } from './kinds';
import type { OwnedObject } from './owned-objects';

/** On Pods of instances for which the sandbox runs no process. */
const SIMULATED_ANNOTATION = 'dbaas.dev/sandbox-simulated';
const SERVICE_SELECTORS = {
  rw: 'primary',
  ro: 'replica',
  r: undefined,
} as const;

/** Names of the instances; the first is the primary. */
export function instanceNames({ name, instances }: WantedCluster): string[] {
  return Array.from(
    { length: instances },
    (_, index) => `${name}-${index + 1}`,
  );
}

/** Pods that show the instances. Only the primary is a process of this machine. */
export function instancePods(
  cluster: WantedCluster,
  image: string,
  server: RunningPostgresServer,
): { pod: OwnedObject; status: object }[] {
  const { startedAt } = server;
  return instanceNames(cluster).map((name, index) => {
    const role = index === 0 ? 'primary' : 'replica';
    const running = { running: { startedAt } };
    const pod: OwnedObject = {
      ...POD,
      name,
      labels: {
        'app.kubernetes.io/managed-by': 'cloudnative-pg',
        'app.kubernetes.io/name': 'postgresql',
        'app.kubernetes.io/component': 'database',
        'app.kubernetes.io/instance': cluster.name,
        'app.kubernetes.io/version': server.version.split('.')[0],
        'cnpg.io/instanceName': name,
        'cnpg.io/instanceRole': role,
        'cnpg.io/podRole': 'instance',
        role,
      },
      annotations: {
        'cnpg.io/nodeSerial': String(index + 1),
        ...(index > 0 && { [SIMULATED_ANNOTATION]: 'true' }),
      },
      spec: {
        nodeName: 'sandbox',
        hostname: name,
        containers: [
          {
            name: 'postgres',
            image,
            ports: [
              {
                name: 'postgresql',
                containerPort: server.port,
                protocol: 'TCP',
              },
            ],
            ...(cluster.spec.resources !== undefined && {
              resources: cluster.spec.resources,
            }),
          },
        ],
      },
    };
    const status = {
      phase: 'Running',
      podIP: server.host,
      podIPs: [{ ip: server.host }],
      hostIP: server.host,
      startTime: startedAt,
      conditions: [
        'PodScheduled',
        'Initialized',
        'ContainersReady',
        'Ready',
      ].map(type => ({
        type,
        status: 'True',
        lastTransitionTime: startedAt,
      })),
      containerStatuses: [
        {
          name: 'postgres',
          image,
          imageID: '',
          ready: true,
          started: true,
          restartCount: 0,
          state: running,
        },
      ],
    };
    return { pod, status };
  });
}

/** The Services of a cluster, at the address where its server really listens. */
export function services(
  cluster: WantedCluster,
  server: RunningPostgresServer,
): OwnedObject[] {
  const { disabledDefaultServices, additional } = cluster.spec.managed.services;
  const ports = [
    {
      name: 'postgres',
      protocol: 'TCP',
      port: server.port,
      targetPort: server.port,
    },
  ];
  const selector = (kind: keyof typeof SERVICE_SELECTORS) => {
    const role = SERVICE_SELECTORS[kind];
    return {
      'cnpg.io/cluster': cluster.name,
      ...(role
        ? { 'cnpg.io/instanceRole': role }
        : { 'cnpg.io/podRole': 'instance' }),
    };
  };
  const kinds = (['rw', 'ro', 'r'] as const).filter(
    kind => !disabledDefaultServices.includes(kind),
  );
  return [
    ...kinds.map(kind => ({
      ...SERVICE,
      name: `${cluster.name}-${kind}`,
      spec: {
        type: 'ClusterIP',
        clusterIP: server.host,
        clusterIPs: [server.host],
        ports,
        selector: selector(kind),
      },
    })),
    ...additional.map(({ selectorType, serviceTemplate }) => ({
      ...SERVICE,
      name: serviceTemplate.metadata.name,
      labels: serviceTemplate.metadata.labels,
      annotations: {
        ...serviceTemplate.metadata.annotations,
        'cnpg.io/isManaged': 'true',
      },
      spec: {
        ...serviceTemplate.spec,
        ports,
        selector: selector(selectorType),
      },
    })),
  ];
}

/** Status of a Service of type LoadBalancer: reached at the server's own address. */
export function loadBalancerStatus(
  service: OwnedObject,
  server: RunningPostgresServer,
): object | undefined {
  const { type } = z.object({ type: z.string() }).parse(service.spec);
  return type === 'LoadBalancer'
    ? { loadBalancer: { ingress: [{ ip: server.host }] } }
    : undefined;
}
