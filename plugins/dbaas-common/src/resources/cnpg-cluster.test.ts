import { condition } from '../fixtures/objects';
import { cluster } from '../fixtures/operators';
import { readerCases } from '../fixtures/reader-cases';

describe('a Cluster of CloudNativePG', () => {
  it.each(
    readerCases([
      [
        'healthy',
        cluster(),
        { state: 'healthy', sentence: 'The server runs with 1 instance.' },
      ],
      [
        'setting up',
        cluster({ phase: 'Setting up primary', readyInstances: 0, age: 1 }),
        { state: 'progressing' },
      ],
      [
        'being changed for too long',
        cluster({
          phase: 'Applying configuration',
          status: {
            conditions: [condition('Ready', 'False', 'x', { minutes: 45 })],
          },
        }),
        { state: 'degraded', code: 'server.slow' },
      ],
      [
        'failing over',
        cluster({ phase: 'Failing over' }),
        { state: 'degraded' },
      ],
      [
        'beyond repair',
        cluster({
          phase: 'Cluster is unrecoverable and needs manual intervention',
        }),
        { state: 'failed' },
      ],
      ['in a new phase', cluster({ phase: 'Dreaming' }), { state: 'unknown' }],
      [
        'healthy with a broken replica (44)',
        cluster({ spec: { instances: 3 }, readyInstances: 2 }),
        {
          state: 'degraded',
          code: 'server.instances-missing',
          sentence: 'Only 2 of 3 instances of the server run.',
        },
      ],
      [
        'healthy while scaling down (44)',
        cluster({ spec: { instances: 1 }, readyInstances: 3 }),
        { state: 'healthy' },
      ],
      [
        'healthy without any instance (44)',
        cluster({ readyInstances: 0 }),
        { state: 'failed' },
      ],
      [
        'healthy with a fenced primary (44)',
        cluster({
          metadata: { annotations: { 'cnpg.io/fencedInstances': '["*"]' } },
        }),
        { state: 'failed', code: 'server.fenced' },
      ],
      [
        'hibernated',
        cluster({
          status: {
            conditions: [
              condition('cnpg.io/hibernation', 'True', 'Hibernated'),
            ],
          },
        }),
        { state: 'paused' },
      ],
      [
        'with a certificate that expires (45)',
        cluster({
          status: {
            certificates: {
              expirations: { ca: '2026-11-24 18:39:53 +0000 UTC' },
            },
          },
        }),
        { state: 'degraded', code: 'server.certificate-expires' },
      ],
      [
        'without archiving, which is no failure (45)',
        cluster(),
        { state: 'healthy' },
      ],
      [
        'that cannot archive',
        cluster({
          status: {
            conditions: [condition('ContinuousArchiving', 'False', 'x')],
          },
        }),
        { state: 'degraded' },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    expect(read()).toMatchObject(expected);
  });
});
