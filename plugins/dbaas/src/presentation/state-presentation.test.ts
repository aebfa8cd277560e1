import {
  layerStateSchema,
  serviceStateSchema,
} from '@backstage-dbaas/plugin-dbaas-common';
import { presentationOf, type AnyState } from './state-presentation';

const ALL: AnyState[] = [
  ...new Set([...serviceStateSchema.options, ...layerStateSchema.options]),
];

describe('presentationOf', () => {
  it('is red for a failure only', () => {
    expect(ALL.filter(state => presentationOf(state).tone === 'error')).toEqual(
      ['failed'],
    );
  });

  it('is green for what is known to work only', () => {
    expect(ALL.filter(state => presentationOf(state).tone === 'ok')).toEqual([
      'healthy',
    ]);
  });

  it.each<[AnyState, string, string]>([
    ['needsApproval', 'warning', 'hand'],
    ['unreachable', 'neutral', 'cloudOff'],
    ['unknown', 'neutral', 'question'],
    ['creating', 'active', 'gear'],
    ['slow', 'warning', 'triangle'],
    ['notRequested', 'neutral', 'minus'],
  ])('%s: %s %s', (state, tone, shape) => {
    expect(presentationOf(state)).toEqual({ tone, shape });
  });
});
