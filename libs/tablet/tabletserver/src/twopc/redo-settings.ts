import type { StatefulConnection } from '../transaction/stateful-connection.ts';

/** More of them are not kept for a connection. */
const SETS_MAX = 256;
/** Not of user variables, which gates set before each statement that reads them. PREPARE and EXECUTE have the same plan. */
const OF_SYSTEM = /^\s*set\s+(?!@[^@])/i;
/** As gates write them: one variable each. */
const ONE_VARIABLE = /^set (@@session\.\w+) = /;

/** After a SET on a connection that is held: what transactions to come do on it depends on that, also where it was run outside of any. */
export function noteSetting(conn: StatefulConnection, sql: string | Buffer): void {
  if (!OF_SYSTEM.test(String(sql))) return;
  conn.sets ??= new Map(conn.settings.map((one) => [variableOf(one), one]));
  const variable = variableOf(sql);
  // What is set last counts: it stands behind the others.
  conn.sets.delete(variable);
  if (conn.sets.size <= SETS_MAX) conn.sets.set(variable, sql);
}

/** At the beginning of a transaction. */
export function takeSettings(conn: StatefulConnection): void {
  if (!conn.sets) return;
  conn.settings = [...conn.sets.values()];
  if (conn.sets.size > SETS_MAX) conn.notPreparable = 'what is done with so many settings';
}

function variableOf(sql: string | Buffer): string {
  const text = String(sql);
  return ONE_VARIABLE.exec(text)?.[1] ?? text;
}
