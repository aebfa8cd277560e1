import type {
  KubernetesObject,
  Layer,
} from '@backstage-dbaas/plugin-dbaas-common';
import { composedName } from './names';
import { composedObject, type NamedClaim } from './planned-resource';

/** API version of the namespaced resources of provider-sql (0.16). */
export const SQL_API_VERSION = 'postgresql.sql.m.crossplane.io/v1alpha1';

/**
 * Everything but Delete (Crossplane `spec.managementPolicies`). For what lives
 * and dies with its database: taking it away on its own would need a connection
 * to a database that may be gone already, and an extension takes its data along.
 */
export const KEEP_ON_DELETE = [
  'Observe',
  'Create',
  'Update',
  'LateInitialize',
] as const;

/** What is particular to one managed resource of provider-sql. */
export interface SqlResourceParts {
  kind:
    | 'Database'
    | 'Extension'
    | 'Role'
    | 'Grant'
    | 'DefaultPrivileges'
    | 'Schema';
  layer: Layer;
  /** Parts of the object's name after the name of the claim. */
  nameParts: string[];
  /** Name inside PostgreSQL, where the kind has one. */
  externalName?: string;
  forProvider: Record<string, unknown>;
  keepOnDelete?: boolean;
  /** Name of the Secret that provider-sql writes. */
  connectionSecret?: string;
}

/** A managed resource of provider-sql, in the server of the claim. */
export function sqlResource(
  claim: NamedClaim,
  parts: SqlResourceParts,
): KubernetesObject {
  const { name } = claim.metadata;
  return composedObject(claim, parts.layer, {
    apiVersion: SQL_API_VERSION,
    kind: parts.kind,
    name: composedName(name, ...parts.nameParts),
    ...(parts.externalName && {
      annotations: { 'crossplane.io/external-name': parts.externalName },
    }),
    content: {
      spec: {
        forProvider: parts.forProvider,
        providerConfigRef: { kind: 'ProviderConfig', name },
        ...(parts.keepOnDelete && { managementPolicies: [...KEEP_ON_DELETE] }),
        ...(parts.connectionSecret && {
          writeConnectionSecretToRef: { name: parts.connectionSecret },
        }),
      },
    },
  });
}
