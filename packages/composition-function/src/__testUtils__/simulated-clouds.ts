import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

const rdsSchema = z.object({
  spec: z.object({
    forProvider: z.object({
      region: z.string(),
      identifier: z.string(),
      engineVersion: z.string(),
      allocatedStorage: z.number(),
      deletionProtection: z.boolean(),
    }),
  }),
});

/** What provider-upjet-aws tells of a DB instance that runs. */
function rdsInstance(object: KubernetesObject) {
  const { region, identifier, engineVersion, ...asked } =
    rdsSchema.parse(object).spec.forProvider;
  const address = `${identifier}.abcdefghijkl.${region}.rds.amazonaws.com`;
  return {
    ...asked,
    address,
    endpoint: `${address}:5432`,
    port: 5432,
    status: 'available',
    engineVersionActual: `${engineVersion}.6`,
  };
}

/** `status.atProvider` of what the provider of a cloud has made. */
export function madeByCloud(
  object: KubernetesObject,
): Record<string, unknown> | undefined {
  switch (`${object.apiVersion.split('/')[0]} ${object.kind}`) {
    case 'rds.aws.m.upbound.io Instance':
      return rdsInstance(object);
    default:
      return undefined;
  }
}
