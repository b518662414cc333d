import type { Printer, PrintersOf } from '../printer/printer.ts';
import type {
  AlterView,
  CreateSpatialReferenceSystem,
  CreateView,
  DatabaseOption,
  DropObject,
  JsonDualityView,
  ObjectFamily,
  ResourceGroupStatement,
  SequenceStatement,
  ServerStatement,
  TablespaceStatement,
} from './nodes.ts';

const ifExists = (there: boolean) => (there ? 'if exists ' : '');
const ifNotExists = (there: boolean) => (there ? 'if not exists ' : '');
const orReplace = (there: boolean) => (there ? 'or replace ' : '');

export const objectPrinters: PrintersOf<ObjectFamily> = {
  AlterDatabase: (n, p) => {
    p.kw('alter database');
    if (n.name !== '') p.raw(' ').id(n.name);
    for (const option of n.options) p.raw(' ').node(option);
    if (n.upgrade) p.kw(' upgrade data directory name');
  },
  AlterView: (n, p) => {
    p.kw('alter ').comments(n.comments);
    view(n, p);
  },
  CreateDatabase: (n, p) => {
    p.kw('create ').comments(n.comments).kw(orReplace(n.orReplace)).kw('database ');
    p.kw(ifNotExists(n.ifNotExists)).id(n.name);
    for (const option of n.options) p.raw(' ').node(option);
  },
  CreateSpatialReferenceSystem: (n, p) => referenceSystem(n, p),
  CreateView: (n, p) => {
    p.kw('create ').comments(n.comments).kw(orReplace(n.orReplace));
    view(n, p);
  },
  DatabaseOption: (n, p) => databaseOption(n, p),
  Definer: (n, p) => {
    if (n.current !== '') {
      p.kw(n.current);
      return;
    }
    part(n.user, n.userString, p);
    if (n.host !== null) part(n.host, n.hostString, p.raw('@'));
  },
  DropDatabase: (n, p) => {
    p.kw('drop ').comments(n.comments).kw('database ').kw(ifExists(n.ifExists)).id(n.name);
  },
  DropObject: (n, p) => dropObject(n, p),
  DropView: (n, p) => {
    p.kw('drop ').comments(n.comments).kw('view ').kw(ifExists(n.ifExists)).list(n.views);
  },
  JsonDualityView: (n, p) => {
    p.kw(`${n.action} `).comments(n.comments).kw(orReplace(n.orReplace));
    view(n, p);
  },
  MaskingPolicy: (n, p) => {
    const condition = n.action === 'create' ? ifNotExists : ifExists;
    p.kw(`${n.action} masking policy ${condition(n.conditional)}`).id(n.name);
    if (n.mask !== null) p.raw('(').id(n.column).raw(') ').node(n.mask);
  },
  PartialDdl: (n, p) => {
    p.kw(`${n.verb} `)
      .comments(n.comments)
      .kw(n.temporary ? 'temporary ' : '')
      .kw(n.object);
    if (n.ifNotExists) p.kw(' if not exists');
    if (n.name !== '') p.raw(' ').id(n.name);
    p.opt(' ', n.table);
  },
  ResourceGroupStatement: (n, p) => resourceGroup(n, p),
  SequenceOption: (n, p) => {
    p.kw(n.name).opt(' ', n.value);
  },
  SequenceStatement: (n, p) => sequence(n, p),
  ServerOption: (n, p) => {
    p.kw(`${n.name} `);
    if (n.string) p.string(n.value);
    else p.raw(n.value);
  },
  ServerStatement: (n, p) => server(n, p),
  TablespaceStatement: (n, p) => tablespace(n, p),
};

function part(value: string, string: boolean, p: Printer): void {
  if (string) p.string(value);
  else p.id(value);
}

function databaseOption(n: DatabaseOption, p: Printer): void {
  p.kw(n.default ? 'default ' : '').kw(`${n.name} `);
  if (n.string) p.string(n.value);
  else p.raw(n.value);
}

function view(n: AlterView | CreateView | JsonDualityView, p: Printer): void {
  // Vitess's upper form has the words of an ALTER in upper case, those of a CREATE as they were written.
  const word = (text: string) => (n.kind === 'AlterView' ? p.kw(text) : p.raw(text));
  if (n.algorithm !== '') {
    p.kw('algorithm = ');
    word(`${n.algorithm} `);
  }
  if (n.definer !== null) p.kw('definer = ').node(n.definer).raw(' ');
  if (n.security !== '') {
    p.kw('sql security ');
    word(`${n.security} `);
  }
  p.kw(n.materialized ? 'materialized ' : '')
    .kw(n.kind === 'JsonDualityView' ? 'json duality view ' : 'view ')
    .kw(n.kind !== 'AlterView' ? ifNotExists(n.ifNotExists) : '')
    .node(n.view);
  if (n.columns.length > 0) p.raw('(').ids(n.columns).raw(')');
  p.kw(' as ').node(n.select);
  if (n.check !== '') {
    p.kw(' with ');
    word(n.check);
    p.kw(' check option');
  }
}

function dropObject(n: DropObject, p: Printer): void {
  p.kw('drop ')
    .comments(n.comments)
    .kw(n.temporary ? 'temporary ' : '');
  p.kw(`${n.type} `).kw(ifExists(n.ifExists));
  if (n.type === 'spatial reference system') p.raw(n.names[0]!.name);
  else p.list(n.names);
  if (n.force) p.kw(' force');
}

function tablespace(n: TablespaceStatement, p: Printer): void {
  p.kw(`${n.action} ${n.type} `).id(n.name);
  if (n.file !== null) p.kw(` ${n.fileAction} ${n.fileType} `).string(n.file);
  if (n.logfileGroup !== '') p.kw(' use logfile group ').id(n.logfileGroup);
  if (n.renameTo !== '') p.kw(' rename to ').id(n.renameTo);
  if (n.state !== '') p.kw(` set ${n.state}`);
  for (const option of n.options) p.raw(' ').node(option);
}

function server(n: ServerStatement, p: Printer): void {
  p.kw(`${n.action} `).kw(orReplace(n.orReplace)).kw('server ').kw(ifNotExists(n.ifNotExists)).id(n.name);
  if (n.action === 'create') p.kw(' foreign data wrapper ').id(n.wrapper);
  p.kw(' options (').list(n.options).raw(')');
}

function text(name: string, value: string | null, p: Printer): void {
  if (value !== null) p.kw(` ${name} `).string(value);
}

function referenceSystem(n: CreateSpatialReferenceSystem, p: Printer): void {
  p.kw('create ').kw(orReplace(n.orReplace)).kw('spatial reference system ').kw(ifNotExists(n.ifNotExists));
  p.raw(n.srid);
  text('name', n.name, p);
  text('definition', n.definition, p);
  text('organization', n.organization, p);
  if (n.organizationId !== '') p.kw(` identified by ${n.organizationId}`);
  text('description', n.description, p);
}

function resourceGroup(n: ResourceGroupStatement, p: Printer): void {
  p.kw(`${n.action} resource group `).id(n.name);
  if (n.type !== '') p.kw(` type = ${n.type}`);
  if (n.vcpus.length > 0) p.kw(' vcpu = ').raw(n.vcpus.join(', '));
  if (n.threadPriority !== '') p.kw(' thread_priority = ').raw(n.threadPriority);
  if (n.state !== '') p.kw(` ${n.state}`);
  if (n.force) p.kw(' force');
}

function sequence(n: SequenceStatement, p: Printer): void {
  p.kw(`${n.action} `)
    .kw(orReplace(n.orReplace))
    .kw(n.temporary ? 'temporary sequence ' : 'sequence ');
  p.kw(ifExists(n.ifExists)).kw(ifNotExists(n.ifNotExists)).node(n.name);
  for (const option of n.options) p.raw(' ').node(option);
  for (const option of n.tableOptions) p.raw(' ').node(option);
}
