import { z } from 'zod';

/*
 * The fields of the kinds below `platform/`, as far as they are used there, from the API
 * references of their projects in the versions of platform/README.md. They are closed: a
 * field that is not written here is taken for a mistake.
 */

const names = z.record(z.string(), z.string());
const metadata = z.strictObject({
  name: z.string().min(1),
  namespace: z.string().min(1).optional(),
  annotations: names.optional(),
  labels: names.optional(),
});

const kind = (fields: z.ZodRawShape) =>
  z.strictObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata,
    ...fields,
  });
const withSpec = (fields: z.ZodRawShape) =>
  kind({ spec: z.strictObject(fields) });

const secretKey = z.strictObject({
  namespace: z.string(),
  name: z.string(),
  key: z.string(),
});
const serviceAccount = z.strictObject({
  name: z.string(),
  namespace: z.string(),
});

/** A version that stays: no branch, no `latest`. */
const PACKAGE = /^[a-z0-9.-]+(\/[a-z0-9.-]+)+:v\d+\.\d+\.\d+$/;
const packageSpec = {
  package: z.string().regex(PACKAGE),
  runtimeConfigRef: z.strictObject({ name: z.string() }).optional(),
};

const rules = z.array(
  z.strictObject({
    apiGroups: z.array(z.string()).min(1),
    resources: z.array(z.string()).min(1),
    resourceNames: z.array(z.string()).min(1).optional(),
    verbs: z.array(z.string()).min(1),
  }),
);
const RBAC = 'rbac.authorization.k8s.io';
const binding = kind({
  roleRef: z.strictObject({
    apiGroup: z.literal(RBAC),
    kind: z.enum(['Role', 'ClusterRole']),
    name: z.string(),
  }),
  subjects: z.array(
    z.discriminatedUnion('kind', [
      serviceAccount.extend({ kind: z.literal('ServiceAccount') }),
      z.strictObject({
        kind: z.enum(['User', 'Group']),
        apiGroup: z.literal(RBAC),
        name: z.string(),
      }),
    ]),
  ),
});

const probe = z.strictObject({
  grpc: z.strictObject({ port: z.number() }),
  periodSeconds: z.number().optional(),
  timeoutSeconds: z.number().optional(),
  failureThreshold: z.number().optional(),
});
const container = z.strictObject({
  name: z.literal('package-runtime'),
  args: z.array(z.string()).optional(),
  ports: z
    .array(z.strictObject({ name: z.string(), containerPort: z.number() }))
    .optional(),
  startupProbe: probe.optional(),
  readinessProbe: probe.optional(),
  livenessProbe: probe.optional(),
  resources: z.strictObject({ requests: names, limits: names }).optional(),
  securityContext: z
    .strictObject({
      allowPrivilegeEscalation: z.boolean(),
      readOnlyRootFilesystem: z.boolean(),
      capabilities: z.strictObject({ drop: z.array(z.string()) }),
    })
    .optional(),
  volumeMounts: z
    .array(z.strictObject({ name: z.string(), mountPath: z.string() }))
    .optional(),
});

/** How Crossplane runs a package. */
export const runtimeConfigSchema = withSpec({
  serviceAccountTemplate: z
    .strictObject({
      metadata: z.strictObject({
        name: z.string(),
        annotations: names.optional(),
      }),
    })
    .optional(),
  deploymentTemplate: z
    .strictObject({
      spec: z.strictObject({
        replicas: z.number().optional(),
        selector: z.strictObject({}),
        template: z.strictObject({
          metadata: z.strictObject({ labels: names }).optional(),
          spec: z.strictObject({
            automountServiceAccountToken: z.boolean().optional(),
            securityContext: z
              .strictObject({
                runAsNonRoot: z.boolean(),
                runAsUser: z.number(),
                runAsGroup: z.number(),
                seccompProfile: z.strictObject({ type: z.string() }),
              })
              .optional(),
            containers: z.array(container).length(1),
            volumes: z
              .array(
                z.strictObject({
                  name: z.string(),
                  emptyDir: z.strictObject({ sizeLimit: z.string() }),
                }),
              )
              .optional(),
          }),
        }),
      }),
    })
    .optional(),
});

const kubernetesStore = z.strictObject({
  remoteNamespace: z.string(),
  server: z.strictObject({
    url: z.string(),
    caProvider: secretKey.extend({ type: z.enum(['ConfigMap', 'Secret']) }),
  }),
  auth: z.strictObject({ serviceAccount }),
});

const selector = z.strictObject({
  matchLabels: names.optional(),
  matchExpressions: z
    .array(
      z.strictObject({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});

/** Every kind that may be below `platform/`. */
export const PLATFORM_KINDS: Record<string, z.ZodType> = {
  'v1 Namespace': kind({}),
  'v1 ServiceAccount': kind({}),
  'v1 Secret': kind({
    type: z.string().optional(),
    stringData: names.optional(),
  }),
  [`${RBAC}/v1 Role`]: kind({ rules }),
  [`${RBAC}/v1 ClusterRole`]: kind({ rules }),
  [`${RBAC}/v1 RoleBinding`]: binding,
  [`${RBAC}/v1 ClusterRoleBinding`]: binding,
  'networking.k8s.io/v1 NetworkPolicy': withSpec({
    podSelector: selector,
    policyTypes: z.array(z.enum(['Ingress', 'Egress'])),
    ingress: z.array(
      z.strictObject({
        from: z.array(
          z.strictObject({
            podSelector: selector.optional(),
            namespaceSelector: selector.optional(),
            ipBlock: z.strictObject({ cidr: z.cidrv4() }).optional(),
          }),
        ),
        ports: z.array(
          z.strictObject({ protocol: z.literal('TCP'), port: z.number() }),
        ),
      }),
    ),
    egress: z.tuple([]).optional(),
  }),
  'pkg.crossplane.io/v1 Provider': withSpec(packageSpec),
  'pkg.crossplane.io/v1 Function': withSpec(packageSpec),
  'pkg.crossplane.io/v1beta1 DeploymentRuntimeConfig': runtimeConfigSchema,
  // definition.test.ts looks into the definition.
  'apiextensions.crossplane.io/v2 CompositeResourceDefinition': kind({
    spec: z.looseObject({}),
  }),
  // plans.test.ts reads the plans as the function does.
  'apiextensions.crossplane.io/v1beta1 EnvironmentConfig': kind({
    data: z.looseObject({}),
  }),
  'apiextensions.crossplane.io/v1 Composition': withSpec({
    compositeTypeRef: z.strictObject({
      apiVersion: z.string(),
      kind: z.string(),
    }),
    mode: z.literal('Pipeline'),
    pipeline: z.array(
      z.strictObject({
        step: z.string(),
        functionRef: z.strictObject({ name: z.string() }),
        // overlays.test.ts reads it as the function does.
        input: z.unknown(),
      }),
    ),
  }),
  'kubernetes.m.crossplane.io/v1alpha1 ClusterProviderConfig': withSpec({
    credentials: z.discriminatedUnion('source', [
      z.strictObject({ source: z.literal('InjectedIdentity') }),
      z.strictObject({ source: z.literal('Secret'), secretRef: secretKey }),
    ]),
    identity: z
      .strictObject({
        type: z.enum([
          'AWSWebIdentityCredentials',
          'AzureWorkloadIdentityCredentials',
          'GoogleApplicationCredentials',
        ]),
        source: z.enum(['InjectedIdentity', 'Secret']),
        secretRef: secretKey.optional(),
      })
      .optional(),
  }),
  'aws.m.upbound.io/v1beta1 ClusterProviderConfig': withSpec({
    credentials: z.strictObject({ source: z.literal('PodIdentity') }),
  }),
  'azure.m.upbound.io/v1beta1 ClusterProviderConfig': withSpec({
    tenantID: z.string(),
    subscriptionID: z.string(),
    clientID: z.string(),
    credentials: z.strictObject({ source: z.literal('OIDCTokenFile') }),
  }),
  'gcp.m.upbound.io/v1beta1 ClusterProviderConfig': withSpec({
    projectID: z.string(),
    credentials: z.strictObject({ source: z.literal('InjectedIdentity') }),
  }),
  'external-secrets.io/v1 ClusterSecretStore': withSpec({
    provider: z.union([
      z.strictObject({ kubernetes: kubernetesStore }),
      z.strictObject({
        aws: z.strictObject({
          service: z.literal('SecretsManager'),
          region: z.string(),
          prefix: z.string(),
          secretsManager: z.strictObject({
            forceDeleteWithoutRecovery: z.boolean(),
          }),
        }),
      }),
      z.strictObject({
        azurekv: z.strictObject({
          authType: z.literal('WorkloadIdentity'),
          vaultUrl: z.url(),
          serviceAccountRef: serviceAccount,
        }),
      }),
      z.strictObject({ gcpsm: z.strictObject({ projectID: z.string() }) }),
    ]),
  }),
};
