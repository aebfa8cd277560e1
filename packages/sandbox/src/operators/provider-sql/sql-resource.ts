import { z } from 'zod';
import type { ManagedResource } from '../crossplane-runtime/managed-resource';

const sqlResourceSchema = z.object({
  spec: z.object({
    forProvider: z.record(z.string(), z.unknown()),
    providerConfigRef: z
      .object({ kind: z.string().optional(), name: z.string() })
      .default({ name: 'default' }),
  }),
  status: z
    .object({
      atProvider: z
        .object({ lastPasswordChange: z.string().optional() })
        .prefault({}),
    })
    .prefault({}),
});

/** What provider-sql reads of a managed resource besides what all of them have. */
export interface SqlResource {
  managed: ManagedResource;
  forProvider: Record<string, unknown>;
  /** When the provider itself last changed the password (Role `status.atProvider`). */
  lastPasswordChange: string | undefined;
  providerConfigRef: { kind?: string; name: string };
}

/** Reads what is particular to a managed resource of provider-sql. */
export function readSqlResource(managed: ManagedResource): SqlResource {
  const { spec, status } = sqlResourceSchema.parse(managed.object);
  const { lastPasswordChange } = status.atProvider;
  return { managed, ...spec, lastPasswordChange };
}
