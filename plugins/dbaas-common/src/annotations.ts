/**
 * Labels and annotations that tie catalog entities, claims and composed
 * resources together. They are part of the contract with the platform: the
 * composition function writes them, the backend finds objects by them.
 */

/**
 * On a catalog entity: which database services belong to it, as
 * `[<cluster>/]<namespace>/<name>`, several separated by commas.
 *
 * @public
 */
export const DATABASE_ANNOTATION = 'dbaas.dev/database';

/**
 * On a claim: the catalog entity it belongs to, as
 * `<entity namespace>.<kind>.<name>`, all lower case. A label value cannot hold
 * an entity ref because `:` and `/` are not allowed in it.
 *
 * @public
 */
export const ENTITY_LABEL = 'dbaas.dev/entity';

/**
 * On every composed and remote object: the database service it is part of, as
 * `<namespace>.<name>`.
 *
 * @public
 */
export const DATABASE_LABEL = 'dbaas.dev/database';

/** On every composed and remote object: the layer it serves. @public */
export const LAYER_LABEL = 'dbaas.dev/layer';

/** On a claim: who asked for it, as an entity ref. @public */
export const REQUESTED_BY_ANNOTATION = 'dbaas.dev/requested-by';
