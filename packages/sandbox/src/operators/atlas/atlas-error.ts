/** Reasons of a failure (Atlas Operator 0.7, conditions of AtlasSchema and AtlasMigration). */
export type FailureReason =
  | 'ReadSchema'
  | 'CalculatingHash'
  | 'CreatingWorkingDir'
  | 'LintPolicyError'
  | 'FirstRunDestructive'
  | 'VerifyingFirstRun'
  | 'ApplyingSchema'
  | 'ReadingMigrationData'
  | 'Migrating'
  | 'ProtectedFlowError';

/** What stops a reconcile. */
export class AtlasError extends Error {
  constructor(
    readonly reason: FailureReason,
    message: string,
    /** Whether trying again may help without any change of the resource. */
    readonly transient: boolean,
  ) {
    super(redacted(message));
    this.name = 'AtlasError';
  }
}

/** What has to be waited for; it is no failure. */
export class PendingError extends Error {
  constructor(readonly reason: 'GettingDevDB', message: string) {
    super(redacted(message));
    this.name = 'PendingError';
  }
}

/** Gives an error a reason, unless it has one. */
export async function because<T>(
  reason: FailureReason,
  transient: boolean,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AtlasError || error instanceof PendingError)
      throw error;
    throw new AtlasError(
      reason,
      error instanceof Error ? error.message : String(error),
      transient,
    );
  }
}

/** A message without the password that a URL may have. */
function redacted(message: string): string {
  return message.replace(/(\bpostgres(?:ql)?:\/\/)[^\s@/]*@/g, '$1***@');
}
