import { PLACEMENTS } from '@backstage-dbaas/plugin-dbaas-common';
import { parseArgs } from 'node:util';
import { z } from 'zod';

export const HELP = `yarn test:cluster [options]

Runs every scenario against the clusters of a kubeconfig and prints what passed, failed
and was skipped. Without --kubeconfig it starts the sandbox and uses that.

  --kubeconfig <file>     clusters to test
  --context <name>        the platform cluster (default: platform)
  --apps-context <name>   the application cluster (default: apps)
  --apps-cluster <name>   what claims call the application cluster (default: apps)
  --second-apps-context <name>, --second-apps-cluster <name>
                          another application cluster; it may be the platform cluster
                          (default: platform in the sandbox, none)
  --install <file>        YAML with the API and what it needs, which is installed before the
                          scenarios and removed after them; may be given several times
                          (default: that of platform/base in the sandbox, none)
  --placement <name>      where servers are made; may be given several times
                          (default: cnpg and external)
  --plan <name>           plan of the servers (default: small)
  --other-plan <name>     plan with another maxConnections (default: medium)
  --version <major>       PostgreSQL of the servers (default: 17)
  --region <name>         region, where the placement has some
  --external-secret <namespace/name>
                          Secret with host, port, username and password of a server
                          that scenarios of placement external may use
  --reach direct|port-forward
                          how this machine reaches PostgreSQL: at the delivered address,
                          or through the pod of the server (default: direct)
  --postgresql <host:port>
                          reach every server there instead, such as a tunnel
  --timeout <seconds>     patience for one condition (default: 90 in the sandbox, 1800)
  --parallel <n>          scenarios at a time (default: 8 in the sandbox, 2)
  --only <text>           scenarios whose name contains the text
  --keep                  leave what a failed scenario made, to look at it
  --json <file>           write the report as JSON, too
  --verbose               show what the sandbox says; otherwise only when it fails
  --help                  this text
`;

/** The sandbox waits for nothing, and many claims at a time are one to another no harm. */
const IN_SANDBOX = { timeout: 90, parallel: 8 };
const ON_CLUSTERS = { timeout: 1_800, parallel: 2 };

const endpoint = z
  .string()
  .regex(/^[^\s:]+:\d+$/, { error: 'Write <host>:<port>.' })
  .transform(text => {
    const [host, port] = text.split(':');
    return { host, port: Number(port) };
  });

const optionsSchema = z.object({
  kubeconfig: z.string().optional(),
  context: z.string().default('platform'),
  'apps-context': z.string().default('apps'),
  'apps-cluster': z.string().default('apps'),
  'second-apps-context': z.string().optional(),
  'second-apps-cluster': z.string().optional(),
  install: z.array(z.string()).default([]),
  placement: z.array(z.enum(PLACEMENTS)).default(['cnpg', 'external']),
  plan: z.string().default('small'),
  'other-plan': z.string().default('medium'),
  version: z.string().default('17'),
  region: z.string().optional(),
  'external-secret': z
    .string()
    .regex(/^[^/]+\/[^/]+$/, { error: 'Write <namespace>/<name>.' })
    .optional(),
  reach: z.enum(['direct', 'port-forward']).default('direct'),
  postgresql: endpoint.optional(),
  timeout: z.coerce.number().positive().optional(),
  parallel: z.coerce.number().int().positive().optional(),
  only: z.string().optional(),
  keep: z.boolean().default(false),
  json: z.string().optional(),
  verbose: z.boolean().default(false),
  help: z.boolean().default(false),
});

/** What somebody asked for on the command line. */
export type Options = z.infer<typeof optionsSchema> & {
  parallel: number;
  timeoutMs: number;
};

/** Reads the command line. Throws with what is wrong, option by option. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      kubeconfig: { type: 'string' },
      context: { type: 'string' },
      'apps-context': { type: 'string' },
      'apps-cluster': { type: 'string' },
      'second-apps-context': { type: 'string' },
      'second-apps-cluster': { type: 'string' },
      install: { type: 'string', multiple: true },
      placement: { type: 'string', multiple: true },
      plan: { type: 'string' },
      'other-plan': { type: 'string' },
      version: { type: 'string' },
      region: { type: 'string' },
      'external-secret': { type: 'string' },
      reach: { type: 'string' },
      postgresql: { type: 'string' },
      timeout: { type: 'string' },
      parallel: { type: 'string' },
      only: { type: 'string' },
      keep: { type: 'boolean' },
      json: { type: 'string' },
      verbose: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const parsed = optionsSchema.safeParse(values);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const { data } = parsed;
  const defaults = data.kubeconfig ? ON_CLUSTERS : IN_SANDBOX;
  return {
    ...data,
    parallel: data.parallel ?? defaults.parallel,
    timeoutMs: (data.timeout ?? defaults.timeout) * 1_000,
  };
}
