import {
  MAX_POSTGRESQL_NAME,
  type ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import { hash } from 'node:crypto';
import { z } from 'zod';
import { remembered } from './remembered';

const MAX_READABLE = 54;

/**
 * Name of a composed object, readable and unambiguous: two lists of parts never
 * share a name, although parts may hold dashes and underscores.
 */
export const composedName = remembered((...parts: string[]): string => {
  const readable = parts
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .slice(0, MAX_READABLE)
    .replace(/-+$/, '');
  return `${readable}-${digest(JSON.stringify(parts))}`;
});

const uidSchema = z.object({ metadata: z.object({ uid: z.string() }) });

/** Tells a claim from another one of the same name that comes after it. */
export function incarnationOf(claim: ManagedDatabase): string {
  return digest(
    JSON.stringify([uidSchema.safeParse(claim).data?.metadata.uid ?? '']),
  );
}

/**
 * Roles that every database comes with, from which users get their privileges.
 * A user who is added later can then use the tables that are already there,
 * which grants on tables alone would not give.
 */
export const ACCESS_ROLES = {
  owner: 'owner',
  readWrite: 'rw',
  readOnly: 'ro',
} as const;

/** Name of the role that gives a level of access to a database. */
export function accessRole(
  database: string,
  level: keyof typeof ACCESS_ROLES,
): string {
  return derivedPostgresqlName(database, ACCESS_ROLES[level]);
}

/** Name of the empty database that Atlas compares schemas in. */
export function devDatabase(database: string): string {
  return derivedPostgresqlName(database, 'dev');
}

/**
 * `~` cannot be part of a requested name, so a derived name never meets one, and
 * it needs no escape in a URL.
 */
function derivedPostgresqlName(database: string, suffix: string): string {
  const name = `${database}~${suffix}`;
  if (name.length <= MAX_POSTGRESQL_NAME) return name;
  const tail = `~${digest(JSON.stringify([database]))}~${suffix}`;
  return database.slice(0, MAX_POSTGRESQL_NAME - tail.length) + tail;
}

function digest(text: string): string {
  return hash('sha256', text).slice(0, 8);
}
