import {
  condition,
  epochMinutesAgo,
  minutesAgo,
  type Changes,
} from '../fixtures/objects';
import { atlasSchema, secret, stalled } from '../fixtures/operators';
import { lacks, readerCases } from '../fixtures/reader-cases';
import { onlyThese } from '../fixtures/secret-stores';

/*
 * Situations that mislead a reader of statuses, of Atlas Operator 0.7 and 0.8. Each row
 * is one of them.
 */

describe('an AtlasSchema or AtlasMigration', () => {
  const migration = (status: object, more: Changes = {}) => ({
    ...atlasSchema({ status, ...more }),
    kind: 'AtlasMigration',
  });
  const applied = (status: object) => ({
    observedGeneration: 1,
    failed: 0,
    ...status,
    conditions: [
      condition('Ready', 'True', 'Applied'),
      condition('Reconciling', 'False', 'Applied'),
      condition('Stalled', 'False', 'Applied'),
    ],
  });
  const replaced = { serverCreatedAt: minutesAgo(10) };
  const throughSecret = atlasSchema({
    spec: {
      credentials: {
        scheme: 'postgres',
        database: 'orders',
        hostFrom: { secretKeyRef: { name: 'orders-db-app', key: 'host' } },
        userFrom: { secretKeyRef: { name: 'orders-db-app', key: 'username' } },
      },
    },
  });

  it.each(
    readerCases([
      [
        '33 is Ready, which is no word on tables that somebody dropped since',
        atlasSchema(),
        {
          state: 'healthy',
          sentence: 'The schema was last applied at 2026-11-20T11:10:00.000Z.',
          details: undefined,
        },
      ],
      [
        '33 is Ready, but the database was restored to a new server since',
        atlasSchema(),
        {
          state: 'degraded',
          code: 'atlas.applied-before-server',
          audience: 'you',
        },
        replaced,
      ],
      [
        '34 failed once during a failover and is never tried again',
        atlasSchema({
          status: stalled('ApplyingSchema', 'dial tcp: connection refused'),
        }),
        {
          state: 'failed',
          code: 'server.unreachable',
          audience: 'platform',
          nextStep: expect.stringContaining('does not try again by itself'),
        },
      ],
      [
        '34 gave up silently',
        atlasSchema({ status: stalled('ReadSchema', 'boom', { failed: 21 }) }),
        {
          state: 'failed',
          sentence: expect.stringContaining('gave up after 21 tries'),
          nextStep: expect.stringContaining('change the schema'),
        },
      ],
      [
        '34 is still trying',
        atlasSchema({ status: stalled('ReadSchema', 'boom', { failed: 3 }) }),
        { state: 'failed', nextStep: 'Atlas tries again by itself.' },
      ],
      [
        '35 is Ready for the old host: the Secret with the address was made anew',
        throughSecret,
        {
          state: 'degraded',
          code: 'atlas.address-changed',
          audience: 'you',
          since: minutesAgo(10),
        },
        { lookup: onlyThese(secret('orders-db-app', { age: 10 })) },
      ],
      [
        '35 is Ready, and the Secret with the address is older',
        throughSecret,
        { state: 'healthy' },
        {
          lookup: onlyThese(
            secret('orders-db-app', {
              age: 5_000,
              metadata: { managedFields: [{ time: minutesAgo(3) }] },
            }),
          ),
        },
      ],
      [
        '36 a schema writes last_applied in seconds since 1970',
        atlasSchema({ status: applied({ last_applied: epochMinutesAgo(90) }) }),
        { state: 'healthy', since: '2026-11-20T10:30:00.000Z' },
      ],
      [
        '36 a migration writes lastApplied',
        migration(
          applied({
            lastApplied: epochMinutesAgo(90),
            lastAppliedVersion: '2026',
          }),
        ),
        { state: 'healthy', since: '2026-11-20T10:30:00.000Z' },
      ],
      [
        '36 a migration that never applied anything writes 0',
        migration(applied({ lastApplied: 0 })),
        { state: 'healthy', sentence: 'The schema is applied.' },
        replaced,
      ],
      [
        '36 has observedGeneration -1 because it was just made',
        atlasSchema({
          age: 1,
          status: { observedGeneration: -1, conditions: [] },
        }),
        { state: 'progressing', audience: 'wait' },
      ],
      [
        '37 a migration file was removed after it had run',
        migration(
          stalled('Migrating', 'sql/migrate: migrate down is not allowed'),
        ),
        {
          state: 'failed',
          audience: 'you',
          sentence: expect.stringContaining('removed'),
        },
      ],
      [
        '37 the database moved: migrate down is not allowed, and no file was removed',
        migration(
          stalled('Migrating', 'sql/migrate: migrate down is not allowed', {
            lastApplied: epochMinutesAgo(500),
          }),
        ),
        {
          state: 'failed',
          code: 'atlas.server-replaced',
          audience: 'platform',
          sentence: expect.stringContaining('former server'),
        },
        replaced,
      ],
      [
        '37 the database moved: no dir-state found',
        migration(
          stalled('Migrating', 'no dir-state found for migration', {
            lastApplied: epochMinutesAgo(500),
          }),
        ),
        { state: 'failed', code: 'atlas.server-replaced' },
        replaced,
      ],
      [
        '38 has an unknown reason and is stalled',
        atlasSchema({ status: stalled('SecurityScanFailed', 'x') }),
        { state: 'failed', code: 'atlas.failed' },
      ],
      [
        '38 has an unknown reason and is not stalled',
        atlasSchema({
          status: {
            observedGeneration: 1,
            conditions: [
              condition('Ready', 'False', 'Pondering'),
              condition('Reconciling', 'True', 'Pondering'),
              condition('Stalled', 'False', 'Pondering'),
            ],
          },
        }),
        { state: 'unknown', sentence: expect.stringContaining('Pondering') },
      ],
      [
        '38 is Ready with an unknown reason',
        atlasSchema({
          status: {
            observedGeneration: 1,
            conditions: [condition('Ready', 'True', 'AppliedWithPlan')],
          },
        }),
        { state: 'healthy' },
      ],
      [
        '38 is of an operator before 0.7.16, which knows Ready only',
        atlasSchema({
          status: {
            conditions: [
              condition('Ready', 'False', 'LintPolicyError', {
                message: 'destructive changes detected',
              }),
            ],
          },
        }),
        { state: 'failed', code: 'atlas.lint-policy', audience: 'you' },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    const verdict = read();
    expect(verdict).toMatchObject(expected);
    expect(lacks(verdict)).toEqual([]);
  });
});
