/**
 * How the backend proves who it is to a cluster.
 *
 * @public
 */
export type ClusterAuthentication =
  /** The service account of the pod that Backstage runs in, address included. */
  | { type: 'inCluster' }
  /** A bearer token, asked for before every request so that it can be renewed. */
  | { type: 'token'; getToken(): Promise<string> }
  /** No credential, as with `kubectl proxy`. */
  | { type: 'none' };

/**
 * A cluster and how to reach its API server.
 *
 * @public
 */
export interface ClusterDetails {
  /** Unique among all cluster sources, such as `platform`. */
  name: string;
  /** Address of the API server. Not used with `inCluster`. */
  url: string;
  /** Certificate authority, PEM in base64. */
  caData?: string;
  /** File with the certificate authority, PEM. */
  caFile?: string;
  skipTLSVerify?: boolean;
  authentication: ClusterAuthentication;
}

/**
 * A cluster that cannot be read, and why, for example because of an auth
 * provider that the source does not know. It is shown as unreachable.
 *
 * @public
 */
export interface UnusableCluster {
  name: string;
  reason: string;
}

/**
 * Where clusters come from.
 *
 * @public
 */
export interface ClusterSource {
  /** Asked once at startup. */
  getClusters(): Promise<{
    clusters: ClusterDetails[];
    unusable?: UnusableCluster[];
  }>;
}
