import { ready, syncError } from '../fixtures/objects';
import { claim, database, role } from '../fixtures/operators';
import { serviceCases } from '../fixtures/service-cases';
import { service } from '../fixtures/services';

const existing = {
  claim: claim({
    spec: {
      placement: 'external',
      plan: undefined,
      external: { secretRef: { name: 'pg-admin' } },
    },
  }),
  cluster: undefined,
};
const unreachable = (kind: string) => ({
  status: {
    conditions: [
      ready,
      syncError(`observe failed: cannot select ${kind}: connection refused`),
    ],
  },
});

it.each(
  serviceCases([
    [
      'everything in it works',
      service(existing),
      { state: 'healthy', availability: 'available' },
    ],
    [
      'nobody has said yet how it is reached',
      service({
        ...existing,
        providerConfig: undefined,
        administratorSecret: undefined,
      }),
      { availability: 'unavailable' },
    ],
    [
      'it cannot be reached, and what is in it may not be as it looks',
      service({
        ...existing,
        database: database(unreachable('database')),
        role: role(unreachable('role')),
      }),
      { state: expect.stringMatching(/failed|degraded/) },
    ],
  ]),
)('a server that was there before: $what', ({ assess, expected }) => {
  expect(assess()).toMatchObject(expected);
});
