import { VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import {
  decodeText,
  type Expr,
  type Literal,
  type Node,
  parse,
  prepareForSession,
  quoteString,
  type Select,
  type Statement,
  type Variable,
  visit,
  visitButLiterals,
} from '@vt/sqlparser';
import { type BindValue, isIntegral, isNumber, isSigned, Type } from '@vt/sqltypes';
import { hostName } from '../../session/host-name.ts';
import { globalOnly, type OwnValue, ownVariable } from '../../session/own-variables.ts';
import type { Session, VariableValue } from '../../session/session.ts';
import type { ExecutorOptions } from '../deps.ts';
import { columnName } from '../texts/name-columns.ts';
import { type Constant, constantOf, sessionValue } from './local-select.ts';
import { decimalsOfVariables, typedVariable } from './typed-variable.ts';
import { strongCollation } from './variable-collation.ts';

const BYTES_PER_CHARACTER = 4;
const INT64_MAX = 2n ** 63n - 1n;

type Context = {
  readonly session: Session;
  readonly options: ExecutorOptions;
  /** The connection has them: for statements that assign them. */
  readonly keepsUserVariables?: boolean;
  /** LAST_INSERT_ID() is asked of the connection. */
  readonly keepsInsertId?: boolean;
};

type Asked = Context & {
  /** Those that nothing compares, and all where a COLLATE of the statement's own decides. */
  readonly uncompared: ReadonlySet<Node> | 'all';
  /** Those that rows are sorted or grouped by, where a number would be a column's place. */
  readonly sorting: ReadonlySet<Node>;
};

const ID = { type: Type.UINT64, bytesMax: 21, notNull: true } as const;
const COUNT = { type: Type.INT64, bytesMax: 21, notNull: true } as const;
const NAME = { bytesMax: 256, isSystem: true } as const;
const USER = { bytesMax: 1152, isSystem: true } as const;
const PARAMETER_TEXT = { type: Type.VARCHAR, bytesMax: 65_532 } as const;
const SYSTEM_TEXT = { bytesMax: 87_380, isSystem: true } as const;
const SYSTEM_NUMBER = { type: Type.UINT64, bytesMax: 21 } as const;
const SYSTEM_SWITCH = { type: Type.INT64, bytesMax: 1 } as const;

const functions: ReadonlyMap<string, (ctx: Context) => Expr> = new Map(
  Object.entries<(ctx: Context) => Expr>({
    connection_id: ({ session }) => integer(BigInt(session.id), ID),
    current_user: ({ session }) => string(userText(session), USER),
    database: ({ session }) => string(session.target.keyspace || null, NAME),
    found_rows: ({ session }) => integer(session.foundRows, COUNT),
    last_insert_id: ({ session }) => integer(session.lastInsertId, ID),
    row_count: ({ session }) => integer(session.rowCount, COUNT),
    schema: ({ session }) => string(session.target.keyspace || null, NAME),
    session_user: ({ session }) => string(userText(session), USER),
    system_user: ({ session }) => string(userText(session), USER),
    user: ({ session }) => string(userText(session), USER),
    version: ({ options }) =>
      string(options.serverVersion, {
        bytesMax: options.serverVersion.length * BYTES_PER_CHARACTER,
        notNull: true,
        isSystem: true,
      }),
  }),
);

/** The statement with the session's own values written in, where it asks for them; the names of its columns stay. */
export function rewriteForSession<N extends Statement>(statement: N, ctx: Context): N {
  if (!ctx.keepsUserVariables) refuseAssignments(statement);
  const typed = statement.kind === 'Select' && isTypedByColumns(statement);
  let typing: ReadonlySet<Node> | undefined;
  const asked = {
    ...ctx,
    uncompared: ctx.session.userVariables.size > 0 ? uncomparedVariables(statement) : 'all',
    sorting: ctx.session.userVariables.size > 0 ? sortingVariables(statement) : NONE,
  } as const;
  return prepareForSession(statement, {
    simplify: false,
    columnName: ({ expr, text }) => columnName(expr, text),
    values: {
      function: (name, place) => {
        if (name === 'last_insert_id' && ctx.keepsInsertId) return undefined;
        if (name === 'last_insert_id' && place !== 'elsewhere') return unsignedId(ctx);
        const isTyped = typed && place === 'column' && !ctx.keepsUserVariables;
        return isTyped && isDatabase(name) ? databaseExpr(ctx.session) : functions.get(name)?.(ctx);
      },
      variable: (variable, _place, column) => {
        typing ??= typingColumns(statement);
        return variableExpr(variable, column && typing.has(column) ? column : undefined, asked);
      },
    },
  }).statement;
}

/** Of all SELECTs of a read, the columns in which user variables keep their types: what is computed or merged of them is seen. */
function typingColumns(statement: Statement): ReadonlySet<Node> {
  const found = new Set<Node>();
  if (statement.kind !== 'Select' && statement.kind !== 'Union' && statement.kind !== 'ParenSelect') return found;
  const constant = new Set<Node>();
  visitButLiterals(statement, (node) => {
    if (node.kind !== 'Select') return true;
    // Where rows are sorted or grouped, a value has been in a temporary table, which shows all digits; MySQL puts no constant there.
    if (node.groupBy || node.orderBy.length > 0)
      for (const column of node.columns) visitButLiterals(column, (part) => !!constant.add(part));
    const isConstant = constant.has(node) && node.from.length === 0;
    if (!isConstant && isTypedByColumns(node))
      for (const column of node.columns) if (column.kind === 'AliasedExpr') found.add(column.expr);
    return true;
  });
  return found;
}

function uncomparedVariables(statement: Statement): Asked['uncompared'] {
  if (statement.kind === 'Insert') return 'all';
  const found = new Set<Node>();
  let collates = false;
  visitButLiterals(statement, (node) => {
    collates ||= node.kind === 'CollateExpr';
    if (node.kind === 'UpdateExpr') found.add(node.expr);
    return !collates;
  });
  return collates ? 'all' : found;
}

const NONE: ReadonlySet<Node> = new Set();

function sortingVariables(statement: Statement): ReadonlySet<Node> {
  const found = new Set<Node>();
  visitButLiterals(statement, (node) => {
    if (node.kind === 'Order') found.add(node.expr);
    if (node.kind === 'GroupBy') for (const expr of node.exprs) found.add(expr);
    return true;
  });
  return found;
}

function refuseAssignments(statement: Node): void {
  visitButLiterals(statement, ({ kind }) => {
    if (kind === 'AssignmentExpr') throw VtError.of('VT12001', 'assignment expression here');
  });
}

/**
 * User variables among the columns keep the types that MySQL gives them, which differ from those of their values' literals: `@d + 1` has
 * thirty decimals. Where other clauses repeat the columns' expressions, both must stay alike.
 */
function isTypedByColumns({ groupBy, having, orderBy }: Select): boolean {
  return ![groupBy, having, ...orderBy].some((clause) => clause && asksVariables(clause));
}

function asksVariables(clause: Node): boolean {
  let found = false;
  visit(clause, (node) => {
    found ||=
      node.kind === 'Variable' ||
      (node.kind === 'FuncExpr' &&
        node.args.length === 0 &&
        node.qualifier === '' &&
        isDatabase(node.name.toLowerCase()));
    return !found;
  });
  return found;
}

/** `column`: the one in which the variable keeps its type. */
function variableExpr(variable: Variable, column: Expr | undefined, ctx: Asked): Expr | undefined {
  const { scope, name } = variable;
  const { session, options, keepsUserVariables } = ctx;
  if (scope === 'user') {
    if (keepsUserVariables) return undefined;
    if (ctx.sorting.has(variable) && isIntegral(session.variable(name)?.type ?? Type.NULL_TYPE))
      return { kind: 'NullVal' };
    const own = session.parameters.has(name) ? literalDecimals(session.variable(name), options) : undefined;
    const decimals = own ?? decimalsOfVariables(options.serverVersion);
    const typed = own === undefined && column ? typedExpr(name, column, ctx, decimals) : undefined;
    const expr = typed ?? valueExpr(session.variable(name), decimals, session.parameters.has(name));
    const isCompared = ctx.uncompared !== 'all' && !ctx.uncompared.has(variable);
    return isCompared ? collated(expr, session.userVariables.get(name.toLowerCase())) : expr;
  }
  if (scope === 'global' && !globalOnly.has(name.toLowerCase())) return undefined;
  const own = ownVariable(name, session, options);
  return own === undefined ? undefined : ownExpr(own);
}

/** The value as one of the variable's own collation, where that decides what it is compared by. */
function collated(expr: Expr, value: VariableValue | undefined): Expr {
  const own = value && (isBinary(value.type) ? asBytes(expr) : withOwnCollation(expr, value));
  if (!own) return expr;
  const constant = constantOf(expr);
  return constant ? sessionValue(own, constant) : own;
}

function withOwnCollation(expr: Expr, value: VariableValue): Expr | undefined {
  const collation = strongCollation(value);
  if (collation === undefined) return undefined;
  return { kind: 'CollateExpr', expr: { kind: 'ConvertUsingExpr', expr, charset: 'utf8mb4' }, collation };
}

/** As a literal, bytes would be a number, or compared by another's collation, where a variable of them is neither. */
function asBytes(expr: Expr): Expr {
  return {
    kind: 'ConvertExpr',
    expr,
    type: { kind: 'ConvertType', name: 'binary', length: '', scale: '', charset: '' },
  };
}

/** A decimal that is a parameter has as many digits to MariaDB as a literal of it would have. Undefined: not so, or its literal would be a whole number's. */
function literalDecimals(value: VariableValue | undefined, { serverVersion }: ExecutorOptions): number | undefined {
  if (value?.type !== Type.DECIMAL || !isMariadbVersion(serverVersion)) return undefined;
  return /\.(\d+)$/.exec(decodeText(value.value))?.[1]?.length;
}

const CONNECTION = /^utf8mb4_/;

function typedExpr(name: string, column: Expr, { session, options }: Context, ofVariables: number): Expr | undefined {
  const value = session.variable(name);
  const decimals = value?.decimals ?? ofVariables;
  // A text that is a parameter keeps what a literal's collation yields to.
  if (value && (session.parameters.has(name) ? !hasOwnType(value) : isTemporal(value.type))) return undefined;
  // A cast would make it one of the connection's character set, which does not yield to a column's.
  if (value?.collation !== undefined && !CONNECTION.test(value.collation)) return undefined;
  const isMariadb = isMariadbVersion(options.serverVersion);
  if (isMariadb && value?.type === Type.DECIMAL && !computes(column, session)) return undefined;
  const expr = value && isNullText(value, session.parameters.has(name)) ? nullText() : typedVariable(value, decimals);
  return expr && sessionValue(expr, variableConstant(value, decimals, session.parameters.has(name)));
}

/** NULL as a text that, as a parameter, yields to others' collations. */
const isNullText = ({ nullOf }: VariableValue, isParameter: boolean): boolean => isParameter && nullOf === Type.VARCHAR;

function nullText(): Expr {
  const empty = (): Expr => ({ kind: 'Literal', type: 'String', value: '' });
  return { kind: 'FuncExpr', qualifier: '', name: 'nullif', args: [empty(), empty()] };
}

/** Of a parameter: what its literal would not say. */
function hasOwnType({ type, nullOf, isShort = false }: VariableValue): boolean {
  return isNumber(type) || isTemporal(type) || nullOf !== undefined || isShort;
}

/** Expressions that numbers are computed with, or chosen by. */
const COMPUTING: ReadonlySet<string> = new Set([
  'AggregateExpr',
  'AndExpr',
  'BetweenExpr',
  'BinaryExpr',
  'CaseExpr',
  'ColName',
  'ComparisonExpr',
  'IsExpr',
  'Literal',
  'NotExpr',
  'NullVal',
  'OrExpr',
  'TableName',
  'UnaryExpr',
  'Variable',
  'When',
]);
/** Functions whose result is a decimal of as many places as the longest of their numbers has. */
const WIDENING: ReadonlySet<string> = new Set([
  'abs',
  'coalesce',
  'greatest',
  'if',
  'ifnull',
  'least',
  'mod',
  'nullif',
]);

/** MariaDB's thirty-eight decimals are seen where something is computed, not where a function hands the value on. */
function computes(column: Expr, session: Session): boolean {
  let arithmetic = true;
  let widens = false;
  let onlyNumbers = true;
  visit(column, (node) => {
    if (node.kind === 'FuncExpr' && node.qualifier === '' && WIDENING.has(node.name.toLowerCase())) widens = true;
    else arithmetic &&= COMPUTING.has(node.kind);
    widens ||= node.kind === 'CaseExpr';
    if (node.kind === 'Literal') onlyNumbers &&= node.type === 'Int' || node.type === 'Decimal';
    if (node.kind === 'Variable')
      onlyNumbers &&= node.scope === 'user' && isNumber(session.variable(node.name)?.type ?? 0);
    return arithmetic;
  });
  return arithmetic && (!widens || onlyNumbers);
}

/** LAST_INSERT_ID() is unsigned, which its literal is not; in conditions, where a vindex reads it, that makes no difference. */
function unsignedId({ session }: Context): Expr {
  const type = { kind: 'ConvertType', name: 'unsigned', length: '', scale: '', charset: '' } as const;
  const expr: Expr = { kind: 'CastExpr', expr: integerLiteral(session.lastInsertId), type, array: false, timeZone: '' };
  return sessionValue(expr, { column: ID, value: session.lastInsertId });
}

function isDatabase(name: string): boolean {
  return name === 'database' || name === 'schema';
}

/** As wide as a name may be, and NULL for all that a mysqld knows. */
function databaseExpr({ target: { keyspace } }: Session): Expr | undefined {
  const statement = parse(`select nullif(cast(${keyspace === '' ? 'null' : quoteString(keyspace)} as char(64)), null)`);
  const column = statement.kind === 'Select' ? statement.columns[0] : undefined;
  const expr = column?.kind === 'AliasedExpr' ? column.expr : undefined;
  return expr && sessionValue(expr, { column: NAME, value: keyspace || null });
}

function ownExpr(value: OwnValue): Expr {
  if (typeof value === 'boolean') return integer(value ? 1n : 0n, SYSTEM_SWITCH);
  return typeof value === 'bigint' ? integer(value, SYSTEM_NUMBER) : string(value, SYSTEM_TEXT);
}

/** A literal beyond BIGINT is unsigned. */
function signedness({ type, value }: BindValue): number {
  return type === Type.INT64 && BigInt(decodeText(value)) > INT64_MAX ? Type.UINT64 : type;
}

/** What MySQL says of a user variable by the type of its value. */
function variableColumn(type: number, decimals: number): Constant['column'] {
  if (isIntegral(type)) return { type: isSigned(type) ? Type.INT64 : Type.UINT64, bytesMax: 21 };
  if (type === Type.DECIMAL) return { type, bytesMax: 67, decimals };
  if (isFloat(type)) return { type: Type.FLOAT64, bytesMax: 23, decimals: 31 };
  if (isBinary(type)) return { type: Type.BLOB, bytesMax: 16_777_215, decimals: 31 };
  return { type: Type.TEXT, bytesMax: 268_435_440 };
}

/** A parameter may be one where MySQL derived that from its place. */
function isTemporal(type: number): boolean {
  return type === Type.DATE || type === Type.DATETIME || type === Type.TIME;
}

function isFloat(type: number): boolean {
  return type === Type.FLOAT64 || type === Type.FLOAT32;
}

function isBinary(type: number): boolean {
  return type === Type.BLOB || type === Type.VARBINARY || type === Type.BINARY || type === Type.BIT;
}

function temporalColumn(type: number): Constant['column'] {
  return type === Type.DATE ? { type, bytesMax: 10 } : { type, bytesMax: type === Type.TIME ? 17 : 26, decimals: 6 };
}

function variableConstant(value: VariableValue | undefined, decimals: number, isParameter = false): Constant {
  // MySQL's word for a variable that was never set.
  if (!value) return { column: { type: Type.VARBINARY, bytesMax: 65_532, decimals: 31 }, value: null };
  if (value.type === Type.NULL_TYPE && isParameter) return { column: PARAMETER_TEXT, value: null };
  if (value.type === Type.NULL_TYPE && value.nullOf !== undefined)
    return { column: variableColumn(value.nullOf, decimals), value: null };
  if (value.type === Type.NULL_TYPE)
    return { column: { type: Type.BLOB, bytesMax: 16_777_215, decimals: 31 }, value: null };
  if (isParameter && isTemporal(value.type)) return { column: temporalColumn(value.type), value: value.value };
  const column = variableColumn(signedness(value), decimals);
  return { column: isParameter && column.type === Type.TEXT ? PARAMETER_TEXT : column, value: value.value };
}

function valueExpr(value: VariableValue | undefined, decimals: number, isParameter: boolean): Expr {
  const isNull = !value || value.type === Type.NULL_TYPE;
  return sessionValue(
    isNull ? { kind: 'NullVal' } : valueLiteral(value),
    variableConstant(value, decimals, isParameter),
  );
}

function valueLiteral({ type, value }: BindValue): Expr {
  if (isBinary(type)) return { kind: 'Literal', type: 'HexString', value: Buffer.from(value).toString('hex') };
  const text = decodeText(value);
  if (isIntegral(type)) return integerLiteral(BigInt(text));
  const sign = text.startsWith('-') ? '-' : '';
  const digits = text.slice(sign.length);
  if (type === Type.DECIMAL) return signed(sign, { kind: 'Literal', type: 'Decimal', value: digits });
  if (isFloat(type))
    return signed(sign, { kind: 'Literal', type: 'Float', value: /e/i.test(digits) ? digits : `${digits}e0` });
  return { kind: 'Literal', type: 'String', value: text };
}

function signed(sign: string, expr: Literal): Expr {
  return sign === '-' ? { kind: 'UnaryExpr', operator: '-', expr } : expr;
}

function integerLiteral(value: bigint): Expr {
  const digits = (value < 0n ? -value : value).toString();
  return signed(value < 0n ? '-' : '', { kind: 'Literal', type: 'Int', value: digits });
}

function integer(value: bigint, column: Constant['column']): Expr {
  return sessionValue(integerLiteral(value), { column, value });
}

function string(value: string | null, column: Constant['column']): Expr {
  const expr: Expr = value === null ? { kind: 'NullVal' } : { kind: 'Literal', type: 'String', value };
  return sessionValue(expr, { column, value });
}

function userText({ caller }: Session): string {
  return `${caller.user}@${hostName(caller.remote)}`;
}
