export interface Config {
  dbaas?: {
    /**
     * Templates that buttons lead to. A button is left out when its template is not
     * in the catalog.
     */
    templates?: {
      /**
       * Asks for a new database. The default is template:default/create-database.
       * @visibility frontend
       */
      create?: string;
      /**
       * Asks for a change. The default is template:default/change-database.
       * @visibility frontend
       */
      change?: string;
    };
  };
}
