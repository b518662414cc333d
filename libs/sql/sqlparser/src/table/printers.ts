import type { Printer, PrintersOf } from '../printer/printer.ts';
import type { AliasedTableExpr, JsonTableColumn, JtPath, TableFamily } from './nodes.ts';

export const tablePrinters: PrintersOf<TableFamily> = {
  AliasedTableExpr: (n, p) => aliasedTable(n, p),
  DerivedTable: (n, p) => {
    p.kw(n.lateral ? 'lateral (' : '(')
      .node(n.select)
      .raw(')');
  },
  IndexHint: (n, p) => {
    p.kw(n.type).raw(' ');
    if (n.for !== '') p.kw(`for ${n.for} `);
    p.raw('(').ids(n.indexes).raw(')');
  },
  JoinTableExpr: (n, p) => {
    p.node(n.left).kw(` ${n.join} `).node(n.right).opt(' on ', n.on);
    if (n.using.length > 0) p.kw(' using (').ids(n.using).raw(')');
  },
  JsonTableExpr: (n, p) => {
    p.kw('json_table(').node(n.expr).raw(', ').node(n.path).kw(' columns(\n');
    jsonColumns(n.columns, '\t', p);
    p.raw('\n\t)\n)').kw(' as ').id(n.as);
  },
  JtNested: (n, p) => {
    p.kw('nested path ').node(n.path).kw(' columns(\n');
    jsonColumns(n.columns, '\t', p);
    p.raw('\n)');
  },
  JtOrdinal: (n, p) => {
    p.id(n.name).kw(' for ordinality');
  },
  JtPath: (n, p) => jsonPath(n, p),
  ParenTableExpr: (n, p) => {
    p.raw('(').list(n.exprs).raw(')');
  },
  SystemTime: (n, p) => {
    if (n.portionOf === undefined) p.kw('for system_time ');
    else p.kw('for portion of ').id(n.portionOf).raw(' ');
    p.kw(n.type);
    p.opt(n.fromTransaction ? ' transaction ' : ' ', n.from);
    if (n.to !== null)
      p.kw(n.type === 'between' ? ' and ' : ' to ')
        .kw(n.toTransaction ? 'transaction ' : '')
        .node(n.to);
  },
  TableName: (n, p) => {
    if (n.qualifier !== '') p.id(n.qualifier).raw('.');
    p.id(n.name);
  },
  TableSample: (n, p) => {
    p.kw(`tablesample ${n.method} (`).node(n.percentage).raw(')');
  },
};

function aliasedTable(n: AliasedTableExpr, p: Printer): void {
  p.node(n.expr);
  if (n.partitions.length > 0) p.kw(' partition (').ids(n.partitions).raw(')');
  p.opt(' ', n.systemTime);
  if (n.as !== '') p.kw(' as ').id(n.as);
  if (n.columns.length > 0) p.raw('(').ids(n.columns).raw(')');
  for (const hint of n.hints) p.raw(' ').node(hint);
  p.opt(' ', n.sample ?? null);
}

function jsonColumns(columns: readonly JsonTableColumn[], indent: string, p: Printer): void {
  p.raw(indent).list(columns, `,\n${indent}`);
}

function jsonPath(n: JtPath, p: Printer): void {
  p.id(n.name).raw(' ').node(n.type);
  if (n.collate !== '') p.kw(' collate ').raw(n.collate);
  p.kw(n.exists ? ' exists path ' : ' path ')
    .node(n.path)
    .raw(' ');
  if (n.onEmpty !== null) p.node(n.onEmpty).kw(' on empty ');
  if (n.onError !== null) p.node(n.onError).kw(' on error ');
}
