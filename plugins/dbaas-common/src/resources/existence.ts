import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import type { ResourceReader } from './reader';
import type { Verdict } from './verdict';

/** For kinds that have no status because being there is all that they do. */
function readExistence({ kind, metadata }: KubernetesObject): Verdict {
  return {
    state: 'healthy',
    reason: 'Exists',
    sentence: `${kind} ${metadata.name} is there.`,
    evidence: [{ path: 'metadata.name', value: metadata.name }],
    since: metadata.creationTimestamp,
  };
}

/** @internal */
export const existenceReaders: readonly ResourceReader[] = [
  {
    groups: [''],
    kinds: [
      'Secret',
      'ConfigMap',
      'Namespace',
      'Service',
      'ServiceAccount',
      'Endpoints',
    ],
    read: readExistence,
  },
  // A place for backups; whether some arrive there is told by the Backups.
  {
    groups: ['barmancloud.cnpg.io'],
    kinds: ['ObjectStore'],
    read: readExistence,
  },
  { groups: ['rbac.authorization.k8s.io'], read: readExistence },
  {
    groups: ['networking.k8s.io'],
    kinds: ['NetworkPolicy'],
    read: readExistence,
  },
  {
    groups: ['discovery.k8s.io'],
    kinds: ['EndpointSlice'],
    read: readExistence,
  },
];
