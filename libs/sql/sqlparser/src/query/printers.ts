import type { Printer, PrintersOf } from '../printer/printer.ts';
import type {
  FieldDetails,
  FileFormat,
  FileType,
  IntoFile,
  Limit,
  QueryFamily,
  QueryStatement,
  Select,
  Union,
} from './nodes.ts';

export const queryPrinters: PrintersOf<QueryFamily> = {
  AliasedExpr: (n, p) => {
    p.node(n.expr);
    if (n.as !== '') p.kw(' as ').id(n.as);
  },
  CommonTableExpr: (n, p) => {
    p.id(n.name);
    if (n.columns.length > 0) p.raw('(').ids(n.columns).raw(')');
    p.kw(' as (').node(n.select).raw(')');
    if (n.cycle !== undefined) p.kw(' cycle ').ids(n.cycle).kw(' restrict');
  },
  FieldDetails: (n, p) => fieldDetails(n, p),
  FileFormat: (n, p) => fileFormat(n, p),
  FileType: (n, p) => fileType(n, p),
  GroupBy: (n, p) => {
    if (n.descending === undefined) p.list(n.exprs);
    else
      n.exprs.forEach((expr, i) =>
        p
          .raw(i > 0 ? ', ' : '')
          .node(expr)
          .kw(n.descending!.includes(i) ? ' desc' : ''),
      );
    p.kw(n.withRollup ? ' with rollup' : '');
  },
  IntoFile: (n, p) => intoFile(n, p),
  IntoVariables: (n, p) => {
    p.kw('into ').list(n.variables);
  },
  Limit: (n, p) => {
    if (n.withTies) return fetch(n, p);
    p.kw(' limit ');
    if (n.offset !== null) p.node(n.offset).raw(', ');
    p.node(n.rowCount);
    if (n.rowsExamined !== undefined) p.kw(' rows examined ').node(n.rowsExamined);
  },
  LocalVariable: (n, p) => {
    p.id(n.name);
  },
  LockClause: (n, p) => {
    p.kw(n.strength);
    if (n.of.length > 0) p.kw(' of ').list(n.of);
    if (n.wait !== '') p.kw(` ${n.wait}`);
  },
  NamedWindow: (n, p) => {
    // The upper-case AS is Vitess's.
    p.kw(n.word ? 'window ' : '')
      .id(n.name)
      .raw(' AS (')
      .node(n.spec)
      .raw(')');
  },
  Nextval: (n, p) => {
    p.kw('next ').node(n.expr).kw(' values');
  },
  Order: (n, p) => {
    p.node(n.expr).kw(n.direction === 'asc' ? ' asc' : ' desc');
  },
  ParenSelect: (n, p) => {
    p.opt('', n.with).raw('(').node(n.select).raw(')');
    tail(n, p);
  },
  Procedure: (n, p) => {
    p.kw('procedure ').id(n.name).raw('(').list(n.args).raw(')');
  },
  Select: (n, p) => select(n, p),
  StarExpr: (n, p) => {
    if (n.table !== null) p.node(n.table).raw('.');
    p.raw('*');
  },
  Subquery: (n, p) => {
    p.raw('(').node(n.select).raw(')');
  },
  TableStatement: (n, p) => {
    p.opt('', n.with).kw('table ').node(n.table);
    tail(n, p);
  },
  Union: (n, p) => {
    p.opt('', n.with);
    operand(n.left, leftNeedsParens(n), p);
    p.kw(` ${n.operation} `);
    operand(n.right, n.right.kind === 'Union' || hasTail(n.right), p);
    tail(n, p);
  },
  ValuesStatement: (n, p) => {
    p.opt('', n.with).kw('values ').comments(n.comments);
    for (let i = 0; i < n.rows.length; i++)
      p.raw(i > 0 ? ', ' : '')
        .kw(n.rowKeyword ? 'row' : '')
        .node(n.rows[i]!);
    tail({ ...n, locks: [], into: null }, p);
  },
  With: (n, p) => {
    p.kw(n.recursive ? 'with recursive ' : 'with ')
      .list(n.ctes)
      .raw(' ');
  },
};

function select(n: Select, p: Printer): void {
  p.opt('', n.with).kw('select ').comments(n.comments);
  for (const option of n.options) if (option !== 'all') p.kw(`${option} `);
  p.list(n.columns);
  if (n.from.length > 0) p.kw(' from ').list(n.from);
  else p.kw(' from ').raw('dual');
  p.opt(' where ', n.where).opt(' group by ', n.groupBy).opt(' having ', n.having);
  if (n.windows.length > 0) {
    p.kw(' window ').list(n.windows, ', ');
  }
  p.opt(' qualify ', n.qualify);
  tail(n, p);
}

type WithTail = Pick<Select, 'into' | 'limit' | 'locks' | 'orderBy' | 'procedure'>;

function tail({ orderBy, limit, procedure, locks, into }: WithTail, p: Printer): void {
  if (orderBy.length > 0) p.kw(' order by ').list(orderBy);
  p.opt('', limit).opt(' ', procedure ?? null);
  for (const lock of locks) p.raw(' ').node(lock);
  p.opt(' ', into);
}

/** Has a clause that would be taken for the whole set operation's if it stood without parentheses. */
function hasTail(n: QueryStatement): boolean {
  if (n.orderBy.length > 0 || n.limit !== null || n.with !== null) return true;
  return n.kind !== 'ValuesStatement' && (n.locks.length > 0 || n.into !== null || n.procedure !== undefined);
}

function leftNeedsParens(n: Union): boolean {
  if (hasTail(n.left)) return true;
  if (n.left.kind === 'Union' && n.left.nested) return true;
  // INTERSECT binds tighter than the others.
  return n.left.kind === 'Union' && n.operation.startsWith('intersect') && !n.left.operation.startsWith('intersect');
}

function operand(n: QueryStatement, parens: boolean, p: Printer): void {
  if (parens && n.kind !== 'ParenSelect') p.raw('(').node(n).raw(')');
  else p.node(n);
}

function intoFile(n: IntoFile, p: Printer): void {
  p.kw(`into ${n.type} `).string(n.fileName);
  if (n.charset !== '') p.kw(' character set ').raw(n.charset);
  if (n.s3Format !== '') p.kw(` format ${n.s3Format}`);
  p.opt('', n.fileType ?? null).opt('', n.format);
  if (n.manifest !== '') p.kw(` manifest ${n.manifest}`);
  if (n.overwrite !== '') p.kw(` overwrite ${n.overwrite}`);
}

function fileFormat(n: FileFormat, p: Printer): void {
  const fields = n.fieldsTerminated !== null || n.enclosed !== null || n.escaped !== null || n.more !== undefined;
  if (fields) p.kw(' fields');
  if (n.fieldsTerminated !== null) p.kw(' terminated by ').string(n.fieldsTerminated);
  if (n.enclosed !== null) p.kw(n.optionally ? ' optionally enclosed by ' : ' enclosed by ').string(n.enclosed);
  if (n.escaped !== null) p.kw(' escaped by ').string(n.escaped);
  p.opt('', n.more ?? null);
  if (n.linesStarting !== null || n.linesTerminated !== null) p.kw(' lines');
  if (n.linesStarting !== null) p.kw(' starting by ').string(n.linesStarting);
  if (n.linesTerminated !== null) p.kw(' terminated by ').string(n.linesTerminated);
}

function fieldDetails(n: FieldDetails, p: Printer): void {
  if (n.notEnclosed) p.kw(' not enclosed');
  if (n.date !== null) p.kw(' date format ').string(n.date);
  if (n.time !== null) p.kw(' time format ').string(n.time);
  if (n.datetime !== null) p.kw(' datetime format ').string(n.datetime);
  if (n.nullAs !== null) p.kw(' null as ').string(n.nullAs);
}

function fileType(n: FileType, p: Printer): void {
  if (n.format !== '') p.kw(' format ').id(n.format);
  if (n.compression !== null) p.kw(' compression ').string(n.compression);
  if (n.header !== '') p.kw(` header ${n.header}`);
}

function fetch({ offset, rowCount }: Limit, p: Printer): void {
  if (offset !== null) p.kw(' offset ').node(offset).kw(' rows');
  p.kw(' fetch first ').node(rowCount).kw(' rows with ties');
}
