import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { PLATFORM } from './kustomization';

/** The objects of a file below `platform/base/`, each read with a schema. */
export function readPlatformFile<T>(path: string, schema: z.ZodType<T>): T[] {
  return parseAllDocuments(readFileSync(join(PLATFORM, 'base', path), 'utf8'))
    .map(document => document.toJS())
    .filter(object => object !== null)
    .map(object => schema.parse(object));
}
