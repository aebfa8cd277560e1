import type { Audience } from '../api/assessment';

/** What a reason of a stalled Atlas resource means. */
export interface AtlasReason {
  code: string;
  sentence: string;
  audience: Audience;
  nextStep?: string;
  /** The operator tries again by itself, up to its backoff limit. */
  retried?: boolean;
  /** A policy refused the change. */
  isPolicy?: boolean;
  /** Fails while there are no credentials yet. */
  readsCredentials?: boolean;
}

const LOGIN: AtlasReason = {
  code: 'atlas.login-required',
  sentence: 'This schema feature needs an Atlas token.',
  audience: 'platform',
  nextStep: 'Give the Atlas Operator a token, or do without the feature.',
};

const READING: AtlasReason = {
  code: 'atlas.target-unreadable',
  sentence: 'Atlas cannot read what it needs to apply the schema.',
  audience: 'platform',
  retried: true,
  readsCredentials: true,
};

const INTERNAL: AtlasReason = {
  code: 'atlas.operator-error',
  sentence: 'The Atlas Operator cannot work on the schema.',
  audience: 'platform',
  retried: true,
};

const APPLYING: AtlasReason = {
  code: 'atlas.apply-failed',
  sentence: 'The schema could not be applied.',
  audience: 'you',
};

/** Reasons of a stalled AtlasSchema or AtlasMigration (Atlas Operator 0.7 and 0.8). */
export const ATLAS_REASONS: Readonly<Record<string, AtlasReason>> = {
  ReadSchema: READING,
  ReadingMigrationData: READING,
  LintPolicyError: {
    code: 'atlas.lint-policy',
    sentence: 'The schema change is blocked because it would lose data.',
    audience: 'you',
    nextStep:
      'Change the schema so that nothing is dropped, or allow destructive changes in the request.',
    isPolicy: true,
  },
  FirstRunDestructive: {
    code: 'atlas.first-run-destructive',
    sentence:
      'The database already has tables that the schema does not list; Atlas refused to drop them.',
    audience: 'you',
    nextStep: 'Add the tables to the schema.',
    isPolicy: true,
  },
  ProtectedFlowError: {
    code: 'atlas.protected-flow',
    sentence: 'A migration file was removed after it had run.',
    audience: 'you',
    nextStep: 'Put the file back, and undo its change with a new migration.',
    isPolicy: true,
  },
  PlanRejected: {
    code: 'atlas.plan-rejected',
    sentence: 'The planned schema change was rejected.',
    audience: 'you',
    nextStep: 'Change the schema in the request.',
    isPolicy: true,
  },
  Login: LOGIN,
  WhoAmI: LOGIN,
  ApplyingSchema: APPLYING,
  Migrating: APPLYING,
  SchemaPlan: APPLYING,
  SchemaPush: APPLYING,
  SchemaInspect: APPLYING,
  ListingPlans: APPLYING,
  VerifyingFirstRun: APPLYING,
  CalculatingHash: INTERNAL,
  CreatingWorkingDir: INTERNAL,
  CreatingAtlasClient: INTERNAL,
  ModifyingAtlasHCL: INTERNAL,
  CopyingDirState: INTERNAL,
  StoringDirState: INTERNAL,
};
