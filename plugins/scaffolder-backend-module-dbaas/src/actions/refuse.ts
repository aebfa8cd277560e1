import type { FieldError } from '@backstage-dbaas/plugin-dbaas-common';
import { InputError } from '@backstage/errors';

/** The error for a request with fields that are wrong; it names each of them. */
export function refuse(errors: readonly FieldError[]): InputError {
  const lines = errors.map(({ path, message }) => `- ${path}: ${message}`);
  return new InputError(`The request is not valid:\n${lines.join('\n')}`);
}
