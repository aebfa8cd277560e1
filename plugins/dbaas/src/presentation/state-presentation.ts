import type {
  LayerState,
  ServiceState,
} from '@backstage-dbaas/plugin-dbaas-common';

/** State of a service, a layer or a resource: the words mean the same for all. */
export type AnyState = ServiceState | LayerState;

/** Which colour of the theme: never the only carrier of meaning. */
export type Tone = 'ok' | 'active' | 'warning' | 'error' | 'neutral';

/** Shape of the icon next to the word. */
export type StateShape =
  | 'check'
  | 'clock'
  | 'cloudOff'
  | 'cross'
  | 'gear'
  | 'hand'
  | 'minus'
  | 'pause'
  | 'question'
  | 'trash'
  | 'triangle';

export interface StatePresentation {
  tone: Tone;
  shape: StateShape;
}

const PRESENTATIONS: Record<AnyState, StatePresentation> = {
  requested: { tone: 'active', shape: 'clock' },
  requestClosed: { tone: 'neutral', shape: 'minus' },
  merged: { tone: 'active', shape: 'clock' },
  notFound: { tone: 'neutral', shape: 'question' },
  unreachable: { tone: 'neutral', shape: 'cloudOff' },
  deleting: { tone: 'neutral', shape: 'trash' },
  failed: { tone: 'error', shape: 'cross' },
  needsApproval: { tone: 'warning', shape: 'hand' },
  degraded: { tone: 'warning', shape: 'triangle' },
  paused: { tone: 'neutral', shape: 'pause' },
  updating: { tone: 'active', shape: 'gear' },
  creating: { tone: 'active', shape: 'gear' },
  slow: { tone: 'warning', shape: 'triangle' },
  unknown: { tone: 'neutral', shape: 'question' },
  healthy: { tone: 'ok', shape: 'check' },
  progressing: { tone: 'active', shape: 'gear' },
  notRequested: { tone: 'neutral', shape: 'minus' },
};

/** Only a proven failure is red, and only what is known to work is green. */
export function presentationOf(state: AnyState): StatePresentation {
  return PRESENTATIONS[state];
}
