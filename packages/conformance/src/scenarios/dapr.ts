import { DAPR_COMPONENT_TYPES } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { require, type Scenario } from '../scenario';

const componentSchema = z.object({
  metadata: z.object({ creationTimestamp: z.string() }),
  scopes: z.array(z.string()),
  spec: z.object({
    type: z.string(),
    metadata: z.array(
      z.object({
        name: z.string(),
        secretKeyRef: z
          .object({ name: z.string(), key: z.string() })
          .optional(),
      }),
    ),
  }),
});

const secretSchema = z.object({
  metadata: z.object({ creationTimestamp: z.string() }),
  data: z.record(z.string(), z.string()),
});

const nameOf = (type: string) => `of-${type.split('.')[0]}`;

/** Components of every type, made after their Secret, for their applications only. */
export const dapr: Scenario = {
  name: 'Dapr components use the delivered Secret',
  covers: [
    'spec.dapr[].name',
    'spec.dapr[].type',
    'spec.dapr[].cluster',
    'spec.dapr[].namespace',
    'spec.dapr[].scopes',
  ],
  async run(trial) {
    const database = trial.unique('orders');
    const user = trial.unique('app');
    await trial.claim({
      databases: [{ name: database }],
      users: [{ name: user, access: [{ database, level: 'readWrite' }] }],
      delivery: [trial.delivery(user, database, 'delivered')],
      dapr: DAPR_COMPONENT_TYPES.map(type => ({
        name: nameOf(type),
        type,
        cluster: trial.appsCluster,
        namespace: trial.namespace,
        scopes: ['orders-api'],
      })),
    });
    await trial.ready();
    const secret = secretSchema.parse(
      await trial.apps.get({
        apiVersion: 'v1',
        kind: 'Secret',
        namespace: trial.namespace,
        name: 'delivered',
      }),
    );
    for (const type of DAPR_COMPONENT_TYPES) {
      const component = componentSchema.parse(
        await trial.apps.get({
          apiVersion: 'dapr.io/v1alpha1',
          kind: 'Component',
          namespace: trial.namespace,
          name: nameOf(type),
        }),
      );
      require(component.spec.type === type, `${nameOf(
        type,
      )} has another type.`);
      require(component.scopes.join() === 'orders-api', `${nameOf(
        type,
      )} is for ${component.scopes.join() || 'everybody'}.`);
      const missing = component.spec.metadata.filter(
        ({ secretKeyRef }) =>
          secretKeyRef &&
          (secretKeyRef.name !== 'delivered' ||
            !(secretKeyRef.key in secret.data)),
      );
      require(missing.length === 0, `${nameOf(
        type,
      )} refers to keys that are not there: ${missing
        .map(({ name }) => name)
        .join(', ')}.`);
      require(secret.metadata.creationTimestamp <=
        component.metadata.creationTimestamp, `${nameOf(
        type,
      )} was made before its Secret.`);
    }
  },
};
