import {
  serviceRefSchema,
  type ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import { InputError, NotFoundError } from '@backstage/errors';
import type { Request } from 'express';
import { z } from 'zod';

/** Path of one database service. */
export const SERVICE_PATH = '/services/:cluster/:namespace/:name';

/** The database service that a path names. */
export function refOf({ params }: Request): ServiceRef {
  return serviceRefSchema.parse(params);
}

/** The answer, unless nothing is known of the database service, or may be by the caller. */
export function found<T>(answer: T | undefined, ref: ServiceRef): T {
  if (answer !== undefined) return answer;
  throw new NotFoundError(
    `There is no database service ${ref.namespace}/${ref.name} in cluster "${ref.cluster}", and no request for one.`,
  );
}

/** Reads a query or a body; what is wrong with it is said field by field. */
export function parseInput<T extends z.ZodType>(
  schema: T,
  input: unknown,
): z.output<T> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new InputError(z.prettifyError(parsed.error));
  return parsed.data;
}
