import type { OwnedChange } from '@vt/plan';
import { type ColName, type Delete, print, type Update } from '@vt/sqlparser';
import type { ColumnVindex } from '@vt/vschema';
import { vindexUse } from '../../semantics/routing.ts';
import { column, keyNameOf } from '../names.ts';
import { RowColumns, selectRows } from './select-rows.ts';
import type { FromTable } from './target.ts';
import { valueAfter } from './touched.ts';

/** What must be read of the rows, on their shards, so that the entries of their vindexes can follow. `atOnce`: see `assignsAtOnce`. */
export function ownedChange(
  change: Update | Delete,
  { alias, table }: FromTable,
  owned: readonly ColumnVindex[],
  atOnce: boolean,
): OwnedChange {
  const columns = new RowColumns();
  const [primary] = table.columnVindexes as [ColumnVindex];
  const isOwn = ({ qualifier }: ColName): boolean => !qualifier || qualifier.name === alias;
  const old = (names: readonly string[]) => columns.addAll(names.map((name) => column(name, alias)));
  const place = { vindex: vindexUse(table, primary.vindex.name, primary.columns), offsets: old(primary.columns) };
  const vindexes = owned.map(({ columns: names, vindex }) => ({
    key: keyNameOf(table, names),
    vindex: vindexUse(table, vindex.name, names),
    columns: names,
    offsets: old(names),
    newOffsets:
      change.kind === 'Update'
        ? columns.addAll(names.map((name) => valueAfter(name, change.exprs, alias, isOwn, atOnce, table)))
        : undefined,
  }));
  return { query: print(selectRows(change, columns.exprs, true)), primary: place, vindexes };
}
