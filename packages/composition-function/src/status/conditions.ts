import type { Layer } from '@backstage-dbaas/plugin-dbaas-common';
import type { JudgedPart } from './parts';

/** A condition of the claim that the function decides on. */
export interface LayerCondition {
  type: string;
  status: 'True' | 'False';
  reason: 'Available' | 'NotRequested' | 'Waiting' | 'Failed';
  message: string;
}

/** Which condition speaks for which layer. */
const CONDITION_TYPES: Record<Layer, string> = {
  server: 'ServerReady',
  databases: 'DatabasesReady',
  users: 'UsersReady',
  secrets: 'CredentialsDelivered',
  schema: 'SchemaApplied',
  dapr: 'DaprReady',
};

/** One condition for each layer. */
export function layerConditions(
  layers: readonly Layer[],
  parts: readonly JudgedPart[],
): LayerCondition[] {
  return layers.map(layer =>
    layerCondition(
      CONDITION_TYPES[layer],
      parts.filter(({ part }) => part.layer === layer),
    ),
  );
}

function layerCondition(
  type: string,
  parts: readonly JudgedPart[],
): LayerCondition {
  if (parts.length === 0) {
    return {
      type,
      status: 'True',
      reason: 'NotRequested',
      message: 'The request asks for nothing of this kind.',
    };
  }
  const failed = parts.find(({ part }) => part.state === 'failed');
  if (failed) {
    return {
      type,
      status: 'False',
      reason: 'Failed',
      message: failed.sentence,
    };
  }
  const unready = parts.filter(({ ready }) => !ready);
  if (unready.length > 0) {
    return {
      type,
      status: 'False',
      reason: 'Waiting',
      message: `${parts.length - unready.length} of ${
        parts.length
      } are ready. ${unready[0].sentence}`,
    };
  }
  return {
    type,
    status: 'True',
    reason: 'Available',
    message: `${parts.length} of ${parts.length} are ready.`,
  };
}
