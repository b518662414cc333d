import type { Printer, PrintersOf } from '../printer/printer.ts';
import type { SelectExpr } from '../query/nodes.ts';
import { handler, loadData } from './load-printers.ts';
import type { Delete, DmlFamily, Insert, Update } from './nodes.ts';

export const dmlPrinters: PrintersOf<DmlFamily> = {
  Delete: (n, p) => deleteStatement(n, p),
  HandlerStatement: (n, p) => handler(n, p),
  Insert: (n, p) => insert(n, p),
  LoadData: (n, p) => loadData(n, p),
  RowAlias: (n, p) => {
    p.kw(' as ').id(n.name);
    if (n.columns.length > 0) p.raw(' (').ids(n.columns).raw(')');
  },
  Update: (n, p) => update(n, p),
  UpdateExpr: (n, p) => {
    p.node(n.name).raw(' = ').node(n.expr);
  },
  Values: (n, p) => {
    p.kw('values ');
    for (let i = 0; i < n.rows.length; i++) {
      if (i > 0) p.raw(', ');
      p.kw(n.rowKeyword ? 'row' : '').node(n.rows[i]!);
    }
  },
};

function returning(exprs: readonly SelectExpr[], p: Printer): void {
  if (exprs.length > 0) p.kw(' returning ').list(exprs);
}

function insert(n: Insert, p: Printer): void {
  p.kw(`${n.action} `).comments(n.comments);
  if (n.priority !== '') p.kw(`${n.priority} `);
  p.kw(n.ignore ? 'ignore into ' : 'into ').node(n.table);
  if (n.columns !== null) p.raw('(').ids(n.columns).raw(')');
  p.raw(' ').node(n.rows).opt('', n.rowAlias);
  if (n.onDup.length > 0) p.kw(' on duplicate key update ').list(n.onDup);
  returning(n.returning, p);
}

function update(n: Update, p: Printer): void {
  p.opt('', n.with)
    .kw('update ')
    .comments(n.comments)
    .kw(n.lowPriority ? 'low_priority ' : '');
  p.kw(n.ignore ? 'ignore ' : '')
    .list(n.tables)
    .kw(' set ')
    .list(n.exprs)
    .opt(' where ', n.where);
  if (n.orderBy.length > 0) p.kw(' order by ').list(n.orderBy);
  p.opt('', n.limit);
  returning(n.returning, p);
}

function deleteStatement(n: Delete, p: Printer): void {
  p.opt('', n.with)
    .kw('delete ')
    .comments(n.comments)
    .kw(n.lowPriority ? 'low_priority ' : '');
  p.kw(n.quick ? 'quick ' : '').kw(n.ignore ? 'ignore ' : '');
  if (n.targets.length > 0) p.list(n.targets).raw(' ');
  p.kw('from ').list(n.tables).opt(' where ', n.where);
  if (n.orderBy.length > 0) p.kw(' order by ').list(n.orderBy);
  p.opt('', n.limit);
  returning(n.returning, p);
}
