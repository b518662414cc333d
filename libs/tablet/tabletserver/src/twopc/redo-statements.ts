import { VtError } from '@vt/base';
import type { PlanName } from '../statement/classify.ts';
import type { StatefulConnection } from '../transaction/stateful-connection.ts';

/** A statement that a transaction ran, as it would have to be run again. */
export type RedoEntry = {
  /** Its text, with its values in it. */
  readonly render: () => string | Buffer;
  readonly atMs: number;
  readonly insertId: bigint;
};

/** Larger transactions cannot be prepared. */
const REDO_BYTES_MAX = 64 * 1024 * 1024;

const again: ReadonlySet<PlanName> = new Set([
  'Delete',
  'Insert',
  'InsertMessage',
  'Release',
  'SRollback',
  'Savepoint',
  'Set',
  'Update',
]);
/** Their text alone does not say what they did. */
const never: ReadonlySet<PlanName> = new Set(['CallProc', 'Load']);

/** Remembers a statement that succeeded within a transaction. */
export function remember(
  conn: StatefulConnection,
  plan: PlanName,
  render: () => string | Buffer,
  bytes: number,
  insertId: bigint,
): void {
  if (never.has(plan)) conn.notPreparable = plan;
  if (!again.has(plan)) return;
  conn.redoBytes += bytes;
  if (conn.redoBytes > REDO_BYTES_MAX) {
    conn.redo = [];
    conn.notPreparable = 'size';
  } else conn.redo.push({ render, atMs: Date.now(), insertId });
}

/**
 * Everything that must be run to have the transaction again: the connection's settings, and its statements, each at its time and with the
 * ids that it made. @throws VT10002 when that is not possible.
 */
export function redoStatements(conn: StatefulConnection): (string | Buffer)[] {
  const { notPreparable, settings, redo } = conn;
  if (notPreparable === 'size') throw VtError.of('VT10002', `it changed more than ${REDO_BYTES_MAX} bytes`);
  if (notPreparable !== undefined) throw VtError.of('VT10002', `${notPreparable} cannot be done again`);
  const statements: (string | Buffer)[] = [...settings];
  let atMs = 0;
  for (const entry of redo) {
    if (entry.atMs !== atMs) statements.push(`set @@session.timestamp = ${(entry.atMs / 1000).toFixed(3)}`);
    atMs = entry.atMs;
    if (entry.insertId !== 0n) statements.push(`set @@session.insert_id = ${entry.insertId}`);
    statements.push(entry.render());
  }
  return statements;
}
