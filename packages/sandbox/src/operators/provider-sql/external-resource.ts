import type { ClientConfig } from 'pg';
import type { z } from 'zod';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import type { Session } from './external/session';
import type { SqlResource } from './sql-resource';

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
export interface SqlExternalResource {
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
  resource: SqlResource;
  server: SqlServer;
  client: ClusterClient;
  /** Opens a session in a database of the server; it is closed when the look at the resource ends. */
  openSession(database: string): Session;
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
  connect(binding: Binding<Parameters>): Promise<SqlExternalResource>;
}

/** A kind whose parameters are known to itself only. */
export interface BoundKind {
  kind: string;
  references: readonly ReferenceField[];
  connect(
    binding: Omit<Binding<unknown>, 'parameters'>,
  ): Promise<SqlExternalResource>;
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
