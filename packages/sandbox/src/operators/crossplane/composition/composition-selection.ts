import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type {
  ClusterClient,
  KindRef,
} from '../../../kubernetes/cluster-client';
import type { CompositeDefinition } from '../definition/composite-definition';
import type { Machinery } from '../composite/machinery';
import { wrap } from '../failure';
import {
  COMPOSITION,
  COMPOSITION_NAME_LABEL,
  COMPOSITION_REVISION,
} from '../kinds';
import { latestRevision } from './composition-revision';

const compositionSchema = z.object({
  spec: z.object({
    compositeTypeRef: z.object({ apiVersion: z.string(), kind: z.string() }),
  }),
});

/** How a Composition was found, as the Event says it. */
export interface SelectedComposition {
  name: string;
  event?: string;
}

/**
 * The Composition of a composite resource: the enforced one, else the one it refers
 * to, else the default one, else one that fits its selector. Where Crossplane takes any
 * of several that fit, this takes the first by name.
 */
export async function selectComposition(
  client: ClusterClient,
  { spec }: CompositeDefinition,
  kind: KindRef,
  { compositionRef, compositionSelector }: Machinery,
): Promise<SelectedComposition> {
  if (spec.enforcedCompositionRef) {
    const { name } = spec.enforcedCompositionRef;
    return name === compositionRef?.name
      ? { name }
      : { name, event: 'Enforced composition has been selected' };
  }
  if (compositionRef) return { name: compositionRef.name };
  if (!compositionSelector && spec.defaultCompositionRef) {
    return {
      name: spec.defaultCompositionRef.name,
      event: 'Default composition has been selected',
    };
  }
  const candidates = await client.list(COMPOSITION, {
    labelSelector: labelSelector(compositionSelector?.matchLabels ?? {}),
  });
  const [name] = candidates
    .filter(composition => isFor(composition, kind))
    .map(({ metadata }) => metadata.name)
    .sort();
  if (name === undefined) throw new Error('no compatible Compositions found');
  return { name };
}

/** The revision to use: the one it is pinned to, else the latest that fits. */
export async function selectRevision(
  client: ClusterClient,
  compositionName: string,
  machinery: Machinery,
): Promise<KubernetesObject> {
  const {
    compositionRevisionRef: current,
    compositionRevisionSelector,
    compositionUpdatePolicy,
  } = machinery;
  if (current && compositionUpdatePolicy === 'Manual') {
    return existing(
      client,
      COMPOSITION_REVISION,
      current.name,
      'cannot get CompositionRevision',
    );
  }
  const composition = await existing(
    client,
    COMPOSITION,
    compositionName,
    'cannot get Composition',
  );
  const selected =
    compositionUpdatePolicy === 'Automatic'
      ? compositionRevisionSelector?.matchLabels ?? {}
      : {};
  const revisions = await client.list(COMPOSITION_REVISION, {
    labelSelector: labelSelector({
      ...selected,
      [COMPOSITION_NAME_LABEL]: compositionName,
    }),
  });
  const latest = latestRevision(composition, revisions);
  if (!latest) throw new Error('no compatible CompositionRevisions found');
  return latest;
}

/** A selector for exactly these labels, in text form. */
export function labelSelector(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

function isFor(composition: KubernetesObject, kind: KindRef): boolean {
  const { compositeTypeRef } = compositionSchema.parse(composition).spec;
  return (
    compositeTypeRef.apiVersion === kind.apiVersion &&
    compositeTypeRef.kind === kind.kind
  );
}

async function existing(
  client: ClusterClient,
  kind: KindRef,
  name: string,
  context: string,
): Promise<KubernetesObject> {
  const found = await client.get({ ...kind, name });
  if (found) return found;
  const resource = `${kind.kind.toLowerCase()}s.apiextensions.crossplane.io`;
  throw wrap(context, `${resource} "${name}" not found`);
}
