import type { Assessment, LayerAssessment } from '../api/assessment';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import type { Layer } from '../layers';
import { claimSpecOf } from './claim';
import type { ServiceItem } from './service-items';
import { usabilityOf, worst, type Usability } from './usability';

/** Can an application use the database right now? */
export function availabilityOf(
  root: KubernetesObject,
  items: readonly ServiceItem[],
  layers: readonly LayerAssessment[],
): Assessment['availability'] {
  const ways = waysIn(root, items);
  if (ways.every(way => way === 'yes')) {
    const impaired = layers.some(
      ({ layer, state }) =>
        state === 'failed' || (state === 'degraded' && layer !== 'dapr'),
    );
    return impaired ? 'impaired' : 'available';
  }
  if (ways.includes('yes')) return 'impaired';
  return ways.includes('unknown') ? 'unknown' : 'unavailable';
}

/** Each way by which an application gets in: a delivery, or else any user and database. */
function waysIn(
  root: KubernetesObject,
  items: readonly ServiceItem[],
): Usability[] {
  const of = (layer: Layer, name?: string) =>
    items
      .filter(
        item =>
          item.layer === layer && (name === undefined || item.name === name),
      )
      .map(usabilityOf);
  const server = worst(of('server'));
  const deliveries = claimSpecOf(root)?.delivery ?? [];
  if (deliveries.length === 0) {
    return [worst([server, best(of('databases')), best(of('users'))])];
  }
  return deliveries.map(({ database, user, secretName, cluster }) =>
    worst([
      server,
      worst(of('databases', database)),
      worst(of('users', user)),
      worst(of('secrets', `${secretName} in ${cluster}`)),
    ]),
  );
}

/** The best of several; nothing to choose from does not hold anything up. */
function best(all: readonly Usability[]): Usability {
  return (
    (['yes', 'unknown', 'no'] as const).find(one => all.includes(one)) ?? 'yes'
  );
}

/** Does the cluster match the request? */
export function convergenceOf(
  layers: readonly LayerAssessment[],
  rootReady: boolean,
): Assessment['convergence'] {
  const states = new Set(layers.map(({ state }) => state));
  const has = (...wanted: LayerAssessment['state'][]) =>
    wanted.some(state => states.has(state));
  if (has('failed', 'degraded', 'paused')) return 'stuck';
  if (has('progressing', 'deleting', 'needsApproval')) return 'converging';
  const unknown = layers.some(
    ({ layer, state }) => state === 'unknown' && layer !== 'dapr',
  );
  if (unknown) return 'unknown';
  return rootReady ? 'converged' : 'converging';
}
