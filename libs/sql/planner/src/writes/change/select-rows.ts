import {
  type AliasedExpr,
  type Delete,
  type Expr,
  type LockClause,
  print,
  type Select,
  type SelectExpr,
  type Update,
} from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import { contains } from '../names.ts';

const forUpdate: LockClause = { kind: 'LockClause', strength: 'for update', of: [], wait: '' };

/** A SELECT of the rows that a statement changes. */
export function selectRows(change: Update | Delete, columns: readonly SelectExpr[], locks: boolean): Select {
  return {
    kind: 'Select',
    comments: [],
    with: change.with,
    options: [],
    columns,
    from: change.tables,
    where: change.where,
    groupBy: null,
    having: null,
    windows: [],
    qualify: null,
    orderBy: change.orderBy,
    limit: change.limit,
    locks: locks ? [forUpdate] : [],
    into: null,
  };
}

/** Columns of such a SELECT, each once, by the offset that it gets. */
export class RowColumns {
  readonly exprs: AliasedExpr[] = [];
  /** Of those that are written, the types of the columns that get them; else NULL_TYPE. */
  readonly targets: number[] = [];

  add(expr: Expr, target: number = Type.NULL_TYPE): number {
    // What assigns a variable does it once for each row.
    const known = contains(expr, ['AssignmentExpr', 'Variable'])
      ? this.exprs.findIndex((one, i) => this.targets[i] === target && print(one.expr) === print(expr))
      : -1;
    if (known >= 0) return known;
    this.targets.push(target);
    this.exprs.push({ kind: 'AliasedExpr', expr, as: `c${this.exprs.length}`, text: '' });
    return this.exprs.length - 1;
  }

  addAll(exprs: readonly Expr[]): number[] {
    return exprs.map((expr) => this.add(expr));
  }
}
