/**
 * What can go wrong with the topology, for callers that decide by kind.
 *
 * - `NoNode`        the record (or directory, or cell) is not there
 * - `NodeExists`    it is there already
 * - `NodeNotEmpty`  it still has children
 * - `BadVersion`    someone else changed it since it was read
 * - `Timeout`       no answer in time; a write may or may not have been made
 * - `Interrupted`   the caller's signal was aborted, or the connection was closed
 * - `Unavailable`   the server cannot be reached; a write that may have been made says so in `mayHaveRun`
 * - `PartialResult` some cells answered and some did not
 * - `LockLost`      the lock's lease ended before its holder gave it up
 * - `LockHeld`      tryLock: somebody has it
 * - `NoUpdateNeeded` thrown by an update function to leave the record as it is
 * - `BadRecord`     what is stored does not parse, or does not hold together
 * - `FailedPrecondition` the records, as they are, do not allow it
 * - `Invalid`       the request itself is wrong (name, range, argument)
 */
export type TopoErrorKind =
  | 'NoNode'
  | 'NodeExists'
  | 'NodeNotEmpty'
  | 'BadVersion'
  | 'Timeout'
  | 'Interrupted'
  | 'Unavailable'
  | 'PartialResult'
  | 'LockLost'
  | 'LockHeld'
  | 'NoUpdateNeeded'
  | 'BadRecord'
  | 'FailedPrecondition'
  | 'Invalid';

const MESSAGES: Readonly<Record<TopoErrorKind, string>> = {
  NoNode: "node doesn't exist",
  NodeExists: 'node already exists',
  NodeNotEmpty: 'node not empty',
  BadVersion: 'bad node version',
  Timeout: 'deadline exceeded',
  Interrupted: 'interrupted',
  Unavailable: 'topology server unavailable',
  PartialResult: 'partial result',
  LockLost: 'lock lost',
  LockHeld: 'lock already taken',
  NoUpdateNeeded: 'no update needed',
  BadRecord: 'bad record',
  FailedPrecondition: 'failed precondition',
  Invalid: 'invalid argument',
};

export type TopoErrorOptions = { readonly cause?: unknown; readonly mayHaveRun?: boolean };

export class TopoError extends Error {
  override readonly name = 'TopoError';
  readonly kind: TopoErrorKind;
  /** What it was about: a path, a cell, a lock. */
  readonly subject: string;
  /** The request was a write that may have been made although this error says it failed. */
  readonly mayHaveRun: boolean;

  constructor(kind: TopoErrorKind, subject: string, options: TopoErrorOptions = {}) {
    const detail = options.cause instanceof Error ? ` (${options.cause.message})` : '';
    super(`${MESSAGES[kind]}: ${subject}${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.subject = subject;
    this.mayHaveRun = options.mayHaveRun ?? false;
  }
}

/** Whether `err` is a TopoError, of that kind where one is given. */
export function isTopoError(err: unknown, ...kinds: readonly TopoErrorKind[]): err is TopoError {
  return err instanceof TopoError && (kinds.length === 0 || kinds.includes(err.kind));
}

/** The value, or undefined where the record is not there; other errors go through. */
export async function orAbsent<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (err) {
    if (isTopoError(err, 'NoNode')) return undefined;
    throw err;
  }
}
