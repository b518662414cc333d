import type { Limit, Order, QueryNode, Subquery } from '../query/nodes.ts';
import type { TableName } from '../table/nodes.ts';

export type LiteralType =
  | 'String'
  /** N'text' */
  | 'NString'
  | 'Int'
  | 'Decimal'
  | 'Float'
  /** value as written: 0x1F */
  | 'HexNum'
  /** digits of X'1F' */
  | 'HexString'
  /** value as 0b01, also for B'01' */
  | 'BitNum'
  | 'Date'
  | 'Time'
  | 'Timestamp';

/** A constant. `value` is the unescaped text, never a JS number: digits are kept as written. */
export type Literal = { readonly kind: 'Literal'; readonly type: LiteralType; readonly value: string };
export type NullVal = { readonly kind: 'NullVal' };
export type BoolVal = { readonly kind: 'BoolVal'; readonly value: boolean };
/** DEFAULT, or DEFAULT(column). */
export type Default = { readonly kind: 'Default'; readonly column: ColName | null };
/** MariaDB: IGNORE, the value that leaves a column as it is. */
export type IgnoreValue = { readonly kind: 'IgnoreValue' };
/** `:name`. `type` is the SQL type's name (INT64, VARCHAR, …) where known, '' where not; size and scale go with it. */
export type Argument = {
  readonly kind: 'Argument';
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly scale: number;
};
/** `::name`, a list of values. */
export type ListArg = { readonly kind: 'ListArg'; readonly name: string };
export type ColName = { readonly kind: 'ColName'; readonly name: string; readonly qualifier: TableName | null };
export type VariableScope =
  | 'user'
  | ''
  | 'session'
  | 'global'
  | 'local'
  | 'persist'
  | 'persist_only'
  | 'vitess_metadata';
/** @name (scope user) or @@scope.name. */
export type Variable = { readonly kind: 'Variable'; readonly scope: VariableScope; readonly name: string };
/** @name := value */
export type AssignmentExpr = { readonly kind: 'AssignmentExpr'; readonly left: Variable; readonly right: Expr };

/** A flat list: `a and b and c` is one node; at least two members. */
export type AndExpr = { readonly kind: 'AndExpr'; readonly exprs: readonly Expr[] };
/** A flat list: `a or b or c` is one node; at least two members. */
export type OrExpr = { readonly kind: 'OrExpr'; readonly exprs: readonly Expr[] };
export type XorExpr = { readonly kind: 'XorExpr'; readonly left: Expr; readonly right: Expr };
export type NotExpr = { readonly kind: 'NotExpr'; readonly expr: Expr };

export type ComparisonOperator =
  | '='
  | '<'
  | '>'
  | '<='
  | '>='
  | '!='
  | '<=>'
  | 'in'
  | 'not in'
  | 'like'
  | 'not like'
  | 'regexp'
  | 'not regexp'
  | 'sounds like';
export type ComparisonExpr = {
  readonly kind: 'ComparisonExpr';
  readonly operator: ComparisonOperator;
  readonly left: Expr;
  readonly right: Expr;
  /** LIKE … ESCAPE */
  readonly escape: Expr | null;
  /** = ANY (subquery) */
  readonly modifier: '' | 'any' | 'all';
};
export type BetweenExpr = {
  readonly kind: 'BetweenExpr';
  readonly negated: boolean;
  readonly expr: Expr;
  readonly from: Expr;
  readonly to: Expr;
};
export type IsTest = 'null' | 'not null' | 'true' | 'not true' | 'false' | 'not false';
export type IsExpr = { readonly kind: 'IsExpr'; readonly expr: Expr; readonly test: IsTest };
export type ExistsExpr = { readonly kind: 'ExistsExpr'; readonly subquery: Subquery };
export type MemberOfExpr = { readonly kind: 'MemberOfExpr'; readonly value: Expr; readonly array: Expr };

export type BinaryOperator = '+' | '-' | '*' | '/' | 'div' | '%' | '&' | '|' | '^' | '<<' | '>>' | '->' | '->>';
export type BinaryExpr = {
  readonly kind: 'BinaryExpr';
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
};
export type UnaryOperator = '-' | '+' | '~' | '!';
export type UnaryExpr = { readonly kind: 'UnaryExpr'; readonly operator: UnaryOperator; readonly expr: Expr };
export type CollateExpr = { readonly kind: 'CollateExpr'; readonly expr: Expr; readonly collation: string };
/** _utf8mb4 'text'; `charset` without the underscore. */
export type IntroducerExpr = { readonly kind: 'IntroducerExpr'; readonly charset: string; readonly expr: Expr };

/** (a, b), also written ROW(a, b). */
export type ValTuple = { readonly kind: 'ValTuple'; readonly exprs: readonly Expr[] };
export type When = { readonly kind: 'When'; readonly cond: Expr; readonly value: Expr };
export type CaseExpr = {
  readonly kind: 'CaseExpr';
  readonly expr: Expr | null;
  readonly whens: readonly When[];
  readonly else: Expr | null;
};

/** Type in CAST, CONVERT, JSON_VALUE … RETURNING and WEIGHT_STRING … AS. */
export type ConvertType = {
  readonly kind: 'ConvertType';
  readonly name: string;
  /** '' where not given. */
  readonly length: string;
  readonly scale: string;
  /** '' or the rest of a character type: `character set utf8mb4`, `ascii`, `unicode`, `byte`, `binary`. */
  readonly charset: string;
};
export type CastExpr = {
  readonly kind: 'CastExpr';
  readonly expr: Expr;
  readonly type: ConvertType;
  readonly array: boolean;
  /** '' or the zone of AT TIME ZONE. */
  readonly timeZone: string;
};
export type ConvertExpr = { readonly kind: 'ConvertExpr'; readonly expr: Expr; readonly type: ConvertType };
export type ConvertUsingExpr = { readonly kind: 'ConvertUsingExpr'; readonly expr: Expr; readonly charset: string };

export type IntervalUnit =
  | 'microsecond'
  | 'second'
  | 'minute'
  | 'hour'
  | 'day'
  | 'week'
  | 'month'
  | 'quarter'
  | 'year'
  | 'second_microsecond'
  | 'minute_microsecond'
  | 'minute_second'
  | 'hour_microsecond'
  | 'hour_second'
  | 'hour_minute'
  | 'day_microsecond'
  | 'day_second'
  | 'day_minute'
  | 'day_hour'
  | 'year_month';
/**
 * Date arithmetic. `syntax` '+' and '-' are infix, '+left' is `interval 1 day + date`, the others are functions.
 * `unit` is '' only in adddate(date, days) and subdate(date, days).
 */
export type IntervalDateExpr = {
  readonly kind: 'IntervalDateExpr';
  readonly syntax: '+' | '+left' | '-' | 'date_add' | 'date_sub' | 'adddate' | 'subdate';
  readonly date: Expr;
  readonly interval: Expr;
  readonly unit: IntervalUnit | '';
};
export type TimestampFuncExpr = {
  readonly kind: 'TimestampFuncExpr';
  readonly name: 'timestampadd' | 'timestampdiff';
  readonly unit: IntervalUnit;
  readonly left: Expr;
  readonly right: Expr;
};
export type ExtractExpr = { readonly kind: 'ExtractExpr'; readonly unit: IntervalUnit; readonly expr: Expr };
export type GetFormatExpr = { readonly kind: 'GetFormatExpr'; readonly type: string; readonly expr: Expr };
/** now(), curdate(), utc_timestamp(3) …; `fsp` is -1 where not given. */
export type CurTimeFuncExpr = { readonly kind: 'CurTimeFuncExpr'; readonly name: string; readonly fsp: number };
export type TrimExpr = {
  readonly kind: 'TrimExpr';
  readonly direction: '' | 'both' | 'leading' | 'trailing';
  /** What is trimmed off; null for spaces. */
  readonly chars: Expr | null;
  readonly expr: Expr;
};
export type CharExpr = { readonly kind: 'CharExpr'; readonly exprs: readonly Expr[]; readonly charset: string };
export type WeightStringExpr = {
  readonly kind: 'WeightStringExpr';
  readonly expr: Expr;
  readonly as: ConvertType | null;
  /** Three numbers that MySQL reads and does not document. */
  readonly levels?: readonly string[];
};
export type MatchMode =
  | ''
  | ' in boolean mode'
  | ' in natural language mode'
  | ' in natural language mode with query expansion'
  | ' with query expansion';
export type MatchExpr = {
  readonly kind: 'MatchExpr';
  readonly columns: readonly ColName[];
  readonly expr: Expr;
  readonly mode: MatchMode;
};
/** VALUES(column) in ON DUPLICATE KEY UPDATE. */
export type ValuesFuncExpr = { readonly kind: 'ValuesFuncExpr'; readonly column: ColName };
export type JsonValueExpr = {
  readonly kind: 'JsonValueExpr';
  readonly doc: Expr;
  readonly path: Expr;
  readonly returning: ConvertType | null;
  readonly onEmpty: JsonResponse | null;
  readonly onError: JsonResponse | null;
};
/** NULL, ERROR or DEFAULT value ON EMPTY / ON ERROR. */
export type JsonResponse = {
  readonly kind: 'JsonResponse';
  readonly type: 'null' | 'error' | 'default';
  readonly value: Expr | null;
};
/** NEXT VALUE FOR / PREVIOUS VALUE FOR a MariaDB sequence. */
export type SequenceValueExpr = {
  readonly kind: 'SequenceValueExpr';
  readonly which: 'next' | 'previous';
  readonly sequence: TableName;
};

/** A call of any function without syntax of its own. `name` is lower-case where the canonical text has it so. */
export type FuncExpr = {
  readonly kind: 'FuncExpr';
  readonly qualifier: string;
  readonly name: string;
  readonly args: readonly Expr[];
};
/** MariaDB: `value AS type`, an argument of COLUMN_CREATE, COLUMN_ADD and COLUMN_GET. */
export type TypedArgument = { readonly kind: 'TypedArgument'; readonly expr: Expr; readonly type: ConvertType };
/** A call of a stored function whose name is a keyword: in back-quotes, it is no longer the function of that name. */
export type StoredCallExpr = {
  readonly kind: 'StoredCallExpr';
  readonly name: string;
  readonly args: readonly Expr[];
};
/** GROUPING SETS ((a, b), (a), ()): all there is of a GROUP BY. */
export type GroupingSets = { readonly kind: 'GroupingSets'; readonly sets: readonly ValTuple[] };
/** JSON_DUALITY_OBJECT([WITH (what may be done)] 'key': value, …), of which JSON duality views are made. */
export type JsonDualityExpr = {
  readonly kind: 'JsonDualityExpr';
  readonly allows: readonly ('delete' | 'insert' | 'update')[];
  readonly members: readonly JsonDualityMember[];
};
export type JsonDualityMember = { readonly kind: 'JsonDualityMember'; readonly key: string; readonly value: Expr };
export type AggregateName =
  | 'any_value'
  | 'avg'
  | 'bit_and'
  | 'bit_or'
  | 'bit_xor'
  | 'count'
  | 'json_arrayagg'
  | 'json_objectagg'
  | 'max'
  | 'min'
  | 'st_collect'
  | 'std'
  | 'stddev'
  | 'stddev_pop'
  | 'stddev_samp'
  | 'sum'
  | 'var_pop'
  | 'var_samp'
  | 'variance';
export type AggregateExpr = {
  readonly kind: 'AggregateExpr';
  readonly name: AggregateName;
  readonly distinct: boolean;
  readonly args: readonly Expr[];
  /** JSON_ARRAYAGG: what becomes of nulls. */
  readonly onNull?: 'absent on null' | 'null on null';
  /** MariaDB: in JSON_ARRAYAGG. */
  readonly orderBy?: readonly Order[];
  readonly limit?: Limit;
  readonly over: OverClause | null;
};
/** An aggregate function that was loaded into the server. No text says that it is one: who knows makes it of a `FuncExpr`. */
export type LoadedAggregateExpr = {
  readonly kind: 'LoadedAggregateExpr';
  readonly name: string;
  readonly args: readonly Expr[];
};
export type CountStar = { readonly kind: 'CountStar'; readonly over: OverClause | null };
export type GroupConcatExpr = {
  readonly kind: 'GroupConcatExpr';
  readonly distinct: boolean;
  readonly args: readonly Expr[];
  readonly orderBy: readonly Order[];
  /** null: the default, a comma. */
  readonly separator: string | null;
  /** The separator in hexadecimal digits, where it was given so and is no ASCII text: it is of no character set. */
  readonly separatorBytes?: string;
  readonly limit: Limit | null;
  readonly over: OverClause | null;
};
export type WindowFuncName =
  | 'cume_dist'
  | 'dense_rank'
  | 'first_value'
  | 'lag'
  | 'last_value'
  | 'lead'
  | 'nth_value'
  | 'ntile'
  | 'percent_rank'
  | 'rank'
  | 'row_number';
/** What MariaDB has besides. */
export type OrderedSetName = 'median' | 'percentile_cont' | 'percentile_disc';
export type WindowFuncExpr = {
  readonly kind: 'WindowFuncExpr';
  readonly name: OrderedSetName | WindowFuncName;
  readonly args: readonly Expr[];
  /** MariaDB: the ORDER BY of WITHIN GROUP. */
  readonly withinGroup?: Order;
  readonly fromLast: boolean;
  readonly nulls: '' | 'ignore' | 'respect';
  readonly over: OverClause;
};
/** OVER name, or OVER (spec). */
export type OverClause = {
  readonly kind: 'OverClause';
  readonly window: string;
  readonly spec: WindowSpec | null;
};
export type WindowSpec = {
  readonly kind: 'WindowSpec';
  /** Named window that this one extends, or ''. */
  readonly name: string;
  readonly partitionBy: readonly Expr[];
  readonly orderBy: readonly Order[];
  readonly frame: FrameClause | null;
};
export type FrameClause = {
  readonly kind: 'FrameClause';
  readonly unit: 'rows' | 'range' | 'groups';
  readonly start: FramePoint;
  readonly end: FramePoint | null;
  /** EXCLUDE …, which the server reads and then refuses. */
  readonly exclude?: 'current row' | 'group' | 'ties' | 'no others';
};
export type FramePoint = {
  readonly kind: 'FramePoint';
  readonly type: 'current row' | 'unbounded preceding' | 'unbounded following' | 'preceding' | 'following';
  readonly expr: Expr | null;
  /** Unit of INTERVAL expr, '' for a plain number. */
  readonly unit: IntervalUnit | '';
};

/** What can stand where a value is expected. */
export type Expr =
  | AggregateExpr
  | AndExpr
  | Argument
  | AssignmentExpr
  | BetweenExpr
  | BinaryExpr
  | BoolVal
  | CaseExpr
  | CastExpr
  | CharExpr
  | ColName
  | CollateExpr
  | ComparisonExpr
  | ConvertExpr
  | ConvertUsingExpr
  | CountStar
  | CurTimeFuncExpr
  | Default
  | ExistsExpr
  | ExtractExpr
  | FuncExpr
  | GetFormatExpr
  | GroupConcatExpr
  | GroupingSets
  | IgnoreValue
  | IntervalDateExpr
  | IntroducerExpr
  | IsExpr
  | JsonDualityExpr
  | JsonValueExpr
  | ListArg
  | Literal
  | LoadedAggregateExpr
  | MatchExpr
  | MemberOfExpr
  | NotExpr
  | NullVal
  | OrExpr
  | SequenceValueExpr
  | StoredCallExpr
  | Subquery
  | TimestampFuncExpr
  | TrimExpr
  | TypedArgument
  | UnaryExpr
  | ValTuple
  | ValuesFuncExpr
  | Variable
  | WeightStringExpr
  | WindowFuncExpr
  | XorExpr;

/** Every node declared in this file. */
export type ExprFamily =
  | Exclude<Expr, QueryNode>
  | ConvertType
  | FrameClause
  | FramePoint
  | JsonDualityMember
  | JsonResponse
  | OverClause
  | When
  | WindowSpec;
