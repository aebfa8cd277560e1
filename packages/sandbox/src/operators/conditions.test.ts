import { withCondition, type Condition } from './conditions';

const EARLIER = '2026-11-25T10:00:00Z';
const NOW = '2026-11-25T11:00:00Z';
const READY: Condition = {
  type: 'Ready',
  status: 'True',
  reason: 'Valid',
  lastTransitionTime: EARLIER,
};
const SYNCED: Condition = { ...READY, type: 'Synced' };

describe('withCondition', () => {
  it('adds a new one at the end', () => {
    const next = { type: 'Synced', status: 'True', reason: 'Valid' } as const;
    expect(withCondition([READY], next, NOW)).toEqual([
      READY,
      { ...SYNCED, lastTransitionTime: NOW },
    ]);
  });

  it.each([
    ['nothing changes', { ...READY }, EARLIER],
    ['the reason changes', { ...READY, reason: 'Other' }, EARLIER],
    ['the status changes', { ...READY, status: 'False' as const }, NOW],
  ])('keeps the order when %s', (_case, next, time) => {
    expect(withCondition([READY, SYNCED], next, NOW)).toEqual([
      { ...next, lastTransitionTime: time },
      SYNCED,
    ]);
  });
});
