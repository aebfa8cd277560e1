import { z } from 'zod';

const settingsSchema = z.object({
  PORT: z.coerce.number().int().positive().default(8080),
  /** Where the delivered Secret is mounted. */
  DATABASE_SECRET_DIRECTORY: z.string().default('/var/run/secrets/database'),
  /** Name of a Dapr state store; with it orders go there instead. */
  DAPR_STATE_STORE: z.string().optional(),
  /** Set by the sidecar injector. */
  DAPR_HTTP_ENDPOINT: z.string().optional(),
  DAPR_HTTP_PORT: z.coerce.number().int().positive().default(3500),
});

/** What the environment asks for. */
export interface Settings {
  port: number;
  secretDirectory: string;
  dapr?: { store: string; sidecar: string };
}

/** Reads the environment; what is wrong with it is said variable by variable. */
export function readSettings(
  environment: Record<string, string | undefined>,
): Settings {
  const parsed = settingsSchema.safeParse(environment);
  if (!parsed.success) {
    throw new Error(
      `The environment is not valid: ${z.prettifyError(parsed.error)}`,
    );
  }
  const { data } = parsed;
  const sidecar =
    data.DAPR_HTTP_ENDPOINT ?? `http://127.0.0.1:${data.DAPR_HTTP_PORT}`;
  return {
    port: data.PORT,
    secretDirectory: data.DATABASE_SECRET_DIRECTORY,
    ...(data.DAPR_STATE_STORE && {
      dapr: { store: data.DAPR_STATE_STORE, sidecar },
    }),
  };
}
