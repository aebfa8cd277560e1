import type { ClusterClient, ObjectRef } from '../../kubernetes/cluster-client';
import { secretTexts } from '../kubernetes-secret';
import { PendingError } from './atlas-error';
import { parseDatabaseUrl, type NamedDatabase } from './database-url';
import type { KeyRef, TargetSpec } from './resources';
import { z } from 'zod';

const configMapSchema = z.object({
  data: z.record(z.string(), z.string()).default({}),
});

/** Reads what a resource refers to in its own namespace. */
export class References {
  constructor(
    private readonly client: ClusterClient,
    private readonly namespace: string,
    /** Is told what the resource shall be woken by. */
    private readonly onDependency: (ref: ObjectRef) => void,
  ) {}

  async secretKey({ name, key }: KeyRef, wakes = true): Promise<string> {
    const ref = {
      apiVersion: 'v1',
      kind: 'Secret',
      namespace: this.namespace,
      name,
    };
    if (wakes) this.onDependency(ref);
    const secret = await this.client.get(ref);
    if (!secret) throw new Error(`secrets "${name}" not found`);
    const value = secretTexts(secret)[key];
    if (value === undefined)
      throw new Error(`secrets "${name}" has no key "${key}"`);
    return value;
  }

  async configMap(name: string): Promise<Record<string, string>> {
    const ref = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: this.namespace,
      name,
    };
    this.onDependency(ref);
    const configMap = await this.client.get(ref);
    if (!configMap) throw new Error(`configmaps "${name}" not found`);
    return configMapSchema.parse(configMap).data;
  }
}

/**
 * The database that a resource is about. Secrets of `hostFrom` and `userFrom` do
 * not wake it (Atlas Operator 0.7, `watchRefs`).
 */
export async function targetDatabase(
  spec: TargetSpec,
  references: References,
): Promise<NamedDatabase> {
  const { urlFrom, url, credentials } = spec;
  if (urlFrom.secretKeyRef)
    return parseDatabaseUrl(await references.secretKey(urlFrom.secretKeyRef));
  if (url !== '') return parseDatabaseUrl(url);
  const { userFrom, passwordFrom, hostFrom } = credentials;
  const user = userFrom.secretKeyRef
    ? await references.secretKey(userFrom.secretKeyRef, false)
    : credentials.user;
  const password = passwordFrom.secretKeyRef
    ? await references.secretKey(passwordFrom.secretKeyRef)
    : credentials.password;
  const host = hostFrom.secretKeyRef
    ? await references.secretKey(hostFrom.secretKeyRef, false)
    : credentials.host;
  if (host === '') throw new Error('no target database defined');
  const result = new URL('postgres://host');
  result.protocol = credentials.scheme || 'postgres';
  result.hostname = host;
  if (credentials.port !== undefined) result.port = String(credentials.port);
  result.username = encodeURIComponent(user);
  result.password = encodeURIComponent(password);
  result.pathname = `/${encodeURIComponent(credentials.database)}`;
  for (const [name, value] of Object.entries(credentials.parameters))
    result.searchParams.set(name, value);
  return parseDatabaseUrl(result.toString());
}

/** The URL of the dev database, as far as the resource has one. */
export async function devDatabaseUrl(
  spec: TargetSpec,
  references: References,
): Promise<string> {
  const { devURL, devURLFrom } = spec;
  return devURLFrom.secretKeyRef
    ? references.secretKey(devURLFrom.secretKeyRef)
    : devURL;
}

/** The original would start a container for a dev database now. */
export function requireDevDatabase(url: string): NamedDatabase {
  if (url !== '') return parseDatabaseUrl(url);
  throw new PendingError(
    'GettingDevDB',
    'waiting for a dev database; the sandbox starts no container for it: set devURL or devURLFrom',
  );
}
