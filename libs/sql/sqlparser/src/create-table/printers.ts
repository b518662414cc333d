import type { Expr } from '../expr/nodes.ts';
import { P, precedenceOf } from '../printer/precedence.ts';
import type { Printer, PrintersOf } from '../printer/printer.ts';
import type {
  ColumnDef,
  ColumnType,
  CreateTable,
  CreateTableFamily,
  IndexDef,
  IndexOption,
  PartitionDef,
  PartitionDefOptions,
  PartitionMethod,
  PartitionOption,
  PartitionValues,
  References,
  TableOption,
  TableSpec,
} from './nodes.ts';

export const createTablePrinters: PrintersOf<CreateTableFamily> = {
  CheckConstraint: (n, p) => {
    p.kw('check (')
      .node(n.expr)
      .kw(n.enforced ? ')' : ') not enforced');
  },
  ColumnDef: (n, p) => columnDef(n, p),
  ColumnDefault: (n, p) => {
    if (n.parens) p.raw('(').node(n.expr).raw(')');
    else p.node(n.expr);
  },
  ColumnType: (n, p) => columnType(n, p),
  ConstraintDef: (n, p) => {
    if (n.name !== '')
      p.kw(n.ifNotExists ? 'constraint if not exists ' : 'constraint ')
        .id(n.name)
        .raw(' ');
    p.node(n.details);
  },
  CreateTable: (n, p) => createTable(n, p),
  ExternalFile: (n, p) => {
    p.list(n.settings, ' ');
  },
  ExternalFormat: (n, p) => {
    if (n.charset !== '') p.kw(' character set ').raw(n.charset);
    p.opt('', n.fileType).opt('', n.fields);
    if (n.ignoreLines !== '') p.kw(` ignore ${n.ignoreLines} lines`);
  },
  ForeignKey: (n, p) => {
    p.kw(n.ifNotExists ? 'foreign key if not exists ' : 'foreign key ');
    if (n.index !== '') p.id(n.index);
    p.raw('(').ids(n.columns).raw(')').node(n.references);
  },
  IndexColumn: (n, p) => {
    if (n.expr !== null) p.raw('(').node(n.expr).raw(')');
    else p.id(n.column);
    if (n.length !== '') p.raw(`(${n.length})`);
    if (n.direction === 'desc') p.kw(' desc');
  },
  IndexDef: (n, p) => indexDef(n, p),
  IndexOption: (n, p) => indexOption(n, p),
  MaxValue: (_n, p) => {
    p.kw('maxvalue');
  },
  PartitionDef: (n, p) => partitionDef(n, p),
  PartitionDefOptions: (n, p) => partitionDefOptions(n, p),
  PartitionMethod: (n, p) => partitionMethod(n, p),
  PartitionOption: (n, p) => partitionOption(n, p),
  PartitionValues: (n, p) => partitionValues(n, p),
  PeriodDef: (n, p) => {
    p.kw(n.ifNotExists ? 'period if not exists for ' : 'period for ').id(n.name);
    p.raw(' (').id(n.from).raw(', ').id(n.to).raw(')');
  },
  References: (n, p) => references(n, p),
  SubpartitionDef: (n, p) => {
    p.kw('subpartition ').id(n.name).opt('', n.options);
  },
  TableOption: (n, p) => tableOption(n, p),
  TableSpec: (n, p) => tableSpec(n, p),
};

function createTable(n: CreateTable, p: Printer): void {
  p.kw('create ').comments(n.comments);
  p.kw(n.orReplace ? 'or replace ' : '').kw(
    n.temporary ? 'temporary table ' : n.external ? 'external table ' : 'table ',
  );
  p.kw(n.ifNotExists ? 'if not exists ' : '').node(n.table);
  p.opt(' like ', n.like).opt('', n.spec);
  if (n.onDuplicate !== '') p.kw(` ${n.onDuplicate}`);
  p.opt(' as ', n.select);
}

function tableSpec(n: TableSpec, p: Printer): void {
  const elements = [...n.columns, ...n.indexes, ...n.constraints, ...n.periods];
  if (elements.length > 0) p.raw(' (\n\t').list(elements, ',\n\t').raw('\n)');
  if (n.options.length > 0) p.raw(' ').list(n.options, ',\n  ');
  p.opt('', n.partition);
}

function tableOption(n: TableOption, p: Printer): void {
  if (n.custom) return customOption(n, p);
  p.kw(n.name);
  // What a storage engine of MariaDB has added is read only with the sign.
  if (/^(?:page_compress\w*|encrypt(?:ed|ion_key_id)|ietf_quotes|fetch_\w*)$/i.test(n.name)) {
    p.raw('=');
    if (n.value === null) p.raw(optionWord(n.word));
    else p.node(n.value);
    return;
  }
  if (n.value !== null) p.raw(' ').node(n.value);
  else if (n.files !== undefined) p.raw(' (').list(n.files).raw(')');
  else if (n.fileFormat !== undefined) p.raw(' (').node(n.fileFormat).raw(')');
  else if (n.tables.length > 0 || n.name.toLowerCase() === 'union') p.raw(' (').list(n.tables).raw(')');
  else if (n.name.toLowerCase() === 'tablespace') p.raw(' ').id(n.word);
  else if (n.word !== '' || n.name.toLowerCase() === 'collate') p.raw(' ').raw(optionWord(n.word));
}

function customOption(n: TableOption, p: Printer): void {
  p.id(n.name).raw('=');
  if (n.value !== null) p.node(n.value);
  else if (n.word === 'default') p.kw(n.word);
  else p.id(n.word);
}

function engineOptions(options: readonly TableOption[] | undefined, p: Printer): void {
  for (const option of options ?? []) p.raw(' ').node(option);
}

/** A value as a word where it can be read back as one. */
function optionWord(word: string): string {
  return /^([A-Za-z_$][\w$]*|\d+[KMGT])$/i.test(word) ? word : `'${word.replaceAll("'", "''")}'`;
}

function columnType(n: ColumnType, p: Printer): void {
  p.raw(n.name);
  if (n.length !== '') p.raw(n.scale === '' ? `(${n.length})` : `(${n.length},${n.scale})`);
  if (n.values.length > 0) {
    p.raw('(');
    for (let i = 0; i < n.values.length; i++) p.raw(i > 0 ? ', ' : '').string(n.values[i]!);
    p.raw(')');
  }
  // Part of the type's name, which keeps its case.
  if (n.unsigned) p.raw(' unsigned');
  if (n.zerofill) p.raw(' zerofill');
  if (n.charset !== '') p.kw(' character set ').raw(n.charset);
  if (n.binary) p.kw(' binary');
  if (n.refSystemId !== '') p.raw(` REF_SYSTEM_ID=${n.refSystemId}`);
}

function nullability(n: ColumnDef, p: Printer): void {
  if (n.nullable !== null) p.kw(n.nullable ? ' null' : ' not null');
}

function text(name: string, value: string | null, p: Printer): void {
  if (value !== null) p.kw(` ${name} `).string(value);
}

function columnDef(n: ColumnDef, p: Printer): void {
  p.kw(n.ifNotExists ? 'if not exists ' : '')
    .id(n.name)
    .raw(' ')
    .node(n.type);
  if (n.compressed !== '') p.kw(` ${n.compressed}`);
  if (n.collate !== '') p.kw(' collate ').raw(n.collate);
  if (n.generated === null) nullability(n, p);
  p.opt(' default ', n.default).opt(' on update ', n.onUpdate);
  if (n.generated !== null) {
    p.kw(' as (').node(n.generated).raw(')').kw(` ${n.storage}`);
    nullability(n, p);
  }
  if (n.rowTime !== '') p.kw(` generated always as row ${n.rowTime}`);
  columnRest(n, p);
}

function columnRest(n: ColumnDef, p: Printer): void {
  if (n.autoIncrement) p.kw(' auto_increment');
  text('comment', n.comment, p);
  if (n.visibility !== '') p.kw(` ${n.visibility}`);
  if (n.format !== '') p.kw(` column_format ${n.format}`);
  if (n.media !== '') p.kw(` storage ${n.media}`);
  text('engine_attribute', n.engineAttribute, p);
  text('secondary_engine_attribute', n.secondaryEngineAttribute, p);
  text('external_format', n.externalFormat ?? null, p);
  if (n.maskingPolicy !== undefined) p.kw(' masking policy ').id(n.maskingPolicy);
  if (n.notSecondary) p.kw(' not secondary');
  if (n.versioning !== '') p.kw(` ${n.versioning} system versioning`);
  engineOptions(n.engineOptions, p);
  if (n.key !== '') p.kw(` ${n.key}`);
  if (n.srid !== '') p.kw(` srid ${n.srid}`);
  for (const check of n.checks) p.raw(' ').node(check);
  p.opt('', n.references);
}

function indexDef(n: IndexDef, p: Printer): void {
  if (n.constraint !== '') p.kw('constraint ').id(n.constraint).raw(' ');
  p.kw(n.type).kw(n.ifNotExists ? ' if not exists' : '');
  if (n.name !== '') p.raw(' ').id(n.name);
  p.raw(' (').list(n.columns);
  if (n.withoutOverlaps !== '') p.raw(', ').id(n.withoutOverlaps).kw(' without overlaps');
  p.raw(')');
  for (const option of n.options) p.raw(' ').node(option);
  engineOptions(n.engineOptions, p);
}

function indexOption(n: IndexOption, p: Printer): void {
  p.kw(n.name);
  switch (n.name) {
    case 'comment':
    case 'engine_attribute':
    case 'secondary_engine_attribute':
      p.raw(' ').string(n.value);
      break;
    case 'clustering':
      p.raw('=').kw(n.value);
      break;
    default:
      if (n.value !== '') p.raw(' ').raw(n.value);
  }
}

function references(n: References, p: Printer): void {
  p.kw(' references ').node(n.table);
  if (n.columns.length > 0) p.raw(' (').ids(n.columns).raw(')');
  if (n.match !== '') p.kw(` match ${n.match}`);
  if (n.onDelete !== '') p.kw(` on delete ${n.onDelete}`);
  if (n.onUpdate !== '') p.kw(` on update ${n.onUpdate}`);
}

function partitionOption(n: PartitionOption, p: Printer): void {
  p.kw('\npartition by ').node(n.by);
  if (n.by.count !== '') p.kw(` partitions ${n.by.count}`);
  if (n.subpartition !== null) {
    p.kw(' subpartition by ').node(n.subpartition);
    if (n.subpartition.count !== '') p.kw(` subpartitions ${n.subpartition.count}`);
  }
  if (n.partitions.length > 0) p.raw('\n(').list(n.partitions, ',\n ').raw(')');
}

function partitionMethod(n: PartitionMethod, p: Printer): void {
  p.kw(n.linear ? 'linear ' : '').kw(n.type);
  if (n.algorithm !== '') p.kw(` algorithm = ${n.algorithm}`);
  if (n.expr !== null) bitExpr(n.expr, p.raw(' (')).raw(')');
  else if (n.type === 'system_time') p.raw(n.rest === '' ? '' : ` ${n.rest}`);
  else p.raw(' (').ids(n.columns).raw(')');
}

/** An expression where comparisons and looser operators need parentheses of their own. */
function bitExpr(expr: Expr, p: Printer): Printer {
  return precedenceOf(expr) >= P.Compare ? p.raw('(').node(expr).raw(')') : p.node(expr);
}

function partitionDef(n: PartitionDef, p: Printer): void {
  p.kw('partition ').id(n.name).opt(' ', n.values).opt('', n.options);
  if (n.subpartitions.length > 0) p.raw(' (').list(n.subpartitions).raw(')');
}

function partitionValues(n: PartitionValues, p: Printer): void {
  if (n.type !== 'in' && n.type !== 'less than') {
    p.kw(n.type);
    return;
  }
  p.kw(`values ${n.type} `);
  if (n.type === 'less than' && n.exprs.length === 1 && n.exprs[0]!.kind === 'MaxValue') p.node(n.exprs[0]!);
  else {
    for (const expr of n.exprs) {
      p.raw(expr === n.exprs[0] ? '(' : ', ');
      if (expr.kind === 'MaxValue') p.node(expr);
      else bitExpr(expr, p);
    }
    p.raw(')');
  }
}

function partitionDefOptions(n: PartitionDefOptions, p: Printer): void {
  if (n.engine !== '') p.kw(n.storage ? ' storage engine ' : ' engine ').raw(optionWord(n.engine));
  text('comment', n.comment, p);
  text('data directory', n.dataDirectory, p);
  text('index directory', n.indexDirectory, p);
  if (n.maxRows !== '') p.kw(` max_rows ${n.maxRows}`);
  if (n.minRows !== '') p.kw(` min_rows ${n.minRows}`);
  if (n.tablespace !== '') p.kw(' tablespace ').id(n.tablespace);
  if (n.nodegroup !== '') p.kw(` nodegroup ${n.nodegroup}`);
  engineOptions(n.engineOptions, p);
}
