import type { Delete, Update } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import type { Table } from '@vt/vschema';
import { refuse } from '../../refuse.ts';
import { contains, sameName } from '../names.ts';

/*
 * MariaDB's FOR PORTION OF cuts rows at its two ends: what is outside of it is put into rows of its own, which have the values of the row that was cut, and so its shard.
 */

/** The statement without its FOR PORTION OF: it finds the same shards. */
export function withoutPortion<N extends Update | Delete>(change: N): N {
  return hasPortion(change)
    ? { ...change, tables: change.tables.map((each) => ({ ...each, systemTime: null })) }
    : change;
}

export function hasPortion({ tables: [first, ...more] }: Update | Delete): boolean {
  return first?.kind === 'AliasedTableExpr' && more.length === 0 && first.systemTime?.portionOf !== undefined;
}

/** @throws VT12001 where the new rows could not be told from the old ones, or belong elsewhere. */
export function checkPortion(change: Update | Delete, table: Table): void {
  if (change.with || contains(change, ['Subquery'])) refuse('FOR PORTION OF beside a subquery, in a sharded keyspace');
  // Entries of a lookup are one for a row, and would be those of several.
  if (table.columnVindexes.some(({ owned }) => owned)) refuse('FOR PORTION OF in a table that owns lookup vindexes');
  // The ends of a period are dates, and others in the new rows.
  if (table.columnVindexes.some(({ columns }) => columns.some((name) => mayChange(table, name))))
    refuse('FOR PORTION OF in a table that is sharded by dates or computed columns');
  // The new rows get numbers of their own, which each shard would give by itself.
  if (table.autoIncrement || table.columns.some(({ autoIncrement }) => autoIncrement))
    refuse('FOR PORTION OF in a sharded table with AUTO_INCREMENT');
}

function mayChange(table: Table, name: string): boolean {
  const found = table.columns.find((one) => sameName(one.name, name));
  return !found || found.generated === true || found.type === Type.NULL_TYPE || temporal.has(found.type);
}

const temporal: ReadonlySet<number> = new Set([Type.DATE, Type.DATETIME, Type.TIMESTAMP]);
