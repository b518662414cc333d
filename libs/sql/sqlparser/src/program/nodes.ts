import type { Statement } from '../ast/node.ts';
import type { ColumnType } from '../create-table/nodes.ts';
import type { Expr, IntervalUnit, Variable } from '../expr/nodes.ts';
import type { Definer } from '../object/nodes.ts';
import type { LocalVariable, QueryStatement, Subquery } from '../query/nodes.ts';
import type { TableName } from '../table/nodes.ts';

// --- stored objects ---

/** MariaDB has types beside those of columns. */
export type ProgramType = ColumnType | RowType | TypeOf;
/** ROW (name type, …) */
export type RowType = { readonly kind: 'RowType'; readonly fields: readonly RoutineParam[] };
/** [ROW] TYPE OF a column, table or cursor; its name in parts. */
export type TypeOf = { readonly kind: 'TypeOf'; readonly row: boolean; readonly of: readonly string[] };
export type RoutineParam = {
  readonly kind: 'RoutineParam';
  readonly mode: 'in' | 'inout' | 'out';
  readonly name: string;
  readonly type: ProgramType;
  readonly collate: string;
  /** MariaDB 11.8 */
  readonly default?: Expr;
};
/** A characteristic of a routine; `comment` and `language` have a value, `using` has libraries. */
export type RoutineOption = {
  readonly kind: 'RoutineOption';
  readonly name:
    | 'comment'
    | 'contains sql'
    | 'deterministic'
    | 'language'
    | 'modifies sql data'
    | 'no sql'
    | 'not deterministic'
    | 'reads sql data'
    | 'sql security definer'
    | 'sql security invoker'
    | 'using';
  readonly value: string;
  readonly libraries?: readonly RoutineLibrary[];
};
/** library [AS name], whose code that of a routine may call. */
export type RoutineLibrary = { readonly kind: 'RoutineLibrary'; readonly name: TableName; readonly as: string };
/** AS 'code': the body of a routine in a language other than SQL. */
export type RoutineCode = { readonly kind: 'RoutineCode'; readonly code: string };
type Stored = {
  readonly comments: readonly string[];
  /** MariaDB: CREATE OR REPLACE. */
  readonly orReplace: boolean;
  readonly definer: Definer | null;
  readonly ifNotExists: boolean;
};
export type CreateProcedure = Stored & {
  readonly kind: 'CreateProcedure';
  readonly name: TableName;
  readonly params: readonly RoutineParam[];
  readonly options: readonly RoutineOption[];
  readonly body: RoutineCode | Statement;
};
export type CreateFunction = Stored & {
  readonly kind: 'CreateFunction';
  /** MariaDB: an aggregate written in SQL. */
  readonly aggregate: boolean;
  readonly name: TableName;
  readonly params: readonly RoutineParam[];
  readonly returns: ProgramType;
  readonly returnsCollate: string;
  readonly options: readonly RoutineOption[];
  readonly body: RoutineCode | Statement;
};
/** A function in a shared library. */
export type CreateLoadableFunction = {
  readonly kind: 'CreateLoadableFunction';
  readonly orReplace: boolean;
  readonly aggregate: boolean;
  readonly ifNotExists: boolean;
  readonly name: string;
  readonly returns: 'decimal' | 'int' | 'integer' | 'real' | 'string';
  readonly soname: string;
};
export type AlterRoutine = {
  readonly kind: 'AlterRoutine';
  readonly type: 'function' | 'procedure';
  readonly name: TableName;
  readonly options: readonly RoutineOption[];
};
export type CreateTrigger = Stored & {
  readonly kind: 'CreateTrigger';
  readonly name: TableName;
  readonly time: 'after' | 'before';
  readonly event: 'delete' | 'insert' | 'update';
  readonly table: TableName;
  readonly order: '' | 'follows' | 'precedes';
  /** The trigger that `order` refers to. */
  readonly other: string;
  readonly body: Statement;
};
export type EventSchedule = {
  readonly kind: 'EventSchedule';
  /** Time of AT, or the interval of EVERY. */
  readonly expr: Expr;
  /** '' for AT. */
  readonly unit: IntervalUnit | '';
  readonly starts: Expr | null;
  readonly ends: Expr | null;
};
type EventDetails = {
  readonly schedule: EventSchedule | null;
  readonly completion: '' | 'not preserve' | 'preserve';
  readonly status: '' | 'disable' | 'disable on replica' | 'disable on slave' | 'enable';
  readonly comment: string | null;
};
export type CreateEvent = Stored &
  EventDetails & { readonly kind: 'CreateEvent'; readonly name: TableName; readonly body: Statement };
export type AlterEvent = EventDetails & {
  readonly kind: 'AlterEvent';
  readonly definer: Definer | null;
  readonly name: TableName;
  readonly renameTo: TableName | null;
  readonly body: Statement | null;
};

// --- statements of their bodies ---

export type BeginEnd = {
  readonly kind: 'BeginEnd';
  readonly label: string;
  /** MariaDB: BEGIN NOT ATOMIC, outside of programs. */
  readonly notAtomic: boolean;
  readonly statements: readonly Statement[];
};
export type DeclareVariables = {
  readonly kind: 'DeclareVariables';
  readonly names: readonly string[];
  readonly type: ProgramType;
  readonly collate: string;
  readonly default: Expr | null;
};
export type DeclareCondition = {
  readonly kind: 'DeclareCondition';
  readonly name: string;
  readonly value: HandlerCondition;
};
export type DeclareCursor = {
  readonly kind: 'DeclareCursor';
  readonly name: string;
  /** MariaDB */
  readonly params?: readonly RoutineParam[];
  readonly select: QueryStatement;
};
export type DeclareHandler = {
  readonly kind: 'DeclareHandler';
  readonly action: 'continue' | 'exit' | 'undo';
  readonly conditions: readonly HandlerCondition[];
  readonly body: Statement;
};
export type HandlerCondition = {
  readonly kind: 'HandlerCondition';
  readonly type: 'error' | 'name' | 'not found' | 'sqlexception' | 'sqlstate' | 'sqlwarning';
  /** Error number, state or name; else ''. */
  readonly value: string;
};
export type IfStatement = {
  readonly kind: 'IfStatement';
  readonly branches: readonly ProgramBranch[];
  readonly else: readonly Statement[];
};
export type CaseStatement = {
  readonly kind: 'CaseStatement';
  readonly expr: Expr | null;
  readonly branches: readonly ProgramBranch[];
  readonly else: readonly Statement[];
};
/** Condition (or value) and what is done then; at least one statement. */
export type ProgramBranch = {
  readonly kind: 'ProgramBranch';
  readonly cond: Expr;
  readonly statements: readonly Statement[];
};
export type LoopStatement = {
  readonly kind: 'LoopStatement';
  readonly label: string;
  readonly statements: readonly Statement[];
};
export type WhileStatement = {
  readonly kind: 'WhileStatement';
  readonly label: string;
  readonly cond: Expr;
  readonly statements: readonly Statement[];
};
/** MariaDB: FOR name IN [REVERSE] from .. to, or IN a cursor or query. */
export type ForStatement = {
  readonly kind: 'ForStatement';
  readonly label: string;
  readonly variable: string;
  readonly over: ForCursor | ForRange | Subquery;
  readonly statements: readonly Statement[];
};
export type ForRange = {
  readonly kind: 'ForRange';
  readonly reverse: boolean;
  readonly from: Expr;
  readonly to: Expr;
};
export type ForCursor = { readonly kind: 'ForCursor'; readonly cursor: string; readonly args: readonly Expr[] };
export type RepeatStatement = {
  readonly kind: 'RepeatStatement';
  readonly label: string;
  readonly statements: readonly Statement[];
  readonly until: Expr;
};
export type JumpStatement = {
  readonly kind: 'JumpStatement';
  readonly action: 'iterate' | 'leave';
  readonly label: string;
};
export type ReturnStatement = { readonly kind: 'ReturnStatement'; readonly expr: Expr };
export type CursorStatement = {
  readonly kind: 'CursorStatement';
  readonly action: 'close' | 'fetch' | 'open';
  readonly cursor: string;
  /** Variables of FETCH … INTO. */
  readonly into: readonly (LocalVariable | Variable)[];
  /** MariaDB: what OPEN gives the cursor's parameters. */
  readonly args?: readonly Expr[];
};
/** MariaDB: FETCH GROUP NEXT ROW of an aggregate function. */
export type FetchGroup = { readonly kind: 'FetchGroup' };
export type SignalStatement = {
  readonly kind: 'SignalStatement';
  readonly action: 'resignal' | 'signal';
  readonly condition: HandlerCondition | null;
  readonly items: readonly SignalItem[];
};
export type SignalItem = { readonly kind: 'SignalItem'; readonly name: string; readonly value: Expr };
export type GetDiagnostics = {
  readonly kind: 'GetDiagnostics';
  readonly area: '' | 'current' | 'stacked';
  /** CONDITION number; null for the statement's own items. */
  readonly condition: Expr | null;
  readonly items: readonly DiagnosticsItem[];
};
export type DiagnosticsItem = {
  readonly kind: 'DiagnosticsItem';
  readonly target: LocalVariable | Variable;
  readonly name: string;
};

export type ProgramStatement =
  | AlterEvent
  | AlterRoutine
  | BeginEnd
  | CaseStatement
  | CreateEvent
  | CreateFunction
  | CreateLoadableFunction
  | CreateProcedure
  | CreateTrigger
  | CursorStatement
  | DeclareCondition
  | DeclareCursor
  | DeclareHandler
  | DeclareVariables
  | FetchGroup
  | ForStatement
  | GetDiagnostics
  | IfStatement
  | JumpStatement
  | LoopStatement
  | RepeatStatement
  | ReturnStatement
  | SignalStatement
  | WhileStatement;
export type ProgramFamily =
  | DiagnosticsItem
  | EventSchedule
  | ForCursor
  | ForRange
  | HandlerCondition
  | ProgramBranch
  | ProgramStatement
  | RoutineCode
  | RoutineLibrary
  | RoutineOption
  | RoutineParam
  | RowType
  | TypeOf
  | SignalItem;
