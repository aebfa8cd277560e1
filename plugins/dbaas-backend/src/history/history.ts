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
import { FINDING, RESOLVED, type Observation } from './observation';
import {
  isNews,
  keyOf,
  rowKey,
  rowsFor,
  rowSubject,
  toTransition,
  type TransitionRow,
} from './transition-row';

const TABLE = 'transitions';
/** What the transitions of one subject have in common. */
const SUBJECT_COLUMNS = [
  'cluster',
  'namespace',
  'name',
  'subject',
  'resource_key',
];
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
   * change at once: the sequence number makes one of them win. Where the winner has
   * seen something else, and earlier, the loser's state is noted after it.
   *
   * @returns what this replica has written
   */
  async record(observations: readonly Observation[]): Promise<Transition[]> {
    const written: Transition[] = [];
    for (const some of chunks(observations, SERVICES_AT_A_TIME))
      written.push(...(await this.#recordSome(some)));
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
   * what is the case now is never forgotten. That a problem is over may be.
   *
   * @returns how many
   */
  async forgetBefore(time: Date): Promise<number> {
    let forgotten = 0;
    for (;;) {
      const old: number[] = await this.knex<TransitionRow>(TABLE)
        .where('at', '<', time.toISOString())
        .andWhere(where =>
          where
            .whereExists(this.#newerOfSameSubject())
            .orWhere(over =>
              over
                .where('subject', 'like', `${FINDING}%`)
                .andWhere('to_state', RESOLVED),
            ),
        )
        // An end must not be forgotten before its beginning.
        .orderBy('id')
        .limit(DELETED_AT_A_TIME)
        .pluck<number[]>('id');
      if (old.length === 0) return forgotten;
      forgotten += await this.knex(TABLE).whereIn('id', old).delete();
    }
  }

  /** For each transition of an outer query. */
  #newerOfSameSubject(): Knex.QueryBuilder {
    return this.knex(`${TABLE} as newer`)
      .select('newer.id')
      .whereRaw('?? > ??', ['newer.sequence', `${TABLE}.sequence`])
      .andWhere(where =>
        SUBJECT_COLUMNS.forEach(column =>
          where.andWhere(
            `newer.${column}`,
            this.knex.ref(`${TABLE}.${column}`),
          ),
        ),
      );
  }

  async #recordSome(
    observations: readonly Observation[],
    isWorthNoting: typeof isNews = () => true,
  ): Promise<Transition[]> {
    if (observations.length === 0) return [];
    const latest = await this.#latest(observations.map(one => one.service));
    const rows = observations.flatMap(observation => {
      const known = latest.get(serviceKey(observation.service)) ?? new Map();
      return rowsFor(observation, known).filter(row =>
        isWorthNoting(row, known),
      );
    });
    const inserted = await this.#insert(rows);
    const won = new Set(inserted.map(rowKey));
    const lost = new Set(
      rows.filter(row => !won.has(rowKey(row))).map(row => serviceKey(row)),
    );
    // That another replica has written something each time makes an end of it.
    const others = await this.#recordSome(
      observations.filter(({ service }) => lost.has(serviceKey(service))),
      isNews,
    );
    return [...inserted.map(toTransition), ...others];
  }

  /** Resolves to the rows that no other replica had inserted before. */
  async #insert(rows: readonly TransitionRow[]): Promise<TransitionRow[]> {
    const inserted: TransitionRow[] = [];
    // In one order in all replicas, or two of them could wait for each other's rows.
    const ordered = [...rows].sort((a, b) => (rowKey(a) < rowKey(b) ? -1 : 1));
    for (const part of chunks(ordered, ROWS_AT_A_TIME)) {
      const some: TransitionRow[] = await this.knex<TransitionRow>(TABLE)
        .insert(part)
        .onConflict([...SUBJECT_COLUMNS, 'sequence'])
        .ignore()
        .returning('*');
      inserted.push(...some);
    }
    return inserted;
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
        .groupBy(SUBJECT_COLUMNS),
    );
    const latest = new Map<string, Map<string, TransitionRow>>();
    for (const row of rows) {
      const key = serviceKey(row);
      const subjects = latest.get(key) ?? new Map<string, TransitionRow>();
      latest.set(key, subjects.set(rowSubject(row), row));
    }
    return latest;
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
