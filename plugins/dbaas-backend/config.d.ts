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
      };
    }>;

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
