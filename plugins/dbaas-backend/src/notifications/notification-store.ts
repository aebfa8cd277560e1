import type { Knex } from 'knex';
import { toldSchema, type Told } from './decide';

const TABLE = 'notification_states';
/** A replica that has told nothing by then has crashed. */
const CLAIM_LASTS_MS = 5 * 60_000;
/** Subjects in one query, well below what databases allow. */
const CHUNK = 200;

interface Row {
  subject: string;
  version: number;
  told: string | null;
  before: string | null;
  claimed_at: string | null;
  attempts: number;
}

/** What is noted of one subject: a database service, or whom a summary is for. */
export interface Note {
  version: number;
  told?: Told;
  /** How often it could not be told since it was told last. */
  attempts: number;
  /** A replica is telling something. If it has not done so by then, others may. */
  claimedUntil?: Date;
}

/** The right to tell something, which only one replica gets. */
export interface Claim {
  subject: string;
  version: number;
  attempts: number;
}

/**
 * What owners were told, in the plugin's own database. Every change counts up the
 * version of its row and is made only to the version that was seen: so of several
 * replicas one wins, without locks.
 */
export class NotificationStore {
  constructor(private readonly knex: Knex) {}

  async find(
    subjects: readonly string[],
    now: Date,
  ): Promise<Map<string, Note>> {
    const notes = new Map<string, Note>();
    for (const some of chunksOf(subjects)) {
      const rows = await this.knex<Row>(TABLE)
        .whereIn('subject', some)
        .select();
      rows.forEach(row => notes.set(row.subject, toNote(row, now)));
    }
    return notes;
  }

  /** Notes what nobody is told. False when another replica was faster. */
  async remember(
    subject: string,
    seen: Note | undefined,
    told: Told,
  ): Promise<boolean> {
    return this.#write(subject, seen, {
      told: JSON.stringify(told),
      before: null,
      claimed_at: null,
      attempts: 0,
    });
  }

  /** Gets the right to tell something; undefined when another replica has it. */
  async claim(
    subject: string,
    seen: Note | undefined,
    told: Told,
    now: Date,
  ): Promise<Claim | undefined> {
    const attempts = seen?.attempts ?? 0;
    const won = await this.#write(subject, seen, {
      told: JSON.stringify(told),
      before: seen?.told ? JSON.stringify(seen.told) : null,
      claimed_at: now.toISOString(),
      attempts,
    });
    return won
      ? { subject, version: (seen?.version ?? 0) + 1, attempts }
      : undefined;
  }

  /** What was claimed has been told. False when another replica took it over. */
  async complete(claim: Claim): Promise<boolean> {
    return this.#write(claim.subject, claim, {
      before: null,
      claimed_at: null,
      attempts: 0,
    });
  }

  /** What was claimed could not be told: as if it had not been claimed. */
  async release(claim: Claim): Promise<boolean> {
    return this.#write(claim.subject, claim, {
      told: this.knex.ref('before'),
      before: null,
      claimed_at: null,
      attempts: claim.attempts + 1,
    });
  }

  /** Forgets database services that are gone. */
  async forget(subjects: readonly string[]): Promise<void> {
    for (const some of chunksOf(subjects)) {
      await this.knex<Row>(TABLE).whereIn('subject', some).delete();
    }
  }

  async #write(
    subject: string,
    seen: { version: number } | undefined,
    values: Partial<Record<keyof Row, Knex.Value | Knex.Ref<string, {}>>>,
  ): Promise<boolean> {
    if (seen) {
      const { version } = seen;
      const updated = await this.knex(TABLE)
        .where({ subject, version })
        .update({ ...values, version: version + 1 });
      return updated === 1;
    }
    const inserted = await this.knex(TABLE)
      .insert({ ...values, subject, version: 1 })
      .onConflict('subject')
      .ignore()
      .returning('subject');
    return inserted.length === 1;
  }
}

function chunksOf(subjects: readonly string[]): string[][] {
  const count = Math.ceil(subjects.length / CHUNK);
  return Array.from({ length: count }, (_, i) =>
    subjects.slice(i * CHUNK, (i + 1) * CHUNK),
  );
}

function toNote(row: Row, now: Date): Note {
  const { version, attempts } = row;
  const told = parseTold(row.told);
  if (row.claimed_at === null) return { version, told, attempts };
  const claimedUntil = new Date(Date.parse(row.claimed_at) + CLAIM_LASTS_MS);
  return claimedUntil > now
    ? { version, told, attempts, claimedUntil }
    : { version, told: parseTold(row.before), attempts: attempts + 1 };
}

function parseTold(json: string | null): Told | undefined {
  return json === null ? undefined : toldSchema.parse(JSON.parse(json));
}
