import type { Condition } from '../conditions';

/** Values of a connection Secret. */
export type ConnectionDetails = Record<string, Buffer>;

/** What is known of an external resource. */
export type Observation =
  | { exists: false }
  | {
      exists: true;
      upToDate: boolean;
      /** The Ready condition; it stays as it is when there is none. */
      ready?: Condition;
      atProvider?: object;
      connectionDetails?: ConnectionDetails;
      /** Values for fields of `forProvider` that nobody has set. */
      lateInitialize?: Record<string, unknown>;
    };

/** What a change leaves to be written down. */
export interface Outcome {
  ready?: Condition;
  atProvider?: object;
  connectionDetails?: ConnectionDetails;
}

/** The thing that one managed resource stands for (crossplane-runtime 2.3, managed.ExternalClient). */
export interface ExternalResource {
  observe(): Promise<Observation>;
  create(): Promise<Outcome>;
  update(): Promise<Outcome>;
  delete(): Promise<void>;
  /** Called when the look at the managed resource ends (managed.ExternalDisconnector). */
  disconnect?(): Promise<void>;
}
