import {
  composed,
  condition,
  creating,
  kubernetesObject,
  minutesAgo,
  ready,
  synced,
  syncError,
  type Changes,
} from '../fixtures/objects';
import {
  claim,
  database,
  grant,
  providerConfig,
  role,
  sqlResource,
} from '../fixtures/operators';
import { aSecret, readerCases } from '../fixtures/reader-cases';
import { onlyThese, warningEvent } from '../fixtures/secret-stores';
import { serviceCases, withObjects } from '../fixtures/service-cases';
import { healthyService, service } from '../fixtures/services';

/*
 * Situations that mislead a reader of statuses, of Crossplane 2.3, provider-sql 0.16 and
 * the managed servers of upjet. Each row is one of them.
 */

const withConditions = (...conditions: object[]) => ({
  status: { conditions },
});

const YEAR_MINUTES = 525_600;

const unready = (message: string, minutes = 20) =>
  condition('Ready', 'False', 'Creating', { message, minutes });

/** An RDS Instance of provider-upjet-aws with what RDS says of it. */
const rds = (
  atProvider: object,
  conditions: object[] = [ready, synced],
  changes: Changes = {},
) =>
  kubernetesObject('rds.aws.m.upbound.io/v1beta1', 'Instance', 'orders-db', {
    metadata: composed('server'),
    spec: { forProvider: { engine: 'postgres', engineVersion: '16' } },
    status: { atProvider, conditions },
    ...changes,
  });

const granting = (minutes: number) =>
  condition('Ready', 'False', 'Creating', { minutes });

/** A Grant on a database; provider-sql writes the name that a reference stands for beside it. */
const connectGrant = (forProvider: object, ...conditions: object[]) =>
  grant({
    spec: {
      forProvider: {
        role: 'orders_app',
        database: 'orders',
        databaseRef: { name: 'orders-db-orders-database' },
        privileges: ['CONNECT'],
        ...forProvider,
      },
    },
    ...withConditions(...conditions),
  });

const ownedBy = (owner: string) =>
  onlyThese(database({ spec: { forProvider: { owner } } }));

const defaultPrivileges = (annotations: Record<string, string> = {}) =>
  sqlResource('DefaultPrivileges', 'orders-rw-table', 'users', {
    metadata: { annotations },
    spec: {
      forProvider: {
        database: 'orders',
        schema: 'sales',
        role: 'orders~rw',
        targetRole: 'orders~owner',
        objectType: 'table',
        privileges: ['SELECT', 'INSERT'],
      },
    },
  });

/** A claim of Crossplane 1 and its composite resource, which is named `<claim>-<suffix>`. */
const waitingClaim = kubernetesObject('acme.io/v1', 'Postgres', 'orders', {
  spec: {
    compositeDeletePolicy: 'Background',
    resourceRef: {
      apiVersion: 'acme.io/v1',
      kind: 'XPostgres',
      name: 'orders-x7k2p',
    },
  },
  ...withConditions(
    synced,
    condition('Ready', 'False', 'Waiting', {
      message: 'Claim is waiting for composite resource to become Ready',
    }),
  ),
});

const itsComposite = kubernetesObject(
  'acme.io/v1',
  'XPostgres',
  'orders-x7k2p',
  {
    metadata: { namespace: undefined },
    spec: { claimRef: {}, resourceRefs: [] },
    ...withConditions(syncError('cannot compose resources: boom')),
  },
);

describe('a whole database service', () => {
  it.each(
    serviceCases([
      [
        '01 is Ready although a part of it is no longer in sync',
        service({
          database: database(
            withConditions(ready, syncError('cannot update database')),
          ),
        }),
        { state: 'degraded', availability: 'impaired' },
      ],
      [
        '02 is Synced although a part of it is not, by design',
        service({
          claim: claim(withConditions(synced, unready('database/orders'))),
          database: database(
            withConditions(creating, syncError('permission denied', 20)),
          ),
        }),
        {
          state: 'failed',
          findings: expect.arrayContaining([
            expect.objectContaining({
              layer: 'databases',
              severity: 'critical',
            }),
          ]),
        },
      ],
      [
        '03 says Creating after it ran for a year',
        service({
          claim: claim({
            age: YEAR_MINUTES,
            ...withConditions(synced, unready('Unready resources: schema')),
          }),
        }),
        { state: expect.not.stringMatching(/^(creating|healthy)$/) },
      ],
      [
        '04 keeps an old Ready while Crossplane cannot reconcile it',
        service({
          claim: claim(
            withConditions(
              condition('Synced', 'False', 'ReconcileError', {
                message: 'cannot compose resources: pipeline step "compose"',
              }),
              ready,
            ),
          ),
        }),
        {
          state: 'degraded',
          findings: expect.arrayContaining([
            expect.objectContaining({ code: 'crossplane.reconcile-error' }),
          ]),
        },
      ],
      [
        '05 is paused, and Synced=False is no error there',
        service({
          claim: claim({
            metadata: { annotations: { 'crossplane.io/paused': 'true' } },
            ...withConditions(
              condition('Synced', 'False', 'ReconcilePaused'),
              ready,
            ),
          }),
        }),
        { state: 'paused' },
      ],
      [
        '09 names only some of its unready parts in the message: the tree has all',
        service({
          claim: claim(
            withConditions(
              synced,
              unready('Unready resources: a, b, c, and 13 more'),
            ),
          ),
          database: database(
            withConditions(creating, syncError('connection refused', 20)),
          ),
          role: role(
            withConditions(creating, syncError('connection refused', 20)),
          ),
        }),
        {
          layers: expect.arrayContaining([
            expect.objectContaining({ layer: 'databases', ready: 0 }),
            expect.objectContaining({ layer: 'users', state: 'failed' }),
          ]),
        },
      ],
      [
        '10 has parts that report no status, which neither hold it up nor count as broken',
        healthyService(),
        { state: 'healthy', findings: [] },
      ],
      [
        '11 is Ready although a part it refers to was deleted by hand',
        service({
          claim: claim({
            spec: {
              crossplane: {
                resourceRefs: [
                  {
                    apiVersion: 'postgresql.sql.m.crossplane.io/v1alpha1',
                    kind: 'Database',
                    name: 'orders-db-orders-database',
                  },
                ],
              },
            },
          }),
          database: undefined,
        }),
        { state: expect.not.stringMatching(/^healthy$/) },
      ],
      [
        '14 cannot be deleted because of a Usage, and has no deletion timestamp',
        withObjects(
          service({
            claim: claim({
              metadata: {
                annotations: {
                  'usage.crossplane.io/deletion-attempt-with-policy':
                    'Background',
                },
              },
            }),
          }),
          'platform',
          warningEvent(claim(), 'This resource is in-use by 1 usage(s)', {
            reason: 'DeleteDenied',
          }),
        ),
        { availability: 'available' },
      ],
      [
        '15 has a part of a kind that the cluster no longer has, which says nothing of the part',
        service({ atlasSchema: undefined }),
        {
          state: 'unknown',
          availability: 'available',
          layers: expect.arrayContaining([
            expect.objectContaining({ layer: 'schema', state: 'unknown' }),
          ]),
          findings: expect.arrayContaining([
            expect.objectContaining({
              code: 'status.notInstalled',
              severity: 'unknown',
            }),
          ]),
        },
        {
          lookup: () => ({ found: 'unreadable' }),
          unreadable: [
            {
              cluster: 'platform',
              verb: 'list',
              resource: 'atlasschemas.db.atlasgo.io',
              problem: 'notInstalled',
              message: 'the server could not find the requested resource',
              since: minutesAgo(5),
            },
          ],
        },
      ],
      [
        '17 has conditions of its own beside those of Crossplane',
        service({
          claim: claim(
            withConditions(
              synced,
              ready,
              condition('ServerReady', 'True', 'Available'),
              condition('Sparkling', 'False', 'NotToday'),
            ),
          ),
        }),
        { state: 'healthy', findings: [] },
      ],
      [
        '21 looks well although a database was dropped by hand, until the next poll says so',
        service({
          database: database(
            withConditions(
              condition('Ready', 'True', 'Available', { minutes: 900 }),
              syncError(
                'cannot select database: dial tcp: connection refused',
                1,
              ),
            ),
          ),
        }),
        { state: 'degraded' },
      ],
      [
        '23 has a Role that is updated at each poll, as its Events say: that is no drift',
        withObjects(
          service(),
          'platform',
          warningEvent(role(), 'Successfully requested update of external', {
            type: 'Normal',
            reason: 'UpdatedExternalResource',
            count: 500,
          }),
        ),
        { state: 'healthy', convergence: 'converged', findings: [] },
      ],
      [
        '23 is not green around privileges that nobody sees granted',
        service({
          claim: claim(withConditions(synced, unready('Unready resources'))),
          grant: connectGrant({}, synced, granting(20)),
        }),
        {
          availability: 'unknown',
          findings: expect.arrayContaining([
            expect.objectContaining({
              code: 'users.grant-unconfirmed',
              severity: 'unknown',
            }),
          ]),
        },
      ],
      [
        '23 stays green on default privileges that may not be applied, and says so',
        withObjects(service(), 'platform', defaultPrivileges()),
        {
          state: 'healthy',
          findings: [
            expect.objectContaining({
              code: 'users.default-privileges-unproven',
              severity: 'info',
            }),
          ],
        },
      ],
    ]),
  )('$what', ({ assess, expected }) => {
    expect(assess()).toMatchObject(expected);
  });
});

describe('one object', () => {
  it.each(
    readerCases([
      [
        '05 is not paused by "True"',
        database({
          metadata: { annotations: { 'crossplane.io/paused': 'True' } },
        }),
        { state: 'healthy' },
      ],
      [
        '05 is paused by empty management policies',
        database({ spec: { forProvider: {}, managementPolicies: [] } }),
        { state: 'paused', stale: true },
      ],
      [
        '06 was paused and then deleted, and hangs for ever with an old Ready',
        database({
          metadata: {
            annotations: { 'crossplane.io/paused': 'true' },
            deletionTimestamp: minutesAgo(90),
            finalizers: ['finalizer.managedresource.crossplane.io'],
          },
        }),
        { state: expect.stringMatching(/degraded|paused/) },
      ],
      [
        '07 was changed, and no controller has seen it',
        database({
          metadata: {
            generation: 2,
            managedFields: [{ time: minutesAgo(1) }],
          },
        }),
        { state: 'progressing', reason: 'ChangeNotPickedUp' },
      ],
      [
        '08 is new and has no conditions',
        database({ age: 1, status: {} }),
        { state: 'progressing' },
      ],
      [
        '08 is old and has no conditions: nobody looks after it',
        database({ age: 60, status: {} }),
        { state: 'unknown', code: 'kubernetes.no-status' },
      ],
      [
        '10 is of a kind without conditions',
        providerConfig(),
        { state: 'unknown', statusless: true },
      ],
      [
        '15 is of a kind that Crossplane does not find in the cluster',
        claim(
          withConditions(
            condition('Synced', 'False', 'ReconcileError', {
              message:
                'cannot compose resources: no matches for kind "Database" in version "postgresql.sql.m.crossplane.io/v1alpha1"',
            }),
          ),
        ),
        { state: 'failed', code: 'crossplane.kind-not-installed' },
      ],
      [
        '16 has the kind of another operator',
        kubernetesObject('example.org/v1', 'Database', 'orders', {
          status: { conditions: [ready] },
        }),
        { state: 'healthy', sentence: expect.stringContaining('orders') },
      ],
      [
        '17 is a claim of Crossplane 1 that waits: its composite knows why',
        waitingClaim,
        { state: 'failed', code: 'crossplane.reconcile-error' },
        { lookup: onlyThese(itsComposite) },
      ],
      [
        '17 is a claim of Crossplane 1 whose composite cannot be seen',
        waitingClaim,
        { state: 'degraded', reason: 'Waiting' },
        { lookup: () => ({ found: 'unreadable' }) },
      ],
      [
        '18 is Ready while RDS has stopped the server',
        rds({ status: 'stopped' }),
        { state: expect.stringMatching(/failed|paused/) },
      ],
      [
        '18 is Ready while the storage of the server is full',
        rds({ status: 'storage-full' }),
        { state: 'failed' },
      ],
      [
        '18 is Synced while its last asynchronous operation failed',
        rds({ status: 'available' }, [
          ready,
          synced,
          condition('LastAsyncOperation', 'False', 'AsyncUpdateFailure', {
            message: 'InvalidParameterCombination',
          }),
        ]),
        { state: 'degraded' },
      ],
      [
        '19 has an endpoint with the port in it, which is no host',
        rds({
          status: 'available',
          endpoint: 'orders-db.abc.eu-west-1.rds.amazonaws.com:5432',
          address: 'orders-db.abc.eu-west-1.rds.amazonaws.com',
          port: 5432,
        }),
        { state: 'healthy' },
      ],
      [
        '20 runs 16.3 where 16 was asked for, and that is no drift',
        rds({ status: 'available', engineVersionActual: '16.3' }),
        { state: 'healthy' },
      ],
      [
        '20 has storage that grew by itself, and that is no drift',
        rds({ status: 'available', allocatedStorage: 120.0 }, [ready, synced], {
          spec: { forProvider: { allocatedStorage: 100 } },
        }),
        { state: 'healthy' },
      ],
      [
        '22 is an adopted role that is Ready and has no password to deliver',
        role(),
        { state: 'failed', code: 'users.no-password' },
        { lookup: aSecret({ data: {} }) },
      ],
      [
        '23 is a Grant that is just being made',
        connectGrant({}, synced, granting(1)),
        { state: 'progressing', audience: 'wait' },
      ],
      [
        '23 is a Grant that was accepted, and never is seen to be as it was asked for',
        connectGrant({}, synced, granting(20)),
        {
          state: 'unknown',
          code: 'users.grant-unconfirmed',
          audience: 'platform',
          nextStep: expect.stringContaining('owns the database'),
        },
      ],
      [
        '23 is a Grant that is never Ready because its role owns the database anyway',
        connectGrant({}, synced, granting(20)),
        { state: 'healthy', reason: 'HeldByOwner' },
        { lookup: ownedBy('orders_app') },
      ],
      [
        '23 is a Grant to somebody who does not own the database',
        connectGrant({}, synced, granting(20)),
        { state: 'unknown', code: 'users.grant-unconfirmed' },
        { lookup: ownedBy('orders~owner') },
      ],
      [
        '23 is a Grant inside a database, where others than its owner can own things',
        connectGrant({ schema: 'sales' }, synced, granting(20)),
        { state: 'unknown', code: 'users.grant-unconfirmed' },
        { lookup: ownedBy('orders_app') },
      ],
      [
        '23 is a Grant that is refused, which is known very well',
        connectGrant({}, syncError('permission denied', 20), granting(20)),
        { state: 'failed', code: 'server.permission-denied' },
        { lookup: ownedBy('orders_app') },
      ],
      [
        '23 is a Grant whose last change is not looked at yet',
        {
          ...connectGrant({}, synced, granting(20)),
          metadata: {
            ...grant().metadata,
            generation: 2,
            managedFields: [{ time: minutesAgo(1) }],
          },
        },
        { state: 'progressing', reason: 'ChangeNotPickedUp' },
      ],
      [
        '23 are DefaultPrivileges that were applied by their provider',
        defaultPrivileges({
          'crossplane.io/external-create-succeeded': minutesAgo(50),
        }),
        { state: 'healthy' },
      ],
      [
        '23 are DefaultPrivileges that are Ready and were never applied, as far as is known',
        defaultPrivileges(),
        {
          state: 'unknown',
          code: 'users.default-privileges-unproven',
          statusless: true,
        },
      ],
      [
        '24 cannot be deleted because of open sessions',
        database({
          metadata: {
            deletionTimestamp: minutesAgo(20),
            finalizers: ['finalizer.managedresource.crossplane.io'],
          },
          ...withConditions(
            ready,
            syncError(
              'cannot drop database: pq: database "orders" is being accessed by other users',
            ),
          ),
        }),
        { state: 'degraded', audience: 'you' },
      ],
      [
        '24 cannot be deleted because its credentials are gone',
        database({
          metadata: {
            deletionTimestamp: minutesAgo(60),
            finalizers: ['finalizer.managedresource.crossplane.io'],
          },
          ...withConditions(
            ready,
            syncError(
              'connect failed: cannot get credentials Secret: secrets "x" not found',
            ),
          ),
        }),
        { state: 'degraded', audience: 'platform' },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    expect(read()).toMatchObject(expected);
  });
});
