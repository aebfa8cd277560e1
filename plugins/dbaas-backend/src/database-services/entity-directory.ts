import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import {
  RELATION_OWNED_BY,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { isError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type {
  DatabaseLink,
  EntityLinkStrategy,
} from '@backstage-dbaas/plugin-dbaas-node';
import type { ServiceRef } from '@backstage-dbaas/plugin-dbaas-common';
import { isDeepStrictEqual } from 'node:util';
import { IndexBy } from '../inventory/index-by';
import { sleep } from '../watch/sleep';

const FIELDS = ['kind', 'metadata', 'relations'];
const REFRESH_MS = 60_000;
/** The catalog may start after us. */
const FIRST_RETRY_MS = 2_000;

interface LinkedEntity {
  ref: string;
  owners: string[];
  links: DatabaseLink[];
}

/**
 * Which catalog entities name which database services, and who owns the
 * entities. Read with the plugin's own credentials, for permission rules and
 * filters only; what a person sees of an entity is asked with theirs.
 */
export class EntityDirectory {
  readonly #byDatabase = new IndexBy<LinkedEntity>(({ links }) =>
    links.map(({ namespace, name }) => `${namespace}/${name}`),
  );
  #entities = new Map<string, LinkedEntity>();
  readonly #wanted = new Set<string>();
  readonly #controller = new AbortController();
  #finished: Promise<void> = Promise.resolve();
  #onChange = () => {};
  #settled = false;
  #woken = new AbortController();

  constructor(
    private readonly options: {
      catalog: CatalogService;
      auth: AuthService;
      logger: LoggerService;
      strategy: EntityLinkStrategy;
    },
  ) {}

  /** Starts to read; `onChange` is called when links or owners changed. */
  start(onChange: () => void): void {
    this.#onChange = onChange;
    this.#finished = this.#refreshForever(this.#controller.signal);
  }

  async stop(): Promise<void> {
    this.#controller.abort();
    await this.#finished;
  }

  /** Whether the catalog was read once, or could not be. */
  settled(): boolean {
    return this.#settled;
  }

  /** Entities that name a database service, by ref. */
  entitiesOf(service: ServiceRef): string[] {
    const { namespace, name } = service;
    return [...this.#byDatabase.get(`${namespace}/${name}`)]
      .filter(({ links }) => links.some(link => names(link, service)))
      .map(({ ref }) => ref);
  }

  /** Owners of an entity; asks for them soon when the entity is new. */
  ownersOf(entityRef: string): string[] {
    if (!this.#wanted.has(entityRef)) {
      this.#wanted.add(entityRef);
      if (!this.#entities.has(entityRef)) this.#woken.abort();
    }
    return this.#entities.get(entityRef)?.owners ?? [];
  }

  async #refreshForever(signal: AbortSignal): Promise<void> {
    let delay = FIRST_RETRY_MS;
    while (!signal.aborted) {
      this.#woken = new AbortController();
      const ok = await this.#refresh();
      this.#settled = true;
      delay = ok ? REFRESH_MS : Math.min(delay * 2, REFRESH_MS);
      const woken = ok ? [this.#woken.signal] : [];
      await sleep(delay, AbortSignal.any([signal, ...woken]));
    }
  }

  async #refresh(): Promise<boolean> {
    try {
      const entities = await this.#read();
      const changed = !isDeepStrictEqual(entities, this.#entities);
      this.#entities.forEach(entity => this.#byDatabase.delete(entity));
      entities.forEach(entity => this.#byDatabase.add(entity));
      this.#entities = entities;
      if (changed) this.#onChange();
      return true;
    } catch (error) {
      this.options.logger.warn(
        `Cannot read the entities with databases from the catalog, trying again: ${
          isError(error) ? error.message : String(error)
        }`,
      );
      return false;
    }
  }

  async #read(): Promise<Map<string, LinkedEntity>> {
    const { catalog, auth, strategy } = this.options;
    const credentials = await auth.getOwnServiceCredentials();
    const [linking, wanted] = await Promise.all([
      catalog.getEntities(
        { filter: strategy.entityFilter, fields: FIELDS },
        { credentials },
      ),
      catalog.getEntitiesByRefs(
        { entityRefs: [...this.#wanted], fields: FIELDS },
        { credentials },
      ),
    ]);
    const entities = new Map<string, LinkedEntity>();
    for (const entity of [...linking.items, ...wanted.items]) {
      if (!entity) continue;
      const linked = this.#toLinked(entity);
      entities.set(linked.ref, linked);
    }
    return entities;
  }

  #toLinked(entity: Entity): LinkedEntity {
    return {
      ref: stringifyEntityRef(entity).toLowerCase(),
      owners: ownersOf(entity),
      links: this.#linksOf(entity),
    };
  }

  #linksOf(entity: Entity): DatabaseLink[] {
    try {
      return this.options.strategy.databasesOf(entity);
    } catch (error) {
      // The entity's own page tells its owner; here it only means no link.
      this.options.logger.debug(isError(error) ? error.message : String(error));
      return [];
    }
  }
}

/** Whether a link of an entity means this database service. */
function names(link: DatabaseLink, service: ServiceRef): boolean {
  return (
    link.namespace === service.namespace &&
    link.name === service.name &&
    (link.cluster === undefined || link.cluster === service.cluster)
  );
}

/** Refs of the owners of an entity, lower case. */
export function ownersOf(entity: Entity): string[] {
  return (entity.relations ?? [])
    .filter(({ type }) => type === RELATION_OWNED_BY)
    .map(({ targetRef }) => targetRef.toLowerCase());
}
