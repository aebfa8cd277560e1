import { z } from 'zod';

/**
 * The layers of a database service, in the order in which they are built and
 * shown.
 *
 * @public
 */
export const LAYERS = [
  'server',
  'databases',
  'users',
  'secrets',
  'schema',
  'dapr',
] as const;

/** @public */
export const layerSchema = z.enum(LAYERS);

/** @public */
export type Layer = z.infer<typeof layerSchema>;
