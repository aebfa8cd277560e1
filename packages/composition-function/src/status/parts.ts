import {
  isUsable,
  type Layer,
  type ResourceState,
  type Verdict,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { GatedResources } from '../resources/gates';
import type { ObservedResources } from '../resources/observed-resources';
import type { PlannedResource } from '../resources/planned-resource';

/** One line of `status.parts`: a resource of a layer and how it is. */
export interface Part {
  layer: Layer;
  name: string;
  kind: string;
  state: ResourceState;
  reason: string;
  since?: string;
}

/** A part with what is said of it beside the status. */
export interface JudgedPart {
  part: Part;
  ready: boolean;
  /** One plain sentence. */
  sentence: string;
}

const HOUSEKEEPING_KINDS = ['Usage'];

/**
 * The parts of a database service, those held back included. Usages are left out:
 * they only keep the order of deletion.
 */
export function judgeParts(
  { desired, heldBack }: GatedResources,
  observed: ObservedResources,
): JudgedPart[] {
  const isPart = ({ object }: PlannedResource) =>
    !HOUSEKEEPING_KINDS.includes(object.kind);
  return [
    ...desired
      .filter(isPart)
      .map(resource => judge(resource, observed.verdict(resource.name))),
    ...heldBack.filter(isPart).map(waiting),
  ];
}

function judge(
  resource: PlannedResource,
  verdict: Verdict | undefined,
): JudgedPart {
  if (!verdict) {
    return {
      part: partOf(resource, 'progressing', 'Creating'),
      ready: false,
      sentence: `${describe(resource)} is being created.`,
    };
  }
  return {
    part: {
      ...partOf(resource, verdict.state, verdict.reason),
      ...(verdict.since && { since: verdict.since }),
    },
    ready: isUsable(verdict),
    sentence: verdict.sentence,
  };
}

function waiting(resource: PlannedResource): JudgedPart {
  const [first] = resource.gate().waitsFor;
  return {
    part: partOf(resource, 'progressing', 'Waiting'),
    ready: false,
    sentence: `${describe(resource)} waits for ${first}.`,
  };
}

function partOf(
  { layer, object }: PlannedResource,
  state: ResourceState,
  reason: string,
): Part {
  return {
    layer,
    name: object.metadata.name,
    kind: object.kind,
    state,
    reason,
  };
}

function describe({ object }: PlannedResource): string {
  return `${object.kind} ${object.metadata.name}`;
}
