import type { Statement } from '../statement/statement.ts';
import { usesOf } from '../statement/uses.ts';
import type { StatefulConnection } from '../transaction/stateful-connection.ts';

/**
 * The temporary tables of a connection. They are gone with it, so what a transaction did to them is never done again, and what it read from them could not be.
 */
export type TemporaryNames = {
  readonly names: Set<string>;
  /** One may have another name now. */
  isUnsure: boolean;
};

/** After a change of definitions that succeeded. */
export function noteTemporary(conn: StatefulConnection, statement: Statement): void {
  const { temporaryTables: known } = conn;
  if (!known && !statement.makesTemporary) return;
  const { tables, main } = usesOf(statement);
  const verb = /^\s*(\w+)/.exec(statement.sql)?.[1]?.toLowerCase();
  if (statement.makesTemporary) {
    conn.temporaryTables = known ?? { names: new Set(), isUnsure: false };
    conn.temporaryTables.names.add(main);
    // What could not be read has made a table that nobody knows by name.
    if (main === '') conn.temporaryTables.isUnsure = true;
  } else if (known && verb === 'drop') for (const { table } of tables) known.names.delete(table);
  else if (known && /\brename\b/i.test(statement.sql)) known.isUnsure = true;
}

/**
 * Whether a statement of a transaction changed nothing but temporary tables: two-phase commit has nothing to do again then. Where it mixes them with others, or
 * where that cannot be known, the transaction cannot be prepared.
 */
export function isOfTemporary(conn: StatefulConnection, known: TemporaryNames, statement: Statement): boolean {
  const { tables } = usesOf(statement);
  const own = tables.filter(({ table }) => known.names.has(table));
  if (!known.isUnsure && own.length === 0) return false;
  if (!known.isUnsure && own.length === tables.length) return true;
  if (statement.plan === 'Delete' || statement.plan === 'Insert' || statement.plan === 'Update')
    conn.notPreparable = 'a change that reads temporary tables';
  return false;
}
