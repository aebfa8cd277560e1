import { z } from 'zod';

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
