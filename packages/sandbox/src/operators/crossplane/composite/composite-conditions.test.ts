import { composedConditions, unknownConditions } from './composite-conditions';

const outcome = (name: string, ready: boolean, synced = true) => ({
  name,
  ready,
  synced,
});
const READY = { type: 'Ready', status: 'True', reason: 'Available' };
const SYNCED = { type: 'Synced', status: 'True', reason: 'ReconcileSuccess' };

describe('composedConditions', () => {
  it.each([
    ['nothing is composed', [], [SYNCED, READY]],
    ['all is ready', [outcome('a', true)], [SYNCED, READY]],
    [
      'one is not ready',
      [outcome('a', false), outcome('b', true)],
      [SYNCED, creating('a')],
    ],
    [
      'two are not ready',
      ['b', 'a'].map(name => outcome(name, false)),
      [SYNCED, creating('a, b')],
    ],
    [
      'three are not ready',
      ['c', 'b', 'a'].map(name => outcome(name, false)),
      [SYNCED, creating('a, b, and c')],
    ],
    [
      'five are not ready',
      ['e', 'd', 'c', 'b', 'a'].map(name => outcome(name, false)),
      [SYNCED, creating('a, b, c, and 2 more')],
    ],
    ['one was refused', [outcome('a', true, false)], [refused('a'), READY]],
  ])('when %s', (_case, outcomes, expected) => {
    expect(composedConditions(outcomes, 'READY_UNSPECIFIED')).toEqual(expected);
  });

  it('follows the function that says that the composite is ready, or not', () => {
    expect(composedConditions([outcome('a', false)], 'READY_TRUE')).toEqual([
      SYNCED,
      READY,
    ]);
    expect(composedConditions([outcome('a', true)], 'READY_FALSE')).toEqual([
      SYNCED,
      { type: 'Ready', status: 'False', reason: 'Creating' },
    ]);
  });
});

describe('unknownConditions', () => {
  it('are those of functions that were not set before the failure', () => {
    const conditions = ['Ready', 'Synced', 'ServerReady', 'UsersReady'].map(
      type => ({ type, status: 'True' as const }),
    );
    expect(unknownConditions(conditions, ['UsersReady'])).toEqual([
      {
        type: 'ServerReady',
        status: 'Unknown',
        reason: 'FatalError',
        message:
          'A fatal error occurred before the status of this condition could be determined.',
      },
    ]);
  });
});

function creating(names: string) {
  return {
    type: 'Ready',
    status: 'False',
    reason: 'Creating',
    message: `Unready resources: ${names}`,
  };
}

function refused(names: string) {
  return {
    type: 'Synced',
    status: 'False',
    reason: 'ReconcileError',
    message: `Unsynced resources: ${names}`,
  };
}
