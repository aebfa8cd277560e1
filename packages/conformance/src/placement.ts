import { PLACEMENTS } from '@backstage-dbaas/plugin-dbaas-common';

/** Where servers are made. */
export type Placement = (typeof PLACEMENTS)[number];

/** What must be installed on the platform cluster for a placement. */
const NEEDS: Record<Placement, { apiVersion: string; kind: string }[]> = {
  cnpg: [{ apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster' }],
  aws: [{ apiVersion: 'rds.aws.m.upbound.io/v1beta1', kind: 'Instance' }],
  azure: [
    {
      apiVersion: 'dbforpostgresql.azure.m.upbound.io/v1beta1',
      kind: 'FlexibleServer',
    },
  ],
  google: [
    { apiVersion: 'sql.gcp.m.upbound.io/v1beta1', kind: 'DatabaseInstance' },
  ],
  external: [],
};

/** Why servers cannot be made there on this cluster; undefined when they can. */
export async function missingFor(
  placement: Placement,
  serves: (kind: { apiVersion: string; kind: string }) => Promise<boolean>,
): Promise<string | undefined> {
  for (const kind of NEEDS[placement]) {
    if (!(await serves(kind)))
      return `the platform cluster does not serve ${kind.kind} of ${kind.apiVersion}`;
  }
  return undefined;
}
