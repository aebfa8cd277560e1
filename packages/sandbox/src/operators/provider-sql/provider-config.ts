import type { ConnectionOptions } from 'node:tls';
import { z } from 'zod';
import type { ClusterClient, ObjectRef } from '../../kubernetes/cluster-client';
import { secretTexts } from '../kubernetes-secret';
import type { SqlServer } from './external-resource';
import type { SqlResource } from './sql-resource';
import { SECRET, type SqlGroup } from './sql-group';

const providerConfigSchema = z.object({
  spec: z.object({
    credentials: z.object({
      connectionSecretRef: z
        .object({ name: z.string(), namespace: z.string().optional() })
        .optional(),
      secretKeyMapping: z
        .object({
          endpoint: z.string().optional(),
          port: z.string().optional(),
          username: z.string().optional(),
          password: z.string().optional(),
        })
        .default({}),
    }),
    defaultDatabase: z.string().default('postgres'),
    sslMode: z
      .enum(['disable', 'require', 'verify-ca', 'verify-full'])
      .default('verify-full'),
  }),
});

type SslMode = z.infer<typeof providerConfigSchema>['spec']['sslMode'];

/** Names the ProviderConfig that a managed resource uses. */
export function providerConfigRef(
  group: SqlGroup,
  { providerConfigRef: ref, managed }: SqlResource,
): ObjectRef {
  const [defaultKind] = group.providerConfigKinds;
  const kind = group.namespaced ? ref.kind ?? defaultKind : defaultKind;
  if (!group.providerConfigKinds.includes(kind)) {
    throw new Error(`invalid ProviderConfig kind: ${kind}`);
  }
  const inNamespace = group.namespaced && kind === 'ProviderConfig';
  return {
    apiVersion: group.apiVersion,
    kind,
    name: ref.name,
    ...(inNamespace && { namespace: managed.ref.namespace }),
  };
}

/**
 * How to reach the server of a ProviderConfig (provider-sql 0.16).
 *
 * @param onDependency - is told of every object that the answer depends on
 */
export async function readServer(
  client: ClusterClient,
  ref: ObjectRef,
  onDependency: (ref: ObjectRef) => void,
): Promise<SqlServer> {
  onDependency(ref);
  const config = await client.get(ref);
  if (!config)
    throw new Error(
      `cannot get ${ref.kind}: ${ref.kind} "${ref.name}" not found`,
    );
  const { credentials, defaultDatabase, sslMode } =
    providerConfigSchema.parse(config).spec;
  const { connectionSecretRef, secretKeyMapping: keys } = credentials;
  const namespace = ref.namespace ?? connectionSecretRef?.namespace;
  if (!connectionSecretRef || namespace === undefined) {
    throw new Error(`${ref.kind} does not reference a credentials Secret`);
  }
  const secretRef = { ...SECRET, namespace, name: connectionSecretRef.name };
  onDependency(secretRef);
  const secret = await client.get(secretRef);
  if (!secret) {
    throw new Error(
      `cannot get credentials Secret: secrets "${secretRef.name}" not found`,
    );
  }
  const texts = secretTexts(secret);
  return {
    defaultDatabase,
    login: {
      host: texts[keys.endpoint ?? 'endpoint'] ?? '',
      port: portOf(texts[keys.port ?? 'port']),
      user: texts[keys.username ?? 'username'] ?? '',
      password: texts[keys.password ?? 'password'] ?? '',
      ssl: sslOptions(sslMode),
    },
  };
}

function portOf(text: string | undefined): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port <= 0) {
    throw new Error('the credentials Secret has no valid port');
  }
  return port;
}

/** The modes of libpq. There is no field for a CA, so verifying means trusting the system's. */
function sslOptions(mode: SslMode): ConnectionOptions | false {
  switch (mode) {
    case 'disable':
      return false;
    case 'require':
      return { rejectUnauthorized: false };
    case 'verify-ca':
      return { rejectUnauthorized: true, checkServerIdentity: () => undefined };
    default:
      return { rejectUnauthorized: true };
  }
}
