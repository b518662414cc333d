import type { MysqlConnection, PooledConnection } from '@vt/mysql';
import type { RequestOptions } from '../request.ts';
import type { RedoEntry } from '../twopc/redo-statements.ts';
import type { TemporaryNames } from '../twopc/temporary-names.ts';

/** A connection that belongs to one client's transaction, reservation, or both, and is asked for by its id. */
export type StatefulConnection = {
  id: bigint;
  readonly lease: PooledConnection;
  readonly connection: MysqlConnection;
  readonly options: RequestOptions;
  readonly user: string;
  isInTransaction: boolean;
  /** BEGIN is sent and not answered. */
  isBeginning: boolean;
  isReserved: boolean;
  /** LOCK TABLES is in force on it. */
  locksTables: boolean;
  /** Its transaction was begun by switching autocommit off. */
  isWithoutAutocommit: boolean;
  /** Since when, by performance.now(). */
  reservedAtMs: number | undefined;
  /** The SETs that it had when its transaction began, which is done again with them. */
  settings: readonly (string | Buffer)[];
  /** The same and those that were run on it since, by what they set; undefined: none was. */
  sets: Map<string, string | Buffer> | undefined;
  /** When it is ended if its client does not, by performance.now(), which no clock that is set changes; Infinity: never. */
  deadlineMs: number;
  readonly timeoutMs: number;
  startedMs: number;
  /** What it is doing right now. */
  busyWith: string | undefined;
  /** Statements since the transaction began. */
  queries: number;
  /** What the transaction changed, for two-phase commit; dropped with it. */
  redo: RedoEntry[];
  redoBytes: number;
  /** Why it cannot be prepared for two-phase commit. */
  notPreparable: string | undefined;
  /** Names of temporary tables that were made on it; undefined: none was. */
  temporaryTables: TemporaryNames | undefined;
  /** Gives back the caller's place among the transactions. */
  leaveLimiter: (() => void) | undefined;
};
