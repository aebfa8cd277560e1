export interface Config {
  dbaas?: {
    gitops?: {
      /**
       * Repositories that hold claims. The first one is where the scaffolder
       * actions put new claims.
       */
      repositories?: Array<{
        /** Address of the repository in a browser, for example https://github.com/acme/gitops */
        url: string;
      }>;
    };
  };
}
