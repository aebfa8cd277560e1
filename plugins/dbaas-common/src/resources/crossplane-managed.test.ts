import {
  condition,
  creating,
  minutesAgo,
  NOW,
  ready,
  synced,
  syncError,
  type Changes,
} from '../fixtures/objects';
import { database } from '../fixtures/operators';
import { readerCases } from '../fixtures/reader-cases';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { readResource } from './read-resource';

describe('a managed resource of Crossplane', () => {
  const withConditions = (
    conditions: object[],
    changes: Changes = {},
  ): KubernetesObject => database({ status: { conditions }, ...changes });

  it.each(
    readerCases([
      [
        'ready and in sync',
        database(),
        {
          state: 'healthy',
          reason: 'Available',
          sentence: 'Database "orders" is ready.',
        },
      ],
      [
        'ready, but not in sync (1)',
        withConditions([ready, syncError('cannot update database')]),
        { state: 'degraded', stale: true },
      ],
      [
        'just created',
        withConditions([creating, synced], { age: 1 }),
        { state: 'progressing', audience: 'wait' },
      ],
      [
        'without conditions and new (8)',
        withConditions([], { age: 1 }),
        { state: 'progressing' },
      ],
      [
        'without conditions for long (8)',
        withConditions([], { age: 10 }),
        { state: 'unknown', code: 'kubernetes.no-status' },
      ],
      [
        'paused by annotation (5)',
        database({
          metadata: { annotations: { 'crossplane.io/paused': 'true' } },
        }),
        { state: 'paused', stale: true },
      ],
      [
        'not paused by another text (5)',
        database({
          metadata: { annotations: { 'crossplane.io/paused': '1' } },
        }),
        { state: 'healthy' },
      ],
      [
        'paused by empty policies (5)',
        database({ spec: { forProvider: {}, managementPolicies: [] } }),
        { state: 'paused' },
      ],
      [
        'paused, with Synced False (5)',
        withConditions([
          ready,
          condition('Synced', 'False', 'ReconcilePaused'),
        ]),
        { state: 'paused', since: minutesAgo(30) },
      ],
      [
        'paused, then deleted (6)',
        database({
          metadata: {
            annotations: { 'crossplane.io/paused': 'true' },
            deletionTimestamp: minutesAgo(40),
            finalizers: ['finalizer.managedresource.crossplane.io'],
          },
        }),
        {
          state: 'degraded',
          code: 'kubernetes.deletion-blocked',
          sentence: expect.stringMatching(/finalizer\.managedresource/),
        },
      ],
      [
        'being deleted',
        database({ metadata: { deletionTimestamp: minutesAgo(2) } }),
        { state: 'deleting' },
      ],
      [
        'changed since it was last looked at (7)',
        database({
          metadata: {
            generation: 2,
            managedFields: [{ manager: 'kubectl', time: minutesAgo(1) }],
          },
        }),
        { state: 'progressing', stale: true },
      ],
      [
        'changed long ago and not looked at (7)',
        database({
          metadata: {
            generation: 2,
            managedFields: [
              { time: minutesAgo(30) },
              { time: minutesAgo(1), subresource: 'status' },
            ],
          },
        }),
        { state: 'degraded', code: 'kubernetes.change-not-picked-up' },
      ],
      [
        'failing while it is made, at first',
        withConditions(
          [creating, syncError('cannot create database: boom', 2)],
          {
            age: 3,
          },
        ),
        { state: 'progressing' },
      ],
      [
        'failing for longer',
        withConditions(
          [creating, syncError('cannot create database: boom', 6)],
          {
            age: 8,
          },
        ),
        { state: 'failed', audience: 'platform' },
      ],
      [
        'waiting for a Secret within the time of a build',
        withConditions(
          [
            creating,
            syncError(
              'connect failed: cannot get credentials Secret: secrets "x" not found',
              8,
            ),
          ],
          { age: 9 },
        ),
        { state: 'progressing', audience: 'wait' },
      ],
      [
        'waiting for a Secret for too long',
        withConditions(
          [
            creating,
            syncError(
              'connect failed: cannot get credentials Secret: secrets "x" not found',
            ),
          ],
          { age: 30 },
        ),
        { state: 'failed', code: 'crossplane.waiting-for-another-resource' },
      ],
      [
        'which may or may not have been created',
        withConditions([
          creating,
          syncError(
            'cannot determine creation result - remove the crossplane.io/external-create-pending annotation if it is safe to proceed',
            1,
          ),
        ]),
        {
          state: 'failed',
          audience: 'platform',
          code: 'crossplane.creation-unclear',
        },
      ],
      [
        'whose deletion hangs on open sessions (24)',
        withConditions([
          ready,
          syncError(
            'delete failed: cannot drop database: database "orders" is being accessed by other users',
          ),
        ]),
        { code: 'database.in-use', audience: 'you' },
      ],
      [
        'that is unavailable',
        withConditions([condition('Ready', 'False', 'Unavailable'), synced]),
        { state: 'degraded' },
      ],
      [
        'that drifted',
        withConditions([
          ready,
          synced,
          condition('UpToDate', 'False', 'Drift'),
        ]),
        { state: 'degraded' },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    expect(read()).toMatchObject(expected);
  });

  it('keeps passwords out of everything that it says (51)', () => {
    const verdict = readResource(
      withConditions([
        ready,
        syncError(
          'cannot connect: postgres://admin:s3cr3t@host/db password=s3cr3t',
        ),
      ]),
      { now: NOW },
    );
    expect(JSON.stringify(verdict)).not.toContain('s3cr3t');
  });
});
