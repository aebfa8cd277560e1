import { ServerCredentials } from '@grpc/grpc-js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** What the function is told on its command line. */
export interface CommandLine {
  help: boolean;
  address: string;
  /** Directory with tls.key, tls.crt and ca.crt; undefined serves without TLS. */
  certificates?: string;
  /** Where to tell of health without TLS; undefined tells only callers with a certificate. */
  healthAddress?: string;
  /** End when standard input ends, so that a killed parent leaves no process. */
  exitWithStdin: boolean;
}

/** Where Crossplane mounts the certificates of a function (2.3). */
const DEFAULT_CERTIFICATES = '/tls/server';

export const USAGE = `Usage: node --import tsx src/main.ts [flags]

Serves the composition function of ManagedDatabase over gRPC.

  --address <host:port>          Where to listen. Default 0.0.0.0:9443.
  --tls-server-certs-dir <dir>   Directory with tls.key, tls.crt and ca.crt.
                                 Default ${DEFAULT_CERTIFICATES}, or TLS_SERVER_CERTS_DIR.
  --insecure                     Serve without TLS. For a loopback address only.
  --health-address <host:port>   Where to answer the gRPC health protocol without TLS, for
                                 probes. Default: only on --address.
  --exit-with-stdin              End when standard input ends.
  -h, --help                     Show this.
`;

/** Reads the command line. Throws with a plain message on what it does not know. */
export function readCommandLine(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      address: { type: 'string', default: '0.0.0.0:9443' },
      'tls-server-certs-dir': { type: 'string' },
      'health-address': { type: 'string' },
      insecure: { type: 'boolean', default: false },
      'exit-with-stdin': { type: 'boolean', default: false },
      // Crossplane passes it to functions whose runtime is set to debug.
      debug: { type: 'boolean', short: 'd', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const certificates =
    values['tls-server-certs-dir'] ??
    environment.TLS_SERVER_CERTS_DIR ??
    DEFAULT_CERTIFICATES;
  if (!values.insecure && certificates === '') {
    throw new Error(
      'The directory with the certificates has no name. Give --tls-server-certs-dir, or --insecure to serve without TLS.',
    );
  }
  return {
    help: values.help,
    address: values.address,
    ...(!values.insecure && { certificates }),
    healthAddress: values['health-address'],
    exitWithStdin: values['exit-with-stdin'],
  };
}

/** TLS in both directions: Crossplane shows a certificate of the same CA. */
export function serverCredentials(
  certificates: string | undefined,
): ServerCredentials {
  if (certificates === undefined) return ServerCredentials.createInsecure();
  const read = (name: string) => readFileSync(join(certificates, name));
  return ServerCredentials.createSsl(
    read('ca.crt'),
    [{ private_key: read('tls.key'), cert_chain: read('tls.crt') }],
    true,
  );
}
