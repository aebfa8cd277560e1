import { externalSecret, remoteObject } from '../fixtures/application-cluster';
import {
  condition,
  kubernetesObject,
  minutesAgo,
  ready,
  synced,
} from '../fixtures/objects';
import { atlasSchema, cluster, stalled } from '../fixtures/operators';
import { lacks, readerCases } from '../fixtures/reader-cases';

/*
 * Situations that mislead a reader of statuses: conditions that are inverted,
 * missing or short-lived. Each row is one of them.
 */

const unavailable = condition('Ready', 'False', 'Unavailable');

const gettingDevDb = (more: { ready: number; reconciling: number }) => ({
  observedGeneration: 1,
  failed: 0,
  conditions: [
    condition('Ready', 'False', 'GettingDevDB', { minutes: more.ready }),
    condition('Reconciling', 'True', 'GettingDevDB', {
      minutes: more.reconciling,
    }),
    condition('Stalled', 'False', 'GettingDevDB', { minutes: more.ready }),
  ],
});

describe('conditions', () => {
  const allTrue = (carried = atlasSchema()) =>
    remoteObject(carried, 'schema', {
      spec: {
        providerConfigRef: { kind: 'ClusterProviderConfig', name: 'apps' },
        readiness: { policy: 'AllTrue' },
        forProvider: { manifest: { ...carried, status: undefined } },
      },
      status: {
        conditions: [unavailable, synced],
        atProvider: { manifest: carried },
      },
    });
  const driftCheck = (status: 'True' | 'False', reason: string) =>
    kubernetesObject('db.atlasgo.io/v1alpha1', 'AtlasDriftCheck', 'orders', {
      status: { conditions: [condition('Drifted', status, reason)] },
    });
  const rds = (...more: object[]) =>
    kubernetesObject('rds.aws.m.upbound.io/v1beta1', 'Instance', 'orders-db', {
      spec: { forProvider: { region: 'eu-west-1' } },
      status: {
        atProvider: { status: 'available' },
        conditions: [ready, synced, ...more],
      },
    });

  it.each(
    readerCases([
      [
        '39 an Object with policy AllTrue is never ready around an AtlasSchema that is applied',
        allTrue(),
        { state: 'healthy', sentence: expect.stringContaining('last applied') },
      ],
      [
        '39 an Object with policy AllTrue around an AtlasSchema that did fail',
        allTrue(atlasSchema({ status: stalled('LintPolicyError', 'x') })),
        { state: 'failed', code: 'atlas.lint-policy', audience: 'you' },
      ],
      [
        '39 Drifted True is bad',
        driftCheck('True', 'DriftDetected'),
        { state: 'degraded', code: 'atlas.drift' },
      ],
      [
        '39 Drifted False is good',
        driftCheck('False', 'NoDrift'),
        { state: 'healthy' },
      ],
      [
        '39 Stalled True of a kind that nobody knows is bad',
        kubernetesObject('example.org/v1', 'Thing', 'x', {
          status: {
            conditions: [
              condition('Ready', 'True', 'x'),
              condition('Stalled', 'True', 'x'),
            ],
          },
        }),
        { state: 'failed' },
      ],
      [
        '39 Reconciling of a kind that nobody knows is neither good nor bad',
        kubernetesObject('example.org/v1', 'Thing', 'x', {
          status: {
            conditions: [
              condition('Ready', 'True', 'x'),
              condition('Reconciling', 'False', 'x'),
            ],
          },
        }),
        { state: 'healthy' },
      ],
      [
        '39 a Cluster that is not hibernated says so with a condition that is False',
        cluster({
          status: {
            conditions: [
              condition('Ready', 'True', 'ClusterIsReady'),
              condition('cnpg.io/hibernation', 'False', 'NotHibernated'),
            ],
          },
        }),
        { state: 'healthy' },
      ],
      [
        '39 an asynchronous operation of upjet goes on or is finished, which is no verdict',
        rds(
          condition('AsyncOperation', 'False', 'Ongoing'),
          condition('LastAsyncOperation', 'True', 'Success'),
        ),
        { state: 'healthy' },
      ],
      [
        '40 Atlas gets a dev database',
        atlasSchema({ status: gettingDevDb({ ready: 1, reconciling: 1 }) }),
        { state: 'progressing', audience: 'wait' },
      ],
      [
        '40 Atlas has waited for a dev database for ever',
        atlasSchema({ status: gettingDevDb({ ready: 15, reconciling: 15 }) }),
        {
          state: 'degraded',
          code: 'atlas.dev-database-missing',
          audience: 'platform',
          nextStep: expect.stringContaining(
            'Deployment orders-db-orders-schema-atlas-dev-db',
          ),
        },
      ],
      [
        '41 an Object is Ready around an ExternalSecret without a Secret',
        remoteObject(
          externalSecret({
            status: {
              conditions: [condition('Ready', 'True', 'SecretDeleted')],
            },
          }),
          'secrets',
        ),
        {
          state: 'failed',
          code: 'secrets.secret-missing',
          evidence: [
            {
              path: 'status.atProvider.manifest.status.conditions[Ready]',
              value: 'True: SecretDeleted',
            },
          ],
        },
      ],
      [
        '41 an Object is Ready, and nobody has seen yet what it carries',
        remoteObject(externalSecret(), 'secrets', { observed: false }),
        { state: 'progressing', audience: 'wait' },
      ],
      [
        '50 Atlas was stalled for a month and gets a dev database since a minute',
        atlasSchema({
          status: gettingDevDb({ ready: 43_000, reconciling: 1 }),
        }),
        { state: 'progressing', since: minutesAgo(1) },
      ],
      [
        '50 an ExternalSecret is Ready for a month and lost its Secret some time',
        externalSecret({
          status: {
            refreshTime: minutesAgo(1),
            conditions: [
              condition('Ready', 'True', 'SecretDeleted', { minutes: 43_000 }),
            ],
          },
        }),
        { state: 'failed', since: undefined },
      ],
      [
        '50 an ExternalSecret is Ready for a month and keeps a value without a source',
        externalSecret({
          status: {
            refreshTime: minutesAgo(1),
            conditions: [
              condition('Ready', 'True', 'SecretSynced', {
                message: 'secret retained due to DeletionPolicy=Retain',
                minutes: 43_000,
              }),
            ],
          },
        }),
        {
          state: 'degraded',
          code: 'secrets.source-gone',
          since: undefined,
        },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    const verdict = read();
    expect(verdict).toMatchObject(expected);
    expect(lacks(verdict)).toEqual([]);
  });
});
