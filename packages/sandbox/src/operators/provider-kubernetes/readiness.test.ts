import { readyCondition } from './readiness';

const withStatus = (status: object) => ({
  apiVersion: 'example.org/v1',
  kind: 'Widget',
  metadata: { name: 'a' },
  status,
});
const withConditions = (conditions: Record<string, string>) =>
  withStatus({
    conditions: Object.entries(conditions).map(([type, status]) => ({
      type,
      status,
    })),
  });

const AVAILABLE = { type: 'Ready', status: 'True', reason: 'Available' };
const UNAVAILABLE = { type: 'Ready', status: 'False', reason: 'Unavailable' };

describe('readiness of an Object', () => {
  it('does not depend on the remote object by default', () => {
    const condition = readyCondition(
      { policy: 'SuccessfulCreate', celQuery: '' },
      withStatus({}),
    );
    expect(condition).toBeUndefined();
  });

  it.each([
    [
      'its Ready is true',
      withConditions({ Ready: 'True', Stalled: 'False' }),
      AVAILABLE,
    ],
    ['its Ready is false', withConditions({ Ready: 'False' }), UNAVAILABLE],
    ['it has no Ready', withConditions({ Synced: 'True' }), UNAVAILABLE],
    ['it has no status', withStatus({}), UNAVAILABLE],
  ])('DeriveFromObject when %s', (_case, object, expected) => {
    expect(
      readyCondition({ policy: 'DeriveFromObject', celQuery: '' }, object),
    ).toEqual(expected);
  });

  it.each([
    [
      'all are true',
      withConditions({ Ready: 'True', Synced: 'True' }),
      AVAILABLE,
    ],
    [
      'one is false, even a bad one',
      withConditions({ Ready: 'True', Stalled: 'False' }),
      UNAVAILABLE,
    ],
    ['there are none', withConditions({}), UNAVAILABLE],
  ])('AllTrue when %s', (_case, object, expected) => {
    expect(readyCondition({ policy: 'AllTrue', celQuery: '' }, object)).toEqual(
      expected,
    );
  });

  it.each([
    ['object.status.phase == "Up"', AVAILABLE],
    ['object.status.replicas == 2', AVAILABLE],
    [
      'object.status.conditions.exists(c, c.type == "Ready" && c.status == "True")',
      AVAILABLE,
    ],
    ['object.status.phase == "Down"', UNAVAILABLE],
    [
      'object.status.phase',
      { ...UNAVAILABLE, message: 'celQuery does not return a bool type' },
    ],
    [
      'object.status.missing == 1',
      {
        ...UNAVAILABLE,
        message: expect.stringContaining('failed to eval the program'),
      },
    ],
    [
      'object.status.',
      {
        ...UNAVAILABLE,
        message: expect.stringContaining('failed to compile query'),
      },
    ],
    ['', { ...UNAVAILABLE, message: 'cel query cannot be empty' }],
  ])('DeriveFromCelQuery %s', (celQuery, expected) => {
    const object = withStatus({
      phase: 'Up',
      replicas: 2,
      conditions: [{ type: 'Ready', status: 'True' }],
    });
    expect(
      readyCondition({ policy: 'DeriveFromCelQuery', celQuery }, object),
    ).toEqual(expected);
  });
});
