import type { ClientConfig } from 'pg';
import type { z } from 'zod';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import type { ManagedResource } from './managed-resource';

/** What there is in PostgreSQL of a managed resource. */
export type Observation =
  | { exists: false }
  | {
      exists: true;
      upToDate: boolean;
      /** Values for fields of `forProvider` that nobody has set. */
      lateInitialize?: Record<string, unknown>;
      atProvider?: Record<string, unknown>;
    };

/** What a change leaves to be written down. */
export interface Outcome {
  /** For the connection Secret. */
  connectionDetails?: Record<string, string>;
  atProvider?: Record<string, unknown>;
}

/** The thing in PostgreSQL that one managed resource stands for. */
export interface ExternalResource {
  observe(): Promise<Observation>;
  create(): Promise<Outcome>;
  update(): Promise<Outcome>;
  delete(): Promise<void>;
}

/** A server, as a ProviderConfig describes it. */
export interface SqlServer {
  /** Everything but the database. */
  login: ClientConfig & { host: string; port: number };
  defaultDatabase: string;
}

/** What an external resource is made from. */
export interface Binding<Parameters> {
  externalName: string;
  parameters: Parameters;
  resource: ManagedResource;
  server: SqlServer;
  client: ClusterClient;
}

/** A field of `forProvider` that can be given by reference to another managed resource. */
export interface ReferenceField {
  /** Name of the field, such as `role`; `roleRef` and `roleSelector` go with it. */
  field: string;
  kind: string;
}

/** One kind of managed resources. */
export interface SqlKind<Parameters> {
  kind: string;
  schema: z.ZodType<Parameters>;
  references: readonly ReferenceField[];
  connect(binding: Binding<Parameters>): Promise<ExternalResource>;
}

/** A kind whose parameters are known to itself only. */
export interface BoundKind {
  kind: string;
  references: readonly ReferenceField[];
  connect(
    binding: Omit<Binding<unknown>, 'parameters'>,
  ): Promise<ExternalResource>;
}

/** Hides the parameters of a kind: they are parsed when it connects. */
export function bindKind<Parameters>(kind: SqlKind<Parameters>): BoundKind {
  return {
    kind: kind.kind,
    references: kind.references,
    connect: binding =>
      kind.connect({
        ...binding,
        parameters: kind.schema.parse(binding.resource.forProvider),
      }),
  };
}

/** Puts what was tried in front of the message of an error, as Go programs do. */
export async function explaining<T>(
  attempt: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${attempt}: ${reason}`, { cause });
  }
}
