import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { databaseServiceReadPermission } from '@backstage-dbaas/plugin-dbaas-common';
import { annotationLinkStrategy } from '@backstage-dbaas/plugin-dbaas-node';
import { eventsServiceFactory } from '@backstage/plugin-events-node';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import request from 'supertest';
import { eventually } from '../__testUtils__/eventually';
import { claim } from '../__testUtils__/orders-database';
import { putExample, putRequested } from '../__testUtils__/test-clusters';
import { startTestPlatform, warmUp } from '../__testUtils__/test-platform';
import { Extensions } from '../extensions';
import { cloudClustersModule } from './cloud-clusters-module';
import { companyLinksModule } from './company-links-module';
import { fleetReportPlugin } from './fleet-report-plugin';
import { jdbcSnippetModule } from './jdbc-snippet-module';
import { OwnersOnlyPolicy } from './owners-only-policy';
import { poolerReadersModule } from './pooler-readers-module';
import { troubleDeskPlugin } from './trouble-desk-plugin';

const SERVICES = '/api/dbaas/services';
const POOLERS = {
  group: 'pooler.example.org',
  version: 'v1',
  kind: 'Pooler',
  plural: 'poolers',
  namespaced: true,
};

beforeAll(warmUp, 60_000);

describe('the examples of the README of dbaas-node', () => {
  const readme = readFileSync(
    resolvePackagePath('@backstage-dbaas/plugin-dbaas-node', 'README.md'),
    'utf8',
  );

  it.each(
    readdirSync(__dirname).filter(name =>
      /-(module|plugin|policy)\.ts$/.test(name),
    ),
  )('%s stands there as it is compiled here', name => {
    expect(readme).toContain(
      `\`\`\`ts\n${readFileSync(resolve(__dirname, name), 'utf8')}\`\`\``,
    );
  });

  it('are all of its code', () => {
    const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(
      ([, code]) => code,
    );
    const examples = readdirSync(__dirname).map(name =>
      readFileSync(resolve(__dirname, name), 'utf8'),
    );
    expect(blocks.filter(code => !examples.includes(code))).toEqual([]);
  });
});

describe('extension points', () => {
  it('read the objects of another operator', async () => {
    const test = await startTestPlatform({ features: [poolerReadersModule] });
    test.platform.serve(POOLERS);
    test.platform.put({
      apiVersion: 'pooler.example.org/v1',
      kind: 'Pooler',
      metadata: {
        name: 'orders',
        namespace: 'team-orders',
        uid: 'pooler',
        labels: {
          'dbaas.dev/database': 'team-orders.orders-db',
          'dbaas.dev/layer': 'server',
        },
      },
      status: { phase: 'Running' },
    });
    await eventually(async () => {
      const { body } = await request(test.server).get(
        `${SERVICES}/platform/team-orders/orders-db`,
      );
      expect(body.resources).toContainEqual(
        expect.objectContaining({
          state: 'healthy',
          reason: 'Running',
          sentence: 'Pooler orders is running.',
        }),
      );
    }, 8_000);
    await test.stop();
  }, 20_000);

  it('add clusters', async () => {
    const test = await startTestPlatform({ features: [cloudClustersModule] });
    await eventually(async () => {
      const { body } = await request(test.server).get('/api/dbaas/clusters');
      expect(body.items).toContainEqual(
        expect.objectContaining({ name: 'prod-eu', state: 'unreachable' }),
      );
    }, 20_000);
    await test.stop();
  }, 30_000);

  it('link entities another way', async () => {
    const test = await startTestPlatform({ features: [companyLinksModule] });
    const labelled = claim();
    test.platform.put({
      ...labelled,
      metadata: {
        ...labelled.metadata,
        labels: { 'example.org/app': 'orders-api' },
      },
    });
    await eventually(async () => {
      const { body } = await request(test.server).get(SERVICES);
      expect(body.items).toMatchObject([
        { entityRefs: ['component:default/orders-api'] },
      ]);
    }, 8_000);
    await test.stop();
  }, 20_000);

  it('add connection snippets', async () => {
    const test = await startTestPlatform({ features: [jdbcSnippetModule] });
    await eventually(async () => {
      const { body } = await request(test.server).get(
        `${SERVICES}/platform/team-orders/orders-db/connections`,
      );
      expect(body.items[0].snippets).toContainEqual({
        id: 'jdbc',
        title: 'JDBC URL',
        language: 'properties',
        text: 'url=jdbc:postgresql://10.0.0.7:5432/orders',
      });
    });
    await test.stop();
  }, 20_000);

  it('let only one module replace the links', () => {
    const extensions = new Extensions(annotationLinkStrategy);
    extensions.setEntityLinkStrategy(annotationLinkStrategy);
    expect(() =>
      extensions.setEntityLinkStrategy(annotationLinkStrategy),
    ).toThrow('Two modules');
  });
});

describe('dbaasServiceRef', () => {
  it('is used by another plugin', async () => {
    const test = await startTestPlatform({ features: [fleetReportPlugin] });
    expect(test.outlets.texts(/^log \(info\)/)).toContainEqual(
      expect.stringContaining('0 database services have failed'),
    );
    await test.stop();
  }, 20_000);
});

describe('an event of a database service', () => {
  it('reaches another plugin', async () => {
    const test = await startTestPlatform({
      objects: 'none',
      features: [troubleDeskPlugin, eventsServiceFactory],
      config: { dbaas: { notifications: { delay: { ready: '10ms' } } } },
    });
    putRequested(test);
    await eventually(async () => {
      const { body } = await request(test.server).get(SERVICES);
      expect(body.items).toMatchObject([{ assessment: { state: 'creating' } }]);
    }, 8_000);
    putExample(test);
    await eventually(
      () =>
        expect(test.outlets.texts(/^log \(info\)/)).toContainEqual(
          expect.stringContaining('Database team-orders/orders-db: ready'),
        ),
      15_000,
    );
    await test.stop();
  }, 30_000);
});

describe('a policy for owners only', () => {
  const credentials = mockCredentials.user('user:default/ann');
  const info = {
    userEntityRef: 'user:default/ann',
    ownershipEntityRefs: ['group:default/team-orders'],
  };
  const policy = new OwnersOnlyPolicy(mockServices.userInfo(info));
  const query = { permission: databaseServiceReadPermission };

  it('answers with a condition on the owners', async () => {
    await expect(
      policy.handle(query, { credentials, info }),
    ).resolves.toMatchObject({
      result: 'CONDITIONAL',
      conditions: {
        rule: 'IS_ENTITY_OWNER',
        params: { claims: ['group:default/team-orders'] },
      },
    });
  });

  it('shows nothing to somebody who is not signed in', async () => {
    await expect(policy.handle(query)).resolves.toEqual({ result: 'DENY' });
  });
});
