import {
  condition,
  kubernetesObject,
  ready,
  synced,
  syncError,
} from '../fixtures/objects';
import { readerCases } from '../fixtures/reader-cases';

describe('a server of a cloud', () => {
  const rds = (status: string, conditions: object[] = [ready, synced]) =>
    kubernetesObject('rds.aws.m.upbound.io/v1beta1', 'Instance', 'orders', {
      spec: { forProvider: {} },
      status: { conditions, atProvider: { status } },
    });
  const sql = (settings: unknown) =>
    kubernetesObject(
      'sql.gcp.upbound.io/v1beta1',
      'DatabaseInstance',
      'orders',
      {
        spec: { forProvider: {} },
        status: { conditions: [ready, synced], atProvider: { settings } },
      },
    );
  const lastOperation = condition(
    'LastAsyncOperation',
    'False',
    'AsyncUpdateFailure',
    { message: 'update failed: quota exceeded' },
  );
  it.each(
    readerCases([
      ['RDS available', rds('available'), { state: 'healthy' }],
      [
        'RDS stopped under Ready=True (18)',
        rds('stopped'),
        {
          state: 'failed',
          sentence: expect.stringMatching(/AWS reports "stopped"/),
        },
      ],
      ['RDS with full storage (18)', rds('storage-full'), { state: 'failed' }],
      ['RDS being modified', rds('modifying'), { state: 'progressing' }],
      ['RDS in a new state', rds('dreaming'), { state: 'unknown' }],
      [
        'a background change that failed (18)',
        rds('available', [ready, synced, lastOperation]),
        { state: 'degraded', code: 'quota.exceeded' },
      ],
      [
        'a server that cannot be connected to',
        rds('available', [ready, syncError('connect failed: boom')]),
        { state: 'failed' },
      ],
      [
        'Cloud SQL that was stopped',
        sql([{ activationPolicy: 'NEVER' }]),
        { state: 'paused' },
      ],
      [
        'Cloud SQL that runs',
        sql({ activationPolicy: 'ALWAYS' }),
        { state: 'healthy' },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    expect(read()).toMatchObject(expected);
  });
});
