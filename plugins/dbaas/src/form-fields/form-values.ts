import {
  PLACEMENTS,
  type Placement,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

const placementSchema = z.enum(PLACEMENTS).catch('cnpg');

const formContextSchema = z.object({
  formData: z.record(z.string(), z.unknown()),
});

/** The values of the whole form, from the context that the scaffolder hands to fields. */
export function formValues(formContext: unknown): Record<string, unknown> {
  return formContextSchema.safeParse(formContext).data?.formData ?? {};
}

/** A value of the form that is a text with something in it. */
export function textValue(
  values: Record<string, unknown>,
  field: string,
): string | undefined {
  const value = values[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The chosen placement; the platform cluster itself where a form does not ask. */
export function placementValue(values: Record<string, unknown>): Placement {
  return placementSchema.parse(values.placement);
}
