import {
  SERVICE_STATES_WORST_FIRST,
  type DatabaseService,
  type Finding,
  type LayerAssessment,
  type LayerState,
  type ServiceState,
} from '@backstage-dbaas/plugin-dbaas-common';

const LAYER_TROUBLE: readonly LayerState[] = [
  'failed',
  'needsApproval',
  'deleting',
  'degraded',
  'paused',
  'unknown',
];

const FINDING_ORDER: readonly Finding['severity'][] = [
  'critical',
  'warning',
  'unknown',
  'info',
];

/** The database services of an entity, worst first, then by name. */
export function worstFirst(services: readonly DatabaseService[]) {
  return [...services].sort(
    (left, right) =>
      SERVICE_STATES_WORST_FIRST.indexOf(left.assessment.state) -
        SERVICE_STATES_WORST_FIRST.indexOf(right.assessment.state) ||
      left.ref.name.localeCompare(right.ref.name),
  );
}

/** Findings in the order in which people should read them. */
export function mostSevereFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (left, right) =>
      FINDING_ORDER.indexOf(left.severity) -
      FINDING_ORDER.indexOf(right.severity),
  );
}

export interface LayersByTrouble {
  /** Need somebody's attention, worst first. */
  troubled: LayerAssessment[];
  /** On the way, or not asked for. */
  others: LayerAssessment[];
  healthy: LayerAssessment[];
}

/** Whether a layer needs somebody's attention. */
export function isTroubled({ state }: LayerAssessment): boolean {
  return LAYER_TROUBLE.includes(state);
}

/** Separates what has to be shown first from what is fine. */
export function layersByTrouble(
  layers: readonly LayerAssessment[],
): LayersByTrouble {
  return {
    troubled: layers
      .filter(isTroubled)
      .sort(
        (left, right) =>
          LAYER_TROUBLE.indexOf(left.state) -
          LAYER_TROUBLE.indexOf(right.state),
      ),
    others: layers.filter(
      layer => !isTroubled(layer) && layer.state !== 'healthy',
    ),
    healthy: layers.filter(({ state }) => state === 'healthy'),
  };
}

const SETTLED: readonly ServiceState[] = [
  'healthy',
  'degraded',
  'failed',
  'paused',
  'notFound',
  'requestClosed',
];

/** Whether a state is expected to change by itself or by somebody's next move. */
export function isMoving(state: ServiceState): boolean {
  return !SETTLED.includes(state);
}
