import { z } from 'zod';
import { require, type Scenario } from '../scenario';

const MADE_HERE = ['cnpg', 'aws', 'azure', 'google'] as const;
const BIGGER_GB = 12;

const clusterSchema = z.object({
  spec: z.object({ instances: z.number() }),
});

/** The server itself: its size, and what happens when it must grow. */
export const server: Scenario = {
  name: 'a server grows and never shrinks',
  covers: ['spec.storageGB', 'status.storageGB', 'status.version'],
  placements: MADE_HERE,
  async run(trial) {
    const { version } = trial.environment.options;
    await trial.claim({
      storageGB: BIGGER_GB - 1,
      databases: [{ name: trial.unique('orders') }],
    });
    const before = await trial.ready();
    require(before.version?.split('.')[0] ===
      version, `status.version is ${before.version}, asked for was ${version}.`);
    await trial.claim({ storageGB: BIGGER_GB });
    await trial.status(
      `to have ${BIGGER_GB} GB`,
      ({ storageGB }) => (storageGB ?? 0) >= BIGGER_GB,
    );
    const message = await trial.refusal({ storageGB: BIGGER_GB - 2 });
    require(message.includes('can only grow'), `The refusal says: ${message}`);
  },
};

/** Standby instances, for CloudNativePG. */
export const highAvailability: Scenario = {
  name: 'a highly available server has standby instances',
  covers: ['spec.highAvailability'],
  placements: ['cnpg'],
  async run(trial) {
    await trial.claim({
      highAvailability: true,
      databases: [{ name: trial.unique('orders') }],
    });
    await trial.ready();
    const clusters = await trial.platform.list(
      { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster' },
      { namespace: trial.namespace },
    );
    const instances = clusters.map(
      cluster => clusterSchema.parse(cluster).spec.instances,
    );
    require(instances.length === 1 && instances[0] > 1, `The server has ${
      instances.join(' and ') || 'no'
    } instances.`);
  },
};
