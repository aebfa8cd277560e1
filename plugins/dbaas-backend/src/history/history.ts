import type { DatabaseService as PluginDatabase } from '@backstage/backend-plugin-api';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type {
  Assessment,
  ServiceRef,
  Transition,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Knex } from 'knex';

const TABLE = 'transitions';

interface Row {
  cluster: string;
  namespace: string;
  name: string;
  subject: Transition['subject'];
  from_state: string | null;
  to_state: string;
  headline: string;
  at: string;
  sequence: number;
}

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
   * Notes the states that differ from the last ones noted. Several replicas may
   * do this for the same change at once: the sequence number makes one of them
   * win, and the others' rows are ignored.
   */
  async record(
    service: ServiceRef,
    assessment: Assessment,
    at: Date,
  ): Promise<Transition[]> {
    const latest = await this.#latest(service);
    const rows = subjectsOf(assessment).flatMap(({ subject, to }): Row[] => {
      const last = latest.get(subject);
      if (last?.to_state === to) return [];
      return [
        {
          cluster: service.cluster,
          namespace: service.namespace,
          name: service.name,
          subject,
          from_state: last?.to_state ?? null,
          to_state: to,
          headline: assessment.headline,
          at: at.toISOString(),
          sequence: (last?.sequence ?? 0) + 1,
        },
      ];
    });
    if (rows.length > 0) {
      await this.knex<Row>(TABLE)
        .insert(rows)
        .onConflict(['cluster', 'namespace', 'name', 'subject', 'sequence'])
        .ignore();
    }
    return rows.map(toTransition);
  }

  /** The transitions of a database service, newest first. */
  async of(service: ServiceRef, limit = 200): Promise<Transition[]> {
    const rows = await this.knex<Row>(TABLE)
      .where(keyOf(service))
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit);
    return rows.map(toTransition);
  }

  async #latest(service: ServiceRef): Promise<Map<string, Row>> {
    const newest = this.knex<Row>(TABLE)
      .where(keyOf(service))
      .groupBy('subject')
      .select('subject')
      .max({ sequence: 'sequence' })
      .as('newest');
    const rows: Row[] = await this.knex<Row>(TABLE)
      .join(newest, function onNewest() {
        this.on(`${TABLE}.subject`, 'newest.subject').andOn(
          `${TABLE}.sequence`,
          'newest.sequence',
        );
      })
      .where(keyOf(service, `${TABLE}.`))
      .select(`${TABLE}.*`);
    return new Map(rows.map(row => [row.subject, row]));
  }
}

function keyOf(service: ServiceRef, prefix = ''): Record<string, string> {
  return {
    [`${prefix}cluster`]: service.cluster,
    [`${prefix}namespace`]: service.namespace,
    [`${prefix}name`]: service.name,
  };
}

function subjectsOf(
  assessment: Assessment,
): Pick<Transition, 'subject' | 'to'>[] {
  return [
    { subject: 'service', to: assessment.state },
    ...assessment.layers.map(({ layer, state }) => ({
      subject: layer,
      to: state,
    })),
  ];
}

function toTransition(row: Row): Transition {
  return {
    subject: row.subject,
    from: row.from_state ?? undefined,
    to: row.to_state,
    headline: row.headline,
    at: row.at,
  };
}
