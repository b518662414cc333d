import type { Statement } from '../ast/node.ts';
import type { Printer, PrintersOf } from '../printer/printer.ts';
import type {
  AlterEvent,
  CreateEvent,
  CreateFunction,
  CreateLoadableFunction,
  CreateProcedure,
  CreateTrigger,
  HandlerCondition,
  ProgramBranch,
  ProgramFamily,
} from './nodes.ts';

export const programPrinters: PrintersOf<ProgramFamily> = {
  AlterEvent: (n, p) => alterEvent(n, p),
  AlterRoutine: (n, p) => {
    p.kw(`alter ${n.type} `).node(n.name);
    for (const option of n.options) p.raw(' ').node(option);
  },
  BeginEnd: (n, p) => {
    label(n.label, p);
    p.kw(n.notAtomic ? 'begin not atomic ' : 'begin ');
    statements(n.statements, p);
    p.kw('end');
    endLabel(n.label, p);
  },
  CaseStatement: (n, p) => {
    p.kw('case ');
    if (n.expr !== null) p.node(n.expr).raw(' ');
    for (const branch of n.branches) condition('when ', branch, p);
    otherwise(n.else, p);
    p.kw('end case');
  },
  CreateEvent: (n, p) => createEvent(n, p),
  CreateFunction: (n, p) => createFunction(n, p),
  CreateLoadableFunction: (n, p) => loadable(n, p),
  CreateProcedure: (n, p) => {
    head(n, 'procedure', p);
    p.node(n.name).raw(' (');
    for (const param of n.params) p.kw(`${param === n.params[0] ? '' : ', '}${param.mode} `).node(param);
    p.raw(')');
    for (const option of n.options) p.raw(' ').node(option);
    body(n.body, p);
  },
  CreateTrigger: (n, p) => createTrigger(n, p),
  CursorStatement: (n, p) => {
    p.kw(`${n.action} `).id(n.cursor);
    if (n.args !== undefined) p.raw('(').list(n.args).raw(')');
    if (n.into.length > 0) p.kw(' into ').list(n.into);
  },
  DeclareCondition: (n, p) => {
    p.kw('declare ').id(n.name).kw(' condition for ').node(n.value);
  },
  DeclareCursor: (n, p) => {
    p.kw('declare ').id(n.name).kw(' cursor ');
    if (n.params !== undefined) p.raw('(').list(n.params).raw(') ');
    p.kw('for ').node(n.select);
  },
  DeclareHandler: (n, p) => {
    p.kw(`declare ${n.action} handler for `).list(n.conditions).raw(' ').node(n.body);
  },
  DeclareVariables: (n, p) => {
    p.kw('declare ').ids(n.names).raw(' ').node(n.type);
    collate(n.collate, p);
    p.opt(' default ', n.default);
  },
  DiagnosticsItem: (n, p) => {
    p.node(n.target).raw(' = ').kw(n.name);
  },
  EventSchedule: (n, p) => {
    p.kw(n.unit === '' ? 'at ' : 'every ').node(n.expr);
    if (n.unit !== '') p.kw(` ${n.unit}`);
    p.opt(' starts ', n.starts).opt(' ends ', n.ends);
  },
  FetchGroup: (_n, p) => {
    p.kw('fetch group next row');
  },
  ForCursor: (n, p) => {
    p.id(n.cursor);
    if (n.args.length > 0) p.raw('(').list(n.args).raw(')');
  },
  ForRange: (n, p) => {
    p.kw(n.reverse ? 'reverse ' : '')
      .node(n.from)
      .raw(' .. ')
      .node(n.to);
  },
  ForStatement: (n, p) => {
    label(n.label, p);
    p.kw('for ').id(n.variable).kw(' in ').node(n.over).kw(' do ');
    statements(n.statements, p);
    p.kw('end for');
    endLabel(n.label, p);
  },
  GetDiagnostics: (n, p) => {
    p.kw(n.area === '' ? 'get diagnostics ' : `get ${n.area} diagnostics `);
    if (n.condition !== null) p.kw('condition ').node(n.condition).raw(' ');
    p.list(n.items);
  },
  HandlerCondition: (n, p) => handlerCondition(n, p),
  IfStatement: (n, p) => {
    for (const branch of n.branches) condition(branch === n.branches[0] ? 'if ' : 'elseif ', branch, p);
    otherwise(n.else, p);
    p.kw('end if');
  },
  JumpStatement: (n, p) => {
    p.kw(`${n.action} `).id(n.label);
  },
  LoopStatement: (n, p) => {
    label(n.label, p);
    p.kw('loop ');
    statements(n.statements, p);
    p.kw('end loop');
    endLabel(n.label, p);
  },
  ProgramBranch: (n, p) => condition('when ', n, p),
  RepeatStatement: (n, p) => {
    label(n.label, p);
    p.kw('repeat ');
    statements(n.statements, p);
    p.kw('until ').node(n.until).kw(' end repeat');
    endLabel(n.label, p);
  },
  ReturnStatement: (n, p) => {
    p.kw('return ').node(n.expr);
  },
  RoutineCode: (n, p) => {
    p.kw('as ').string(n.code);
  },
  RoutineLibrary: (n, p) => {
    p.node(n.name);
    if (n.as !== '') p.kw(' as ').id(n.as);
  },
  RoutineOption: (n, p) => {
    p.kw(n.name);
    if (n.name === 'comment') p.raw(' ').string(n.value);
    else if (n.name === 'language') p.raw(' ').raw(n.value);
    else if (n.libraries !== undefined) p.raw(' (').list(n.libraries).raw(')');
  },
  RoutineParam: (n, p) => {
    p.id(n.name).raw(' ').node(n.type);
    collate(n.collate, p);
    p.opt(' default ', n.default ?? null);
  },
  RowType: (n, p) => {
    p.kw('row (').list(n.fields).raw(')');
  },
  SignalItem: (n, p) => {
    p.kw(`${n.name} = `).node(n.value);
  },
  SignalStatement: (n, p) => {
    p.kw(n.action).opt(' ', n.condition);
    if (n.items.length > 0) p.kw(' set ').list(n.items);
  },
  TypeOf: (n, p) => {
    p.kw(n.row ? 'row type of ' : 'type of ');
    n.of.forEach((part, i) => p.raw(i === 0 ? '' : '.').id(part));
  },
  WhileStatement: (n, p) => {
    label(n.label, p);
    p.kw('while ').node(n.cond).kw(' do ');
    statements(n.statements, p);
    p.kw('end while');
    endLabel(n.label, p);
  },
};

function statements(list: readonly Statement[], p: Printer): void {
  for (const statement of list) p.node(statement).raw(definesProgram(statement) ? ' ' : '; ');
}

/** What defines a program inside of one, which the server reads to refuse it, brings its own semicolon. */
function definesProgram(n: Statement): boolean {
  switch (n.kind) {
    case 'AlterEvent':
      return n.body !== null;
    case 'CreateFunction':
    case 'CreateProcedure':
      return n.body.kind !== 'RoutineCode';
    default:
      return n.kind === 'CreateEvent' || n.kind === 'CreateTrigger';
  }
}

function condition(word: string, n: ProgramBranch, p: Printer): void {
  p.kw(word).node(n.cond).kw(' then ');
  statements(n.statements, p);
}

function otherwise(list: readonly Statement[], p: Printer): void {
  if (list.length === 0) return;
  p.kw('else ');
  statements(list, p);
}

function label(name: string, p: Printer): void {
  if (name !== '') p.id(name).raw(': ');
}

function endLabel(name: string, p: Printer): void {
  if (name !== '') p.raw(' ').id(name);
}

function collate(name: string, p: Printer): void {
  if (name !== '') p.kw(' collate ').raw(name);
}

function head(n: CreateEvent | CreateFunction | CreateProcedure | CreateTrigger, type: string, p: Printer): void {
  p.kw('create ')
    .comments(n.comments)
    .kw(n.orReplace ? 'or replace ' : '');
  if (n.definer !== null) p.kw('definer = ').node(n.definer).raw(' ');
  p.kw(`${type} `).kw(n.ifNotExists ? 'if not exists ' : '');
}

function createFunction(n: CreateFunction, p: Printer): void {
  head(n, n.aggregate ? 'aggregate function' : 'function', p);
  p.node(n.name).raw(' (');
  for (const param of n.params) {
    p.kw(`${param === n.params[0] ? '' : ', '}${param.mode === 'in' ? '' : `${param.mode} `}`).node(param);
  }
  p.kw(') returns ').node(n.returns);
  collate(n.returnsCollate, p);
  for (const option of n.options) p.raw(' ').node(option);
  body(n.body, p);
}

/** Code ends where its quotes do. */
function body(n: CreateProcedure['body'], p: Printer): void {
  p.raw(' ').node(n);
  if (n.kind !== 'RoutineCode') p.raw(';');
}

function loadable(n: CreateLoadableFunction, p: Printer): void {
  p.kw(n.orReplace ? 'create or replace ' : 'create ').kw(n.aggregate ? 'aggregate function ' : 'function ');
  p.kw(n.ifNotExists ? 'if not exists ' : '')
    .id(n.name)
    .kw(` returns ${n.returns} soname `)
    .string(n.soname);
}

function createTrigger(n: CreateTrigger, p: Printer): void {
  head(n, 'trigger', p);
  p.node(n.name).kw(` ${n.time} ${n.event} on `).node(n.table).kw(' for each row ');
  if (n.order !== '') p.kw(`${n.order} `).id(n.other).raw(' ');
  p.node(n.body).raw(';');
}

function createEvent(n: CreateEvent, p: Printer): void {
  head(n, 'event', p);
  p.node(n.name).opt(' on schedule ', n.schedule);
  if (n.completion !== '') p.kw(` on completion ${n.completion}`);
  eventDetails(n, p);
  p.kw(' do ').node(n.body).raw(';');
}

function alterEvent(n: AlterEvent, p: Printer): void {
  p.kw('alter ');
  if (n.definer !== null) p.kw('definer = ').node(n.definer).raw(' ');
  p.kw('event ').node(n.name).opt(' on schedule ', n.schedule);
  if (n.completion !== '') p.kw(` on completion ${n.completion}`);
  p.opt(' rename to ', n.renameTo);
  eventDetails(n, p);
  if (n.body !== null) p.kw(' do ').node(n.body).raw(';');
}

function eventDetails(n: AlterEvent | CreateEvent, p: Printer): void {
  if (n.status !== '') p.kw(` ${n.status}`);
  if (n.comment !== null) p.kw(' comment ').string(n.comment);
}

function handlerCondition(n: HandlerCondition, p: Printer): void {
  switch (n.type) {
    case 'error':
      p.raw(n.value);
      break;
    case 'name':
      p.id(n.value);
      break;
    case 'sqlstate':
      p.kw('sqlstate ').string(n.value);
      break;
    default:
      p.kw(n.type);
  }
}
