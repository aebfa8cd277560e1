import { composed, kubernetesObject, ready, synced } from '../fixtures/objects';
import { cluster } from '../fixtures/operators';
import {
  assessFixture,
  serviceCases,
  withObjects,
} from '../fixtures/service-cases';
import { service } from '../fixtures/services';
import { POSTGRESQL_END_OF_LIFE } from './server-lifetime';

const image = (tag: string) =>
  service({
    cluster: cluster({
      status: { image: `ghcr.io/cloudnative-pg/postgresql:${tag}` },
    }),
  });

/** A server of a cloud in place of the pods. */
const cloud = (apiVersion: string, kind: string, atProvider: object) =>
  withObjects(
    service({ cluster: undefined }),
    'platform',
    kubernetesObject(apiVersion, kind, 'orders-db', {
      metadata: composed('server'),
      spec: { forProvider: {} },
      status: { atProvider, conditions: [ready, synced] },
    }),
  );
const rds = (atProvider: object) =>
  cloud('rds.aws.m.upbound.io/v1beta1', 'Instance', {
    status: 'available',
    ...atProvider,
  });

const found = (code: string, severity: string, message: RegExp) => [
  expect.objectContaining({
    code,
    severity,
    audience: 'you',
    layer: 'server',
    message: expect.stringMatching(message),
    nextStep: expect.stringMatching(/request/),
    evidence: [expect.objectContaining({ path: expect.any(String) })],
  }),
];

it.each(
  serviceCases([
    ['a version with years to live', image('17.6'), { findings: [] }],
    [
      'a version that has ended, in the tag of an image',
      image('14.20-standard-bookworm'),
      {
        state: 'degraded',
        audience: 'you',
        findings: found('server.version-ended', 'warning', /14 .*2026-11-12/),
      },
    ],
    [
      'a version that has ended, at AWS',
      rds({ engineVersionActual: '13.22' }),
      { findings: found('server.version-ended', 'warning', /13/) },
    ],
    [
      'a version that has ended, at Azure',
      cloud('dbforpostgresql.azure.m.upbound.io/v1beta1', 'FlexibleServer', {
        version: '12',
      }),
      { findings: found('server.version-ended', 'warning', /12/) },
    ],
    [
      'a version that has ended, at Google',
      cloud('sql.gcp.m.upbound.io/v1beta1', 'DatabaseInstance', {
        databaseVersion: 'POSTGRES_11',
      }),
      { findings: found('server.version-ended', 'warning', /11/) },
    ],
    [
      'a version that soon ends: worth a word, and green',
      image('14.19'),
      {
        state: 'healthy',
        findings: found('server.version-ends', 'info', /for 42 days more/),
      },
      { now: new Date('2026-10-01T00:00:00Z') },
    ],
    ['an image that does not tell', image('latest'), { findings: [] }],
    ['a version that nobody knows yet', image('23.0'), { findings: [] }],
    [
      'storage that can grow',
      rds({
        engineVersionActual: '17.4',
        allocatedStorage: 100,
        maxAllocatedStorage: 200,
      }),
      { findings: [] },
    ],
    [
      'storage that cannot grow any more',
      rds({
        engineVersionActual: '17.4',
        allocatedStorage: 190,
        maxAllocatedStorage: 200,
      }),
      {
        state: 'degraded',
        findings: found('server.storage-limit', 'warning', /190 GB.*200 GB/),
      },
    ],
    [
      'storage that does not grow by itself',
      rds({ engineVersionActual: '17.4', allocatedStorage: 100 }),
      { findings: [] },
    ],
  ]),
)('$what', ({ assess, expected }) => {
  expect(assess()).toMatchObject(expected);
});

it('before anything runs, the version of the request counts', () => {
  const { findings } = assessFixture(service({ cluster: undefined }), {
    now: new Date('2030-01-01T00:00:00Z'),
  });
  expect(findings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ code: 'server.version-ended' }),
    ]),
  );
});

it('lives end in the order of the versions, one each autumn', () => {
  const ends = Object.entries(POSTGRESQL_END_OF_LIFE).map(([, end]) => end);
  expect(ends).toEqual([...ends].sort());
  expect(new Set(ends.map(end => end.slice(0, 7))).size).toBe(ends.length);
});
