import { type Insert, visitButLiterals } from '@vt/sqlparser';
import type { Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../../environment.ts';
import { tableUses } from '../../semantics/scope.ts';
import { targetRead } from '../change/subqueries.ts';
import { sameName } from '../names.ts';

/** @throws 1093 where a subquery among VALUES reads the written table by its name: as MySQL, which lets another name pass. */
export function checkNotReadByValues({ rows }: Insert, table: Table, environment: PlannerEnvironment): void {
  if (rows.kind !== 'Values') return;
  visitButLiterals(rows, (node) => {
    if (node.kind !== 'Subquery') return undefined;
    const isRead = tableUses(node.select, environment).some(
      (use) => use.table === table && !use.nested && sameName(use.alias, table.name),
    );
    if (isRead) throw targetRead(table.name);
    return undefined;
  });
}
