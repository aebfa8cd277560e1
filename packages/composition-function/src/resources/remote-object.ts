import type {
  KubernetesObject,
  Layer,
  ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import { composedName } from './names';
import { composedObject, labelsOf } from './planned-resource';

/** An object in a namespace of an application cluster. */
export interface RemoteObject {
  cluster: string;
  namespace: string;
  apiVersion: string;
  kind: string;
  name: string;
  annotations?: Record<string, string>;
  content: Record<string, unknown>;
}

/**
 * A provider-kubernetes Object (1.2, namespaced group) that puts an object into
 * an application cluster. The ClusterProviderConfig has the name of the cluster.
 */
export function remoteObject(
  claim: ManagedDatabase,
  layer: Layer,
  remote: RemoteObject,
  readiness: 'SuccessfulCreate' | 'DeriveFromObject',
): KubernetesObject {
  return composedObject(claim, layer, {
    apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
    kind: 'Object',
    name: composedName(
      claim.metadata.name,
      remote.kind,
      remote.cluster,
      remote.namespace,
      remote.name,
    ),
    content: {
      spec: {
        providerConfigRef: {
          kind: 'ClusterProviderConfig',
          name: remote.cluster,
        },
        readiness: { policy: readiness },
        watch: true,
        forProvider: {
          manifest: {
            apiVersion: remote.apiVersion,
            kind: remote.kind,
            metadata: {
              name: remote.name,
              namespace: remote.namespace,
              labels: labelsOf(claim, layer),
              ...(remote.annotations && { annotations: remote.annotations }),
            },
            ...remote.content,
          },
        },
      },
    },
  });
}
