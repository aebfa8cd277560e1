import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { readManagedResource } from './crossplane-managed';
import { externalNameOf } from './external-name';
import type { ReadContext } from './reader';
import type { Verdict } from './verdict';

const atProviderSchema = z
  .object({ atProvider: z.record(z.string(), z.unknown()).catch({}) })
  .partial()
  .catch({});

/** What the cloud itself says of a server, in `status.atProvider`. */
export function atProviderOf({
  status,
}: KubernetesObject): Readonly<Record<string, unknown>> {
  return atProviderSchema.parse(status ?? {}).atProvider ?? {};
}

/** What the cloud says of a server, when it says something that matters. */
export interface CloudServerState {
  state: Verdict['state'];
  path: string;
  value: string;
  sentence: string;
}

/**
 * Reads a server of a cloud. Upjet providers set Ready as soon as they find the
 * server, so what the cloud says of it comes first.
 */
export function readCloudServer(
  object: KubernetesObject,
  context: ReadContext,
  cloud: CloudServerState | undefined,
): Verdict {
  const own = readManagedResource(object, context, {
    server: true,
    subject: 'The server',
  });
  const decides =
    cloud !== undefined &&
    own.state !== 'paused' &&
    own.state !== 'failed' &&
    cloud.state !== 'healthy';
  if (!decides) return own;
  return {
    state: cloud.state,
    reason: cloud.value,
    sentence: cloud.sentence,
    evidence: [{ path: cloud.path, value: cloud.value }],
    since: own.since,
    ...(cloud.state === 'progressing'
      ? { audience: 'wait' as const }
      : {
          audience: 'platform' as const,
          nextStep: `Look at the server ${externalNameOf(
            object,
          )} in the console of the cloud.`,
        }),
    ...(cloud.state === 'failed' && { code: 'server.cloud-state' }),
  };
}
