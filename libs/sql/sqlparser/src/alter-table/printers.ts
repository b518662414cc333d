import type { Printer, PrintersOf } from '../printer/printer.ts';
import type { AlterTable, AlterTableFamily, PartitionSpec } from './nodes.ts';

const ifExists = (there: boolean) => (there ? ' if exists ' : ' ');

export const alterTablePrinters: PrintersOf<AlterTableFamily> = {
  AddColumns: (n, p) => {
    p.kw('add column ');
    if (n.columns.length === 1) p.node(n.columns[0]!);
    else if (n.columns.every((column) => column.ifNotExists)) {
      const columns = n.columns.map((column) => ({ ...column, ifNotExists: false }));
      p.kw('if not exists ').raw('(').list(columns).raw(')');
    } else p.raw('(').list(n.columns).raw(')');
    place(n, p);
  },
  AddConstraint: (n, p) => {
    p.kw('add ').node(n.constraint);
  },
  AddIndex: (n, p) => {
    p.kw('add ').node(n.index);
  },
  AddPeriod: (n, p) => {
    p.kw('add ').node(n.period);
  },
  AlterAlgorithm: (n, p) => {
    p.kw('algorithm = ').raw(n.value);
  },
  AlterCharset: (n, p) => {
    p.kw('convert to character set ').raw(n.charset);
    if (n.collate !== '') p.kw(' collate ').raw(n.collate);
  },
  AlterColumn: (n, p) => {
    p.kw(`alter column${ifExists(n.ifExists)}`)
      .id(n.column)
      .kw(` ${n.change}`)
      .opt(' ', n.default);
    if (n.policy !== undefined) p.raw(' ').id(n.policy);
  },
  AlterConstraint: (n, p) => {
    p.kw(`alter ${n.type} `)
      .id(n.name)
      .kw(n.enforced ? ' enforced' : ' not enforced');
  },
  AlterIndex: (n, p) => {
    p.kw(`alter index${ifExists(n.ifExists)}`)
      .id(n.name)
      .kw(` ${n.change}`);
  },
  AlterLock: (n, p) => {
    p.kw(`lock ${n.value}`);
  },
  AlterSecondary: (n, p) => {
    p.kw(n.verb);
    if (n.partitions.length > 0) p.kw(' partition (').ids(n.partitions).raw(')');
    if (n.guided !== '') p.kw(` guided ${n.guided}`);
  },
  AlterTable: (n, p) => alterTable(n, p),
  ChangeColumn: (n, p) => {
    p.kw(`change column${ifExists(n.ifExists)}`)
      .id(n.from)
      .raw(' ')
      .node(n.column);
    place(n, p);
  },
  DropColumn: (n, p) => {
    p.kw(`drop column${ifExists(n.ifExists)}`).id(n.name);
  },
  DropKey: (n, p) => {
    if (n.type === 'primary key') p.kw('drop primary key');
    else if (n.type === 'period for') p.kw(`drop period${ifExists(n.ifExists)}for `).id(n.name);
    else p.kw(`drop ${n.type}${ifExists(n.ifExists)}`).id(n.name);
  },
  DropTable: (n, p) => {
    p.kw('drop ')
      .comments(n.comments)
      .kw(n.temporary ? 'temporary table' : 'table');
    p.kw(ifExists(n.ifExists)).list(n.tables);
  },
  ModifyColumn: (n, p) => {
    p.kw(`modify column${ifExists(n.ifExists)}`).node(n.column);
    place(n, p);
  },
  OrderByColumns: (n, p) => {
    p.kw('order by ').list(n.columns);
  },
  PartitionSpec: (n, p) => partitionSpec(n, p),
  RenameColumn: (n, p) => {
    p.kw(`rename column${ifExists(n.ifExists)}`)
      .id(n.from)
      .kw(' to ')
      .id(n.to);
  },
  RenameIndex: (n, p) => {
    p.kw(`rename index${ifExists(n.ifExists)}`)
      .id(n.from)
      .kw(' to ')
      .id(n.to);
  },
  RenamePair: (n, p) => {
    p.node(n.from).kw(' to ').node(n.to);
  },
  RenameTable: (n, p) => {
    p.kw(`rename table${ifExists(n.ifExists)}`).list(n.pairs);
  },
  RenameTableTo: (n, p) => {
    p.kw('rename ').node(n.table);
  },
  SimpleAlter: (n, p) => {
    p.kw(n.change);
  },
  TableOptions: (n, p) => {
    p.list(n.options, ' ');
  },
  TruncateTable: (n, p) => {
    p.kw('truncate table ').node(n.table);
  },
};

function place(n: { readonly first: boolean; readonly after: string }, p: Printer): void {
  if (n.first) p.kw(' first');
  else if (n.after !== '') p.kw(' after ').id(n.after);
}

function alterTable(n: AlterTable, p: Printer): void {
  p.kw('alter ')
    .comments(n.comments)
    .kw(n.ignore ? 'ignore table' : 'table');
  p.kw(ifExists(n.ifExists)).node(n.table);
  if (n.options.length > 0) p.raw(' ').list(n.options);
  p.opt(' ', n.partition);
  // A change of partitions that stands alone comes after its modifiers as one more item of the list.
  const listed = n.options.length > 0 && n.partitionSpec?.action !== 'remove';
  p.opt(listed ? ', ' : ' ', n.partitionSpec);
}

function partitionSpec(n: PartitionSpec, p: Printer): void {
  if (n.action === 'remove' || n.action === 'upgrade') {
    p.kw(`${n.action} partitioning`);
    return;
  }
  if (n.action === 'convert table') {
    p.kw('convert table ').opt('', n.table).kw(' to ').list(n.definitions);
    return;
  }
  p.kw(n.action === 'convert partition' ? n.action : `${n.action} partition`);
  if (n.ifExists) p.kw(n.action === 'add' ? ' if not exists' : ' if exists');
  if (n.noWriteToBinlog) p.kw(' no_write_to_binlog');
  if (n.all) p.kw(' all');
  else if (n.names.length > 0) p.raw(' ').ids(n.names);
  if (n.count !== '') p.kw(n.action === 'add' ? ' partitions ' : ' ').raw(n.count);
  if (n.definitions.length > 0)
    p.kw(n.action === 'add' ? ' (' : ' into (')
      .list(n.definitions)
      .raw(')');
  p.opt(n.action === 'exchange' ? ' with table ' : ' to table ', n.table);
  partitionTail(n, p);
}

function partitionTail(n: PartitionSpec, p: Printer): void {
  if (n.validation !== '') p.kw(` ${n.validation} validation`);
  for (const flag of n.flags) p.kw(` ${flag}`);
  if (n.action === 'discard' || n.action === 'import') p.kw(' tablespace');
}
