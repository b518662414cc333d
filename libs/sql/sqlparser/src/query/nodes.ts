import type { Expr, ValTuple, Variable, WindowSpec } from '../expr/nodes.ts';
import type { TableExpr, TableName } from '../table/nodes.ts';

export type SelectOption =
  | 'all'
  | 'distinct'
  | 'sql_cache'
  | 'sql_no_cache'
  | 'high_priority'
  | 'straight_join'
  | 'sql_small_result'
  | 'sql_big_result'
  | 'sql_buffer_result'
  | 'sql_calc_found_rows';

export type Select = {
  readonly kind: 'Select';
  /** Comments right after SELECT, as written: optimizer hints and directives are among them. */
  readonly comments: readonly string[];
  readonly with: With | null;
  /** In canonical order, each at most once; ALL, the default, is left out. */
  readonly options: readonly SelectOption[];
  readonly columns: readonly SelectExpr[];
  /** Empty for a select without FROM; printed as `from dual`. */
  readonly from: readonly TableExpr[];
  readonly where: Expr | null;
  readonly groupBy: GroupBy | null;
  readonly having: Expr | null;
  readonly windows: readonly NamedWindow[];
  readonly qualify: Expr | null;
  readonly orderBy: readonly Order[];
  readonly limit: Limit | null;
  readonly locks: readonly LockClause[];
  readonly into: SelectInto | null;
  readonly procedure?: Procedure;
};
export type SetOperation = 'union' | 'union all' | 'except' | 'except all' | 'intersect' | 'intersect all';
export type Union = {
  readonly kind: 'Union';
  readonly with: With | null;
  readonly operation: SetOperation;
  readonly left: QueryStatement;
  readonly right: QueryStatement;
  readonly orderBy: readonly Order[];
  readonly limit: Limit | null;
  readonly locks: readonly LockClause[];
  readonly into: SelectInto | null;
  readonly procedure?: Procedure;
  /** Stood in parentheses left of another: MariaDB gives its columns types of their own then, where MySQL has one type for all members. */
  readonly nested?: true;
};
/** VALUES ROW(…), …; MariaDB: VALUES (…), … */
export type ValuesStatement = {
  readonly kind: 'ValuesStatement';
  readonly comments: readonly string[];
  readonly with: With | null;
  /** Without it only MariaDB reads the statement, and with it only MySQL. */
  readonly rowKeyword: boolean;
  readonly rows: readonly ValTuple[];
  readonly orderBy: readonly Order[];
  readonly limit: Limit | null;
};
/** TABLE t */
export type TableStatement = {
  readonly kind: 'TableStatement';
  readonly with: With | null;
  readonly table: TableName;
  readonly orderBy: readonly Order[];
  readonly limit: Limit | null;
  readonly locks: readonly LockClause[];
  readonly into: SelectInto | null;
  readonly procedure?: Procedure;
};
/** (query) with an ORDER BY, LIMIT or INTO that cannot be merged into the query itself. */
export type ParenSelect = {
  readonly kind: 'ParenSelect';
  readonly with: With | null;
  readonly select: QueryStatement;
  readonly orderBy: readonly Order[];
  readonly limit: Limit | null;
  readonly locks: readonly LockClause[];
  readonly into: SelectInto | null;
  readonly procedure?: Procedure;
};

/** What gives rows. */
export type QueryStatement = ParenSelect | Select | TableStatement | Union | ValuesStatement;

export type Subquery = { readonly kind: 'Subquery'; readonly select: QueryStatement };

export type With = { readonly kind: 'With'; readonly recursive: boolean; readonly ctes: readonly CommonTableExpr[] };
export type CommonTableExpr = {
  readonly kind: 'CommonTableExpr';
  readonly name: string;
  readonly columns: readonly string[];
  readonly select: QueryStatement;
  /** MariaDB: CYCLE columns RESTRICT, by which a recursion that comes back ends. */
  readonly cycle?: readonly string[];
};

export type SelectExpr = AliasedExpr | Nextval | StarExpr;
export type AliasedExpr = {
  readonly kind: 'AliasedExpr';
  readonly expr: Expr;
  /** '' where not given. */
  readonly as: string;
  /** The expression as the client wrote it, where it has no alias: MySQL names the column by it. Not compared. */
  readonly text: string;
};
/** * or t.* */
export type StarExpr = { readonly kind: 'StarExpr'; readonly table: TableName | null };
/** SELECT NEXT n VALUES FROM sequence */
export type Nextval = { readonly kind: 'Nextval'; readonly expr: Expr };

export type GroupBy = {
  readonly kind: 'GroupBy';
  readonly exprs: readonly Expr[];
  readonly withRollup: boolean;
  /** MariaDB: the places of expressions that are followed by DESC. */
  readonly descending?: readonly number[];
};
export type Order = { readonly kind: 'Order'; readonly expr: Expr; readonly direction: 'asc' | 'desc' };
export type Limit = {
  readonly kind: 'Limit';
  readonly offset: Expr | null;
  readonly rowCount: Expr;
  /** MariaDB: ROWS EXAMINED, after which the server gives up. */
  readonly rowsExamined?: Expr;
  /** MariaDB: FETCH … WITH TIES, also the rows that are like the last one. */
  readonly withTies?: true;
};
export type NamedWindow = {
  readonly kind: 'NamedWindow';
  /** Vitess lets the windows behind the first repeat the word WINDOW; MySQL does not. */
  readonly word: boolean;
  readonly name: string;
  readonly spec: WindowSpec;
};
export type LockClause = {
  readonly kind: 'LockClause';
  readonly strength: 'for update' | 'for share' | 'lock in share mode';
  readonly of: readonly TableName[];
  /** `wait n` is MariaDB's. */
  readonly wait: '' | 'nowait' | 'skip locked' | `wait ${string}`;
};
/** How fields and lines are written or read by INTO OUTFILE and LOAD DATA; null where not given. */
export type FileFormat = {
  readonly kind: 'FileFormat';
  readonly fieldsTerminated: string | null;
  readonly enclosed: string | null;
  readonly optionally: boolean;
  readonly escaped: string | null;
  readonly linesStarting: string | null;
  readonly linesTerminated: string | null;
  readonly more?: FieldDetails;
};
/** What MySQL 9 can say of fields besides. */
export type FieldDetails = {
  readonly kind: 'FieldDetails';
  readonly notEnclosed: boolean;
  readonly date: string | null;
  readonly time: string | null;
  readonly datetime: string | null;
  readonly nullAs: string | null;
};
/** What kind of file it is, as MySQL 9 can say it; '' and null where not given. */
export type FileType = {
  readonly kind: 'FileType';
  readonly format: string;
  readonly compression: string | null;
  readonly header: '' | 'off' | 'on';
};
/** MariaDB: PROCEDURE name (arguments), which is given the result of a query. */
export type Procedure = { readonly kind: 'Procedure'; readonly name: string; readonly args: readonly Expr[] };
export type SelectInto = IntoVariables | IntoFile;
export type IntoVariables = {
  readonly kind: 'IntoVariables';
  /** @user variables, or local variables of a stored program. */
  readonly variables: readonly (Variable | LocalVariable)[];
};
export type LocalVariable = { readonly kind: 'LocalVariable'; readonly name: string };
export type IntoFile = {
  readonly kind: 'IntoFile';
  readonly type: 'outfile' | 'dumpfile' | 'outfile s3' | 'outfile url' | 'outfile with parameters';
  readonly fileName: string;
  readonly charset: string;
  /** '' or the S3 format: `csv`, `csv header`, `text`. */
  readonly s3Format: string;
  readonly fileType?: FileType;
  readonly format: FileFormat | null;
  readonly manifest: '' | 'on' | 'off';
  readonly overwrite: '' | 'on' | 'off';
};

export type QueryNode =
  | QueryStatement
  | SelectExpr
  | SelectInto
  | CommonTableExpr
  | FieldDetails
  | FileFormat
  | FileType
  | GroupBy
  | Limit
  | LocalVariable
  | LockClause
  | NamedWindow
  | Order
  | Procedure
  | Subquery
  | With;
export type QueryFamily = QueryNode;
