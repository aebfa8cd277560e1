import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

export const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
} as const;

const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string(),
  env: z
    .array(z.looseObject({ name: z.string(), value: z.string().optional() }))
    .default([]),
  volumeMounts: z
    .array(z.looseObject({ name: z.string(), mountPath: z.string() }))
    .default([]),
  readinessProbe: z
    .looseObject({ httpGet: z.looseObject({ path: z.string() }) })
    .optional(),
});

const deploymentSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    uid: z.string(),
    generation: z.number().default(1),
  }),
  spec: z.looseObject({
    template: z.looseObject({
      metadata: z.looseObject({
        labels: z.record(z.string(), z.string()).default({}),
        annotations: z.record(z.string(), z.string()).default({}),
      }),
      spec: z.looseObject({
        containers: z.array(containerSchema).min(1),
        volumes: z
          .array(
            z.looseObject({
              name: z.string(),
              secret: z.looseObject({ secretName: z.string() }).optional(),
            }),
          )
          .default([]),
      }),
    }),
  }),
});

/** A Deployment as far as a workload needs it. */
export type Deployment = z.infer<typeof deploymentSchema>;

/** A Secret that is mounted as files. */
export interface SecretMount {
  volume: string;
  secretName: string;
  mountPath: string;
}

export function readDeployment(object: KubernetesObject): Deployment {
  return deploymentSchema.parse(object);
}

/** The application among the containers: the first one. */
export function containerOf({ spec }: Deployment) {
  return spec.template.spec.containers[0];
}

/** Repository of the image, without tag and digest. */
export function imageRepository({ image }: { image: string }): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

export function secretMountsOf(deployment: Deployment): SecretMount[] {
  const { volumes } = deployment.spec.template.spec;
  return volumes.flatMap(({ name, secret }) => {
    const mount = containerOf(deployment).volumeMounts.find(
      one => one.name === name,
    );
    return secret && mount
      ? [
          {
            volume: name,
            secretName: secret.secretName,
            mountPath: mount.mountPath,
          },
        ]
      : [];
  });
}

/** The id by which the Dapr sidecar of the pods knows the application (Dapr 1.18). */
export function daprAppIdOf({ spec }: Deployment): string | undefined {
  const { annotations } = spec.template.metadata;
  return annotations['dapr.io/enabled'] === 'true'
    ? annotations['dapr.io/app-id']
    : undefined;
}
