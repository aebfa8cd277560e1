import type { DatabaseService } from '@backstage-dbaas/plugin-dbaas-common';
import request from 'supertest';
import { DETAIL } from './reading-routes';
import type { TestPlatform } from './test-platform';

type Backend = Pick<TestPlatform, 'server'>;

/** The example database service, as a backend shows it. */
export async function exampleService({
  server,
}: Backend): Promise<DatabaseService> {
  return (await request(server).get(DETAIL)).body;
}

/** An assertion that holds once all of the example has been read and is well. */
export async function expectHealthy(backend: Backend): Promise<void> {
  const { assessment } = await exampleService(backend);
  expect(assessment?.state).toBe('healthy');
}
