import type { Printer, PrintersOf } from '../printer/printer.ts';
import type { AdminFamily, Explain, Flush } from './nodes.ts';

export const adminPrinters: PrintersOf<AdminFamily> = {
  CallProc: (n, p) => {
    p.kw('call ').comments(n.comments).node(n.name).raw('(').list(n.params).raw(')');
  },
  Deallocate: (n, p) => {
    p.kw('deallocate ').comments(n.comments).kw('prepare ').id(n.name);
  },
  Do: (n, p) => {
    p.kw('do ').list(n.exprs);
  },
  Execute: (n, p) => {
    p.kw('execute ').comments(n.comments).id(n.name);
    if (n.using.length > 0) p.kw(' using ').list(n.using);
  },
  AnalyzeStatement: (n, p) => {
    p.kw('analyze ').comments(n.comments);
    if (n.format !== '') p.kw(`format = ${n.format} `);
    p.node(n.statement);
  },
  Explain: (n, p) => explain(n, p),
  ExplainConnection: (n, p) => {
    p.kw('explain ');
    if (n.format !== '') p.kw(`format = ${n.format} `);
    p.kw('for connection ').node(n.connection);
  },
  ExplainTable: (n, p) => {
    p.kw('explain ').node(n.table);
    if (n.like !== null) p.raw(' ').string(n.like);
    if (n.column !== '') p.raw(' ').id(n.column);
  },
  Flush: (n, p) => flush(n, p),
  Kill: (n, p) => {
    p.kw(`kill ${n.type} `).node(n.id);
  },
  Prepare: (n, p) => {
    p.kw('prepare ').comments(n.comments).id(n.name).kw(' from ').node(n.statement);
  },
  TableMaintenance: (n, p) => {
    p.kw(n.local ? `${n.action} local table ` : `${n.action} table `).list(n.tables);
    if (n.options !== '') p.raw(' ').raw(n.options);
  },
  VExplain: (n, p) => {
    p.kw('vexplain ').comments(n.comments).kw(`${n.type} `).node(n.statement);
  },
};

function explain(n: Explain, p: Printer): void {
  p.kw('explain ').comments(n.comments);
  if (n.analyze) p.kw('analyze ');
  if (n.format !== '') p.kw(`format = ${n.format} `);
  if (n.detail !== '') p.kw(`${n.detail} `);
  if (n.into !== null) p.kw('into ').node(n.into).raw(' ');
  if (n.schema !== '') p.kw('for schema ').id(n.schema).raw(' ');
  p.node(n.statement);
}

function flush(n: Flush, p: Printer): void {
  p.kw(n.local ? 'flush local ' : 'flush ');
  if (n.tables === null) {
    p.kw(n.options.join(', '));
    return;
  }
  p.kw('tables');
  if (n.tables.length > 0) p.raw(' ').list(n.tables);
  if (n.lock !== '') p.kw(` ${n.lock}`);
}
