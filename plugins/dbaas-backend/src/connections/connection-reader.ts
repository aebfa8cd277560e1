import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  renderSnippets,
  type Connection,
  type ConnectionDetails,
  type ConnectionSnippet,
  type ConnectionSnippetTemplate,
  type ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { ServiceReader } from '../database-services/service-reader';
import type { Caller } from '../permissions/caller';

/** Tells how to connect, with snippets to copy. Names only: nothing here reads a Secret. */
export class ConnectionReader {
  readonly #templates: ConnectionSnippetTemplate[];
  /** Templates that have failed before; every page view would fail again. */
  readonly #told = new Set<string>();

  constructor(
    private readonly options: {
      reader: Pick<ServiceReader, 'get'>;
      /** Of several with the same id, the last one counts. */
      templates: readonly ConnectionSnippetTemplate[];
      logger: LoggerService;
    },
  ) {
    const { templates } = options;
    this.#templates = [
      ...new Map(templates.map(one => [one.id, one])).values(),
    ];
  }

  /** Undefined when nothing is known of the database service. */
  async read(
    caller: Caller,
    ref: ServiceRef,
  ): Promise<ConnectionDetails[] | undefined> {
    const service = await this.options.reader.get(caller, ref);
    return service?.connections.map(connection => ({
      ...connection,
      snippets: this.#templates.flatMap(one => this.#render(one, connection)),
    }));
  }

  /** A template of a module that throws must not take the others along. */
  #render(
    template: ConnectionSnippetTemplate,
    connection: Connection,
  ): ConnectionSnippet[] {
    try {
      return renderSnippets([template], connection);
    } catch (error) {
      if (!this.#told.has(template.id)) {
        this.#told.add(template.id);
        this.options.logger.warn(
          `The connection snippet "${template.id}" is left out, because it cannot be made`,
          toError(error),
        );
      }
      return [];
    }
  }
}
