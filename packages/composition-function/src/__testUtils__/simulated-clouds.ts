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
    id: 'db-ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    address,
    endpoint: `${address}:5432`,
    port: 5432,
    status: 'available',
    engineVersionActual: `${engineVersion}.6`,
  };
}

const flexibleServerSchema = z.object({
  metadata: z.object({
    annotations: z.object({ 'crossplane.io/external-name': z.string() }),
  }),
  spec: z.object({ forProvider: z.object({ version: z.string() }) }),
});

/** What provider-upjet-azure tells of a server that runs. */
function flexibleServer(object: KubernetesObject) {
  const { metadata, spec } = flexibleServerSchema.parse(object);
  const name = metadata.annotations['crossplane.io/external-name'];
  return {
    ...spec.forProvider,
    id: `/subscriptions/1/resourceGroups/databases/providers/Microsoft.DBforPostgreSQL/flexibleServers/${name}`,
    fqdn: `${name}.postgres.database.azure.com`,
  };
}

const cloudSqlSchema = z.object({
  spec: z.object({
    forProvider: z.object({
      databaseVersion: z.string(),
      deletionProtection: z.boolean(),
      settings: z.object({
        tier: z.string(),
        diskSize: z.number(),
        deletionProtectionEnabled: z.boolean(),
        ipConfiguration: z.object({ ipv4Enabled: z.boolean() }),
      }),
    }),
  }),
});

/** What provider-upjet-gcp tells of a server that runs. */
function cloudSqlServer(object: KubernetesObject) {
  const { forProvider } = cloudSqlSchema.parse(object).spec;
  const { ipv4Enabled } = forProvider.settings.ipConfiguration;
  return {
    ...forProvider,
    privateIpAddress: '10.20.0.3',
    publicIpAddress: ipv4Enabled ? '203.0.113.7' : '',
    connectionName: 'acme:europe-west1:orders',
  };
}

/** The authority of a server at Google, which is told in its connection Secret only. */
export const CLOUD_SQL_AUTHORITY = '-----BEGIN CERTIFICATE-----\ncloud-sql\n';

/** What the provider of a cloud publishes of what it has made. */
export function publishedByCloud({
  apiVersion,
  kind,
}: KubernetesObject): Record<string, string> {
  return apiVersion.startsWith('sql.gcp.m.upbound.io/') &&
    kind === 'DatabaseInstance'
    ? { serverCACertificateCert: CLOUD_SQL_AUTHORITY }
    : {};
}

/** `status.atProvider` of what the provider of a cloud has made. */
export function madeByCloud(
  object: KubernetesObject,
): Record<string, unknown> | undefined {
  switch (`${object.apiVersion.split('/')[0]} ${object.kind}`) {
    case 'rds.aws.m.upbound.io Instance':
      return rdsInstance(object);
    case 'dbforpostgresql.azure.m.upbound.io FlexibleServer':
      return flexibleServer(object);
    case 'sql.gcp.m.upbound.io DatabaseInstance':
      return cloudSqlServer(object);
    default:
      return undefined;
  }
}
