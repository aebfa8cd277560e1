import { z } from 'zod';
import { readPlatformFile } from '../platform-files';
import { refusals } from './admission';
import { structuralSchema } from './structural-schema';

const [definition] = readPlatformFile(
  'xrd.yaml',
  z.object({
    spec: z.object({
      versions: z
        .array(
          z.object({
            schema: z.object({
              openAPIV3Schema: z.object({
                properties: z.object({ spec: structuralSchema }),
              }),
            }),
          }),
        )
        .length(1),
    }),
  }),
);

/** The schema of `spec` of a ManagedDatabase, as the platform installs it. */
export const SPEC_SCHEMA =
  definition.spec.versions[0].schema.openAPIV3Schema.properties.spec;

/** What the API server says to a new spec, or to one that follows another. */
export function specRefusals(spec: object, before?: object): string[] {
  return refusals({ schema: SPEC_SCHEMA, path: 'spec' }, spec, before);
}
