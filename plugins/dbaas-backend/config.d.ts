import { HumanDuration } from '@backstage/types';

export interface Config {
  dbaas?: {
    gitops?: {
      /**
       * Repositories that requests for databases are made in, as pull requests.
       */
      repositories?: Array<{
        /**
         * Address in a browser, such as https://github.com/acme/gitops. Its host
         * needs an entry in integrations.github.
         * @visibility backend
         */
        url: string;
        /**
         * How often to look for changes. The default is 30 seconds.
         */
        pollInterval?: HumanDuration | string;
      }>;
    };

    /**
     * The plans that can be asked for, on every cluster. Without it those of the
     * EnvironmentConfig dbaas-plans in each platform cluster are offered, which the
     * composition function goes by, too. It is for portals without that object, for
     * example with other kinds of claims.
     */
    plans?: Array<{ [key: string]: unknown }>;

    /**
     * Where servers can be asked for, on every cluster. Without it that is read from
     * the Composition manageddatabases.dbaas.dev of each platform cluster.
     */
    placements?: Array<{
      name: 'cnpg' | 'aws' | 'azure' | 'google' | 'external';
      /**
       * Regions on offer, where the placement has some.
       */
      regions?: string[];
      /**
       * Region of requests that name none.
       */
      defaultRegion?: string;
    }>;

    history?: {
      /**
       * How long changes of states are kept. The default is 90 days. The newest change
       * of each part of a database service is always kept.
       */
      retention?: HumanDuration | string;
    };

    /**
     * Other kinds of composites or claims, namespaced, of which every object is
     * a database service, next to ManagedDatabase.
     */
    kinds?: Array<{
      /**
       * API group, such as devopstoolkit.live.
       * @visibility backend
       */
      group: string;
      /**
       * Kind, such as SQLClaim.
       * @visibility backend
       */
      kind: string;
      /**
       * Where the facts are in an object, as field paths such as
       * spec.parameters.size or spec.databases[*].name.
       */
      facts?: {
        engine?: string;
        version?: string;
        placement?: string;
        region?: string;
        plan?: string;
        instances?: string;
        storageGB?: string;
        highAvailability?: string;
        deletionProtection?: string;
        databases?: string;
        users?: string;
        endpointHost?: string;
        endpointPort?: string;
        sslMode?: string;
      };
    }>;

    /**
     * Telling the owners of the linked entities what becomes of their databases,
     * through the notifications backend.
     */
    notifications?: {
      /**
       * The default is true. Events for other plugins are published anyway.
       */
      enabled?: boolean;
      /**
       * How long a state must last before it is told.
       */
      delay?: {
        /**
         * The default is 30 seconds.
         */
        failed?: HumanDuration | string;
        /**
         * The default is 2 minutes.
         */
        degraded?: HumanDuration | string;
        /**
         * The default is 10 seconds.
         */
        approval?: HumanDuration | string;
        /**
         * For the first time, or again. The default is 10 seconds.
         */
        ready?: HumanDuration | string;
      };
      /**
       * The same about one database service is told at most once in this time. The
       * default is an hour.
       */
      interval?: HumanDuration | string;
      /**
       * When more services of the same owners than this change within a minute, one
       * notification tells of all. The default is 10.
       */
      storm?: number;
    };

    /**
     * Showing the values of delivered Secrets to users with the permission
     * dbaas.credential.reveal.
     */
    reveal?: {
      /**
       * Whether it can be done at all. The default is true.
       */
      enabled?: boolean;
      /**
       * How often one user may try within the window, in each replica of the
       * backend. The default is 10.
       */
      limit?: number;
      /**
       * The default is 10 minutes.
       */
      window?: HumanDuration | string;
    };
  };
}
