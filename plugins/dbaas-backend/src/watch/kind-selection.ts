import {
  readsKind,
  type GroupKind,
  type ResourceReader,
} from '@backstage-dbaas/plugin-dbaas-common';
import {
  DATABASE_LABEL,
  DEFAULT_COMPOSITION,
  SHARED_PLANS,
} from '@backstage-dbaas/plugin-dbaas-common';
import { ARGO_APPLICATION } from '../database-services/applied-revision';
import type { KindSelection, WatchedKind } from './watched-kind';

const COMPOSITE_LABEL = 'crossplane.io/composite';
/** Set by the Dapr sidecar injector (Dapr 1.18) on pods that it has changed. */
const DAPR_POD_LABEL = 'dapr.io/sidecar-injected';

/**
 * Kinds of Kubernetes itself are everywhere in a cluster: of a few of them,
 * selected objects are read; of the others, only what composites consist of.
 * Without permission for them less is known, and nothing is wrong.
 */
const BUILT_IN: readonly WatchedKind[] = [
  {
    group: '',
    kind: 'Secret',
    metadataOnly: true,
    labelSelector: DATABASE_LABEL,
    optional: true,
  },
  { group: '', kind: 'Pod', labelSelector: DAPR_POD_LABEL, optional: true },
  // Some operators tell the cause of a problem nowhere else.
  { group: '', kind: 'Event', fieldSelector: 'type=Warning', optional: true },
];

/** Single objects that say what can be asked for; only the form needs them. */
const OFFERS: readonly WatchedKind[] = [SHARED_PLANS, DEFAULT_COMPOSITION].map(
  ({ group, kind, name }) => ({
    group,
    kind,
    fieldSelector: `metadata.name=${name}`,
    optional: true,
  }),
);

/**
 * What is watched from the start: the claims, the Applications that apply them,
 * and the kinds that some reader names. Readers for whole families of groups,
 * such as `*.aws.upbound.io`, stand for hundreds of kinds; of those only the
 * ones that a composite consists of are watched, once it is seen.
 */
export function kindSelection(
  claims: readonly GroupKind[],
  readers: readonly ResourceReader[],
): KindSelection {
  const always = [...claims, ARGO_APPLICATION];
  const watchAll = ({ group, kind }: GroupKind): WatchedKind => ({
    group,
    kind,
    ...(group === ARGO_APPLICATION.group && { optional: true }),
  });
  const exact = readers.flatMap(reader => {
    const groups = reader.groups.filter(group => !group.startsWith('*.'));
    return groups.length > 0 ? [{ ...reader, groups }] : [];
  });
  return {
    watched(kind) {
      const selected = isBuiltIn(kind.group) ? BUILT_IN : OFFERS;
      const known = selected.find(one => isSameKind(one, kind));
      if (known || isBuiltIn(kind.group)) return known;
      const named =
        always.some(one => isSameKind(one, kind)) ||
        exact.some(reader => readsKind(reader, kind));
      return named ? watchAll(kind) : undefined;
    },
    inGroup: group =>
      group === '' ||
      OFFERS.some(one => one.group === group) ||
      always.some(one => one.group === group) ||
      exact.some(reader => reader.groups.includes(group)),
  };
}

/**
 * How to watch a kind that a composite consists of. Crossplane (2.3) puts the
 * label on everything that it composes, and on composites themselves.
 */
export function composedKind({ group, kind }: GroupKind): WatchedKind {
  return {
    group,
    kind,
    labelSelector: COMPOSITE_LABEL,
    ...(group === '' && kind === 'Secret' && { metadataOnly: true }),
  };
}

function isSameKind(one: GroupKind, other: GroupKind): boolean {
  return one.group === other.group && one.kind === other.kind;
}

/** Whether a group belongs to Kubernetes itself. */
function isBuiltIn(group: string): boolean {
  return !group.includes('.') || group.endsWith('.k8s.io');
}
