import type { DatabaseService as PluginDatabase } from '@backstage/backend-plugin-api';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type {
  ServiceRef,
  Transition,
  TransitionList,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Knex } from 'knex';
import { serviceKey } from '../database-services/service-key';
import type { HistoryQuery } from './history-query';
import type { Observation } from './observation';
import {
  keyOf,
  rowsFor,
  toTransition,
  type TransitionRow,
} from './transition-row';

const TABLE = 'transitions';
/** Bounds the variables of one statement, of which databases take only so many. */
const SERVICES_AT_A_TIME = 100;
const ROWS_AT_A_TIME = 50;
const DELETED_AT_A_TIME = 1_000;

/**
 * What happened to database services, in the plugin's own database: Kubernetes
 * Events live an hour and a condition remembers one change.
 */
export class History {
  private constructor(private readonly knex: Knex) {}

  static async create(database: PluginDatabase): Promise<History> {
    const knex = await database.getClient();
    if (!database.migrations?.skip) {
      await knex.migrate.latest({
        directory: resolvePackagePath(
          '@backstage-dbaas/plugin-dbaas-backend',
          'migrations',
        ),
      });
    }
    return new History(knex);
  }

  /**
   * Notes what differs from the last notes. Several replicas may do this for the same
   * change at once: the sequence number makes one of them win.
   *
   * @returns what this replica has written
   */
  async record(observations: readonly Observation[]): Promise<Transition[]> {
    const written: Transition[] = [];
    for (const some of chunks(observations, SERVICES_AT_A_TIME)) {
      const latest = await this.#latest(some.map(({ service }) => service));
      const rows = some.flatMap(observation =>
        rowsFor(
          observation,
          latest.get(serviceKey(observation.service)) ?? new Map(),
        ),
      );
      for (const part of chunks(rows, ROWS_AT_A_TIME))
        written.push(...(await this.#insert(part)));
    }
    return written;
  }

  /** The transitions of a database service, newest first. */
  async of(
    service: ServiceRef,
    { limit, cursor, subject }: HistoryQuery,
  ): Promise<TransitionList> {
    const query = this.knex<TransitionRow>(TABLE)
      .where(keyOf(service))
      .orderBy('id', 'desc')
      .limit(limit + 1);
    if (cursor !== undefined) query.andWhere('id', '<', cursor);
    if (subject !== undefined) {
      query.andWhere(where => {
        where.whereIn('subject', subject);
        subject.forEach(prefix =>
          where.orWhere('subject', 'like', `${prefix}/%`),
        );
      });
    }
    const rows = await query;
    const page = rows.slice(0, limit);
    return {
      items: page.map(toTransition),
      ...(rows.length > limit && { nextCursor: String(page.at(-1)?.id) }),
    };
  }

  /**
   * Forgets transitions from before some time, but for the newest of each subject:
   * what is the case now is never forgotten.
   *
   * @returns how many
   */
  async forgetBefore(time: Date): Promise<number> {
    let forgotten = 0;
    for (;;) {
      const old: number[] = await this.knex<TransitionRow>(TABLE)
        .where('at', '<', time.toISOString())
        .whereNotIn(
          'id',
          this.knex(TABLE)
            .max('id')
            .groupBy('cluster', 'namespace', 'name', 'subject'),
        )
        .limit(DELETED_AT_A_TIME)
        .pluck<number[]>('id');
      if (old.length === 0) return forgotten;
      forgotten += await this.knex(TABLE).whereIn('id', old).delete();
    }
  }

  async #insert(rows: readonly TransitionRow[]): Promise<Transition[]> {
    const inserted: TransitionRow[] = await this.knex<TransitionRow>(TABLE)
      .insert([...rows])
      .onConflict(['cluster', 'namespace', 'name', 'subject', 'sequence'])
      .ignore()
      .returning('*');
    return inserted.map(toTransition);
  }

  /** The newest rows of some database services, by subject. */
  async #latest(
    services: readonly ServiceRef[],
  ): Promise<Map<string, Map<string, TransitionRow>>> {
    const keys = services.map(({ cluster, namespace, name }) => [
      cluster,
      namespace,
      name,
    ]);
    const rows: TransitionRow[] = await this.knex<TransitionRow>(TABLE).whereIn(
      'id',
      this.knex(TABLE)
        .max('id')
        .whereIn(['cluster', 'namespace', 'name'], keys)
        .groupBy('cluster', 'namespace', 'name', 'subject'),
    );
    const latest = new Map<string, Map<string, TransitionRow>>();
    for (const row of rows) {
      const key = serviceKey(row);
      const subjects = latest.get(key) ?? new Map<string, TransitionRow>();
      latest.set(key, subjects.set(row.subject, row));
    }
    return latest;
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
