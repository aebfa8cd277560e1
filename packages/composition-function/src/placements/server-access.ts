import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { Tls } from '../resources/tls';

/** Where a server listens. */
export interface Endpoint {
  host: string;
  port: number;
}

/** Who makes databases and users in a server, and where the server is for it. */
export interface Administrator extends Endpoint {
  username: string;
  password: string;
}

/** How to reach a server, once that is known. */
export interface KnownAccess {
  known: true;
  /** For the operators beside the server. */
  administrator: Administrator;
  /** For applications; it may become known later. */
  endpoint?: Endpoint;
  tls: Tls;
  /** What could not be read again, so that the last values are used. */
  missing?: string;
}

/** How to reach a server, as far as it is known by now. */
export type ServerAccess =
  | KnownAccess
  /** What is missing, in plain words, such as `the credentials of the server`. */
  | { known: false; missing: string };

/** An object outside the composition that the function asks Crossplane to read. */
export interface Requirement {
  apiVersion: string;
  kind: string;
  matchName: string;
  /** Missing for what is in no namespace. */
  namespace?: string;
}

/** Objects that Crossplane read for the function, by name of the requirement. */
export type RequiredObjects = ReadonlyMap<string, readonly KubernetesObject[]>;
