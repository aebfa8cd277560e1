import { z } from 'zod';
import { layerSchema } from '../layers';
import { layerStateSchema, serviceStateSchema } from './assessment';

/** Orders of a list of database services; `-` turns one around. The first is the usual one. @public */
export const SERVICE_SORTS = [
  'severity',
  'name',
  '-name',
  'since',
  '-since',
] as const;
/** @public */
export type ServiceSort = (typeof SERVICE_SORTS)[number];

/** The most rows of one answer. @public */
export const LARGEST_PAGE = 500;

/** A layer that is in trouble (`schema`), or in a given state (`schema:failed`). @public */
export const layerFilterSchema = z.union([
  layerSchema,
  z.templateLiteral([layerSchema, ':', layerStateSchema]),
]);
/** @public */
export type LayerFilter = z.infer<typeof layerFilterSchema>;

const anyOf = <T extends z.ZodType>(item: T) =>
  z.array(item).max(50).optional();
const text = z.string().min(1).max(200);

/**
 * What a list of database services is narrowed down to. Several values of one
 * field mean any of them.
 *
 * @public
 */
export const listServicesQuerySchema = z.strictObject({
  state: anyOf(serviceStateSchema),
  layer: anyOf(layerFilterSchema),
  cluster: anyOf(text),
  namespace: anyOf(text),
  placement: anyOf(text),
  /** Ref of a linked entity. */
  entity: anyOf(text),
  /** Ref of an owner of a linked entity. */
  owner: anyOf(text),
  /** Part of the name, the namespace, an entity ref or the headline. */
  text: z.string().max(200).optional(),
  sort: z.enum(SERVICE_SORTS).optional(),
  limit: z.number().int().min(1).max(LARGEST_PAGE).optional(),
  /** The `nextCursor` of the page before. */
  cursor: z.string().max(1_000).optional(),
});
/** @public */
export type ListServicesQuery = z.infer<typeof listServicesQuerySchema>;
