import {
  available,
  creating,
  observedAt,
  reconcileSuccess,
  setConditions,
} from './conditions';

const EARLIER = '2026-11-25T10:00:00Z';
const NOW = '2026-11-25T11:00:00Z';

describe('setConditions', () => {
  const before = setConditions(
    [],
    [creating('Unready resources: a'), reconcileSuccess()],
    EARLIER,
  );

  it('adds what is new', () => {
    expect(before.map(({ type }) => type)).toEqual(['Ready', 'Synced']);
  });

  it.each([
    ['nothing changes', creating('Unready resources: a'), EARLIER],
    ['the message changes', creating('Unready resources: b'), NOW],
    ['the status changes', available(), NOW],
    [
      'the generation changes',
      observedAt(creating('Unready resources: a'), 2),
      NOW,
    ],
  ])('when %s the time is right', (_case, condition, time) => {
    const [ready, synced] = setConditions(before, [condition], NOW);
    expect(ready).toEqual({ ...condition, lastTransitionTime: time });
    expect(synced.lastTransitionTime).toBe(EARLIER);
  });
});
