import {
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { ClusterConnection } from '../clusters/cluster-connection';
import { problemOf } from '../clusters/kubernetes-error';
import { parseSecret, type Secret, type SecretPlace } from './delivered-secret';

/** Somebody waits for it. */
const TIMEOUT_MS = 10_000;

/** Reads one Secret, now. What goes wrong is told without a word of what was read. */
export async function readSecret(
  connection: ClusterConnection,
  { cluster, namespace, secretName }: SecretPlace,
): Promise<Secret> {
  const [ns, name] = [namespace, secretName].map(encodeURIComponent);
  let body: unknown;
  try {
    const answer = await connection.getJson({
      path: `/api/v1/namespaces/${ns}/secrets/${name}`,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      timeoutMs: TIMEOUT_MS,
    });
    body = answer.body;
  } catch (error) {
    throw refusal(error, { cluster, namespace, secretName });
  }
  const secret = parseSecret(body);
  if (secret) return secret;
  throw new ServiceUnavailableError(
    `Cluster "${cluster}" answered something else than the Secret ${namespace}/${secretName}.`,
  );
}

function refusal(
  error: unknown,
  { cluster, namespace, secretName }: SecretPlace,
): Error {
  switch (problemOf(error)) {
    case 'forbidden':
      return new NotAllowedError(
        `Backstage may not get secrets in namespace "${namespace}" of cluster "${cluster}". A Role and a RoleBinding there can allow it for Secret "${secretName}".`,
      );
    case 'notInstalled':
      return new NotFoundError(
        `There is no Secret ${namespace}/${secretName} in cluster "${cluster}". It has not been delivered yet, or has been deleted.`,
      );
    case 'unauthorized':
      return new ServiceUnavailableError(
        `Cluster "${cluster}" does not accept the credentials of Backstage. Tell the platform team.`,
      );
    case 'timeout':
      return new ServiceUnavailableError(
        `Cluster "${cluster}" did not answer within ${
          TIMEOUT_MS / 1_000
        } s. Try again later.`,
      );
    default:
      return new ServiceUnavailableError(
        `Cluster "${cluster}" cannot be reached. Try again later.`,
      );
  }
}
