import { MANAGED_DATABASE } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { require, type Scenario } from '../scenario';
import type { Trial } from '../trial';

const DEFINITION = `${MANAGED_DATABASE.plural}.${MANAGED_DATABASE.group}`;

const definitionSchema = z.object({
  status: z.object({
    conditions: z.array(z.object({ type: z.string(), status: z.string() })),
  }),
});

const crdSchema = z.object({
  spec: z.object({
    scope: z.string(),
    names: z.object({ categories: z.array(z.string()).default([]) }),
    versions: z.array(
      z.object({
        name: z.string(),
        additionalPrinterColumns: z
          .array(z.object({ name: z.string() }))
          .default([]),
      }),
    ),
  }),
});

/** The API itself: offered, with columns for people. */
export const installation: Scenario = {
  name: 'the API is installed',
  covers: [],
  async run(trial) {
    await trial.until('the XRD to be established', () => isEstablished(trial));
    const crd = crdSchema.parse(
      await trial.platform.get({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        name: DEFINITION,
      }),
    );
    require(crd.spec.scope === 'Namespaced', 'The API is not namespaced.');
    require(crd.spec.names.categories.includes(
      'dbaas',
    ), 'kubectl get dbaas would not show claims.');
    const columns = crd.spec.versions.flatMap(version =>
      version.additionalPrinterColumns.map(({ name }) => name),
    );
    for (const column of ['Phase', 'Version', 'Plan'])
      require(columns.includes(column), `kubectl get shows no ${column}.`);
  },
};

async function isEstablished({ platform }: Trial): Promise<boolean> {
  const definition = definitionSchema.safeParse(
    await platform.get({
      apiVersion: 'apiextensions.crossplane.io/v2',
      kind: 'CompositeResourceDefinition',
      name: DEFINITION,
    }),
  ).data;
  return (
    definition?.status.conditions.some(
      ({ type, status }) => type === 'Established' && status === 'True',
    ) ?? false
  );
}
