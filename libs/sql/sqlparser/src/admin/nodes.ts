import type { Statement } from '../ast/node.ts';
import type { Expr, Variable } from '../expr/nodes.ts';
import type { TableName } from '../table/nodes.ts';

/** EXPLAIN of a statement (also DESCRIBE and, on MariaDB, ANALYZE). */
export type Explain = {
  readonly kind: 'Explain';
  readonly comments: readonly string[];
  readonly analyze: boolean;
  /** '' or the name behind FORMAT =. */
  readonly format: string;
  /** EXTENDED and PARTITIONS, which old servers and MariaDB take. */
  readonly detail: '' | 'extended' | 'partitions';
  /** INTO @variable */
  readonly into: Variable | null;
  /** FOR SCHEMA; '' where not given. */
  readonly schema: string;
  readonly statement: Statement;
};
/** MariaDB: ANALYZE statement, which is run and explained. */
export type AnalyzeStatement = {
  readonly kind: 'AnalyzeStatement';
  readonly comments: readonly string[];
  /** '' or the name behind FORMAT =. */
  readonly format: string;
  readonly statement: Statement;
};
/** EXPLAIN FOR CONNECTION id */
export type ExplainConnection = {
  readonly kind: 'ExplainConnection';
  readonly format: string;
  readonly connection: Expr;
};
/** EXPLAIN of a table: its columns, those with a name, or those like a pattern. */
export type ExplainTable = {
  readonly kind: 'ExplainTable';
  readonly table: TableName;
  /** '' where not given. */
  readonly column: string;
  readonly like: string | null;
};
export type VExplain = {
  readonly kind: 'VExplain';
  readonly comments: readonly string[];
  readonly type: 'all' | 'keys' | 'plan' | 'queries' | 'trace';
  readonly statement: Statement;
};

/** ANALYZE, CHECK, CHECKSUM, OPTIMIZE and REPAIR of tables. */
export type TableMaintenance = {
  readonly kind: 'TableMaintenance';
  readonly action: 'analyze' | 'check' | 'checksum' | 'optimize' | 'repair';
  /** LOCAL, also written NO_WRITE_TO_BINLOG. */
  readonly local: boolean;
  readonly tables: readonly TableName[];
  /** What stands behind the tables, in canonical words; '' for nothing. */
  readonly options: string;
};
export type Flush = {
  readonly kind: 'Flush';
  readonly local: boolean;
  /** What is flushed; empty in the TABLES form. */
  readonly options: readonly string[];
  /** null where the statement is not FLUSH TABLES. */
  readonly tables: readonly TableName[] | null;
  readonly lock: '' | 'for export' | 'with read lock' | 'with read lock and disable checkpoint';
};
export type Kill = { readonly kind: 'Kill'; readonly type: 'connection' | 'query'; readonly id: Expr };
export type CallProc = {
  readonly kind: 'CallProc';
  readonly comments: readonly string[];
  readonly name: TableName;
  readonly params: readonly Expr[];
};
export type Do = { readonly kind: 'Do'; readonly exprs: readonly Expr[] };
export type Prepare = {
  readonly kind: 'Prepare';
  readonly comments: readonly string[];
  readonly name: string;
  /** Text of the statement, or the variable that has it. */
  readonly statement: Expr;
};
export type Execute = {
  readonly kind: 'Execute';
  readonly comments: readonly string[];
  readonly name: string;
  readonly using: readonly Variable[];
};
export type Deallocate = {
  readonly kind: 'Deallocate';
  readonly comments: readonly string[];
  readonly name: string;
};

export type AdminStatement =
  | CallProc
  | Deallocate
  | Do
  | Execute
  | AnalyzeStatement
  | Explain
  | ExplainConnection
  | ExplainTable
  | Flush
  | Kill
  | Prepare
  | TableMaintenance
  | VExplain;
export type AdminFamily = AdminStatement;
