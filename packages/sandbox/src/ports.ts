/** Where the sandbox listens, all on 127.0.0.1. `DBAAS_SANDBOX_PORT` moves the block. */
export interface SandboxPorts {
  platformApi: number;
  appsApi: number;
  forge: number;
  compositionFunction: number;
  dapr: number;
  /** Page with the switches that break things. */
  faults: number;
  /** PostgreSQL of Backstage itself. */
  backstageDatabase: number;
  /** First of the ports for database servers. */
  firstDatabase: number;
}

const DEFAULT_FIRST_PORT = 18100;

/** The ports of a sandbox whose block starts at `first`. */
export function sandboxPorts(first: number = DEFAULT_FIRST_PORT): SandboxPorts {
  return {
    platformApi: first + 1,
    appsApi: first + 2,
    forge: first + 3,
    compositionFunction: first + 4,
    dapr: first + 5,
    faults: first + 6,
    backstageDatabase: first + 10,
    firstDatabase: first + 20,
  };
}
