import { TLS_MODES } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { secretData, secretValues } from '../resources/kubernetes-secret';
import type { ObservedResources } from '../resources/observed-resources';
import type { KnownAccess, ServerAccess } from './server-access';

/** Name of the Secret with the administrator within the composition. */
export const ADMINISTRATOR_SECRET = 'administrator-secret';

const rememberedSchema = z.object({
  host: z.string().min(1),
  port: z.coerce.number(),
  username: z.string().min(1),
  password: z.string().min(1),
  sslmode: z.enum(TLS_MODES),
  ca: z.string(),
});

/** `data` of the Secret that lets operators into the server. */
export function administratorData({
  administrator,
  tls,
}: KnownAccess): Record<string, string> {
  return secretData({
    ...administrator,
    port: String(administrator.port),
    sslmode: tls.mode,
    ca: tls.ca,
  });
}

/**
 * What was read, or, when the source of it is gone for a while, what stands in the
 * Secret that was composed from it: a Secret that cannot be read for a minute must not
 * change the address under everything that works.
 */
export function rememberedAccess(
  read: ServerAccess,
  observed: ObservedResources,
): ServerAccess {
  if (read.known) return read;
  const secret = observed.get(ADMINISTRATOR_SECRET)?.object;
  const remembered = rememberedSchema.safeParse(secret && secretValues(secret));
  if (!remembered.success) return read;
  const { sslmode, ca, ...administrator } = remembered.data;
  return {
    known: true,
    administrator,
    tls: { mode: sslmode, ca },
    missing: read.missing,
  };
}
