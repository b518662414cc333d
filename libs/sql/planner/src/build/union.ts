import { collationByName } from '@vt/collations';
import {
  type Expr,
  type Node,
  type Order,
  type QueryStatement,
  type Select,
  type Union,
  type ValuesStatement,
  visit,
} from '@vt/sqlparser';
import { isBinary, isIntegral, isText, Type } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import type { Block, Operator, OutputColumn, RouteOp, UnionOp } from '../operators/operator.ts';
import { dualRoute, isSingleShard } from '../operators/route.ts';
import { refuse } from '../refuse.ts';
import { emptySelect } from '../semantics/bind/empty-select.ts';
import { column } from '../semantics/bind/scope.ts';
import { type ExprType, isChoice, unknownType } from '../semantics/bind/types.ts';
import { isChoosing, mayBeBinary } from '../semantics/chosen.ts';
import { derivationOf } from '../semantics/derivation.ts';
import { contains } from '../semantics/expressions.ts';
import { hidesDigits } from '../semantics/hidden-digits.ts';
import { closeBlock } from './close.ts';
import { placesAlike } from './places-alike.ts';

/** UNION, EXCEPT and INTERSECT: in one route where the branches live together, else gathered here. */
export function planUnion(query: Union, ctx: PlanContext): Block {
  const left = ctx.steps.planQuery(query.left, ctx);
  const right = ctx.steps.planQuery(query.right, ctx);
  const merged = mergeBranches(query, left, right, ctx);
  if (merged && (isSingleShard(merged) || isPlainAll(query))) return closedUnion(merged, query, left, right);
  if (merged && isPlainAll({ ...query, limit: null }))
    return finish(query, closedUnion(merged, { ...query, limit: null }, left, right), ctx);
  const operation = query.operation;
  if (query.orderBy.length > 0) checkBits(left, ctx);
  if (!merged || operation !== 'union' || !isNamed(left, ctx)) return gathered(query, left, right, ctx);
  const block = finish(query, wrapClosed(merged, left, right, ctx), ctx);
  if (query.orderBy.length === 0 && !query.limit) undoubled.set(block.op, merged);
  return block;
}

/** Whether it can be a table whose columns have their own names: MariaDB has no lists of names for derived tables. */
function isNamed(block: Block, ctx: PlanContext): boolean {
  return ctx.environment.flavor !== 'mariadb' || !block.columns || haveNames(ownNames(block.columns));
}

const ownNames = (columns: readonly OutputColumn[]): string[] =>
  columns.map(({ expr, name }) => name || (expr.kind === 'ColName' ? expr.name : ''));

/** In a plan for all literals, what is called as it is written has a place in its name: each literal would make it another one. */
const haveNames = (names: readonly string[]): boolean =>
  new Set(names.map((name) => name.toLowerCase())).size === names.length &&
  !names.some((name) => name === '' || name.includes(':_'));

/** Doubles are dropped before its values take the types of the whole. */
const isNested = (query: QueryStatement): boolean => query.kind === 'Union' && query.nested === true;

/** Branches side by side of what has no order of its own. */
const unordered = new WeakMap<Operator, readonly Block[]>();

function gathered(query: Union, left: Block, right: Block, ctx: PlanContext): Block {
  const { block, branches } = gather(query, left, right, ctx);
  const finished = finish(query, block, ctx);
  if (query.operation === 'union' && query.orderBy.length === 0 && !query.limit) unordered.set(finished.op, branches);
  return finished;
}

/** The branches of a branch that is a set operation itself, where it does not matter which of the two they are of. */
function flatBranches(block: Block, query: QueryStatement, { operation }: Union): readonly Block[] {
  if (isNested(query)) return [block];
  const all = block.op.kind === 'Union' && block.op.operation === 'all' ? block.op.branches : undefined;
  if (operation === 'union all') return all ?? [block];
  return (operation === 'union' ? (all ?? unordered.get(block.op)) : undefined) ?? [block];
}

/** @throws VT12001: in a table that MariaDB drops doubles and orders by, bits are numbers; in the set operation itself they are not. */
function checkBits({ columns }: Block, ctx: PlanContext): void {
  if (ctx.environment.ownClauses && columns?.some(({ expr }) => ctx.typeOf(expr).type === Type.BIT))
    refuse('a set operation of bits in an order over shards of MariaDB');
}

function isPlainAll({ operation, orderBy, limit }: Union): boolean {
  return operation === 'union all' && orderBy.length === 0 && !limit;
}

function mergeBranches(query: Union, left: Block, right: Block, ctx: PlanContext): RouteOp | undefined {
  const a = branchRoute(left, query.left, query, ctx);
  const b = branchRoute(right, query.right, query, ctx);
  if (!a?.closed || !b?.closed) return undefined;
  const place = placeOf(a, b, query.operation);
  if (!place) return undefined;
  const closed: QueryStatement = { ...query, left: a.closed, right: b.closed, orderBy: [], limit: null };
  const merged: RouteOp = {
    ...place,
    closed,
    tables: [...a.tables, ...b.tables],
    matches: [...a.matches, ...b.matches],
    block: undefined,
  };
  if (isFiltered(a) && isFiltered(b)) filtered.add(merged);
  return merged;
}

/** Routes of set operations all of whose branches have no rows on shards that they do not go to. */
const filtered = new WeakSet<RouteOp>();
/** Blocks that only drop what is there twice of a route's rows: the route. */
const undoubled = new WeakMap<Operator, RouteOp>();

/** Where all is made distinct, a branch need not be before. */
function branchRoute(block: Block, query: QueryStatement, { operation }: Union, ctx: PlanContext): RouteOp | undefined {
  const inner = operation === 'union' && !isNested(query) ? undoubled.get(block.op) : undefined;
  return inner ?? closeBlock(block, ctx);
}

function placeOf(a: RouteOp, b: RouteOp, operation: Union['operation']): RouteOp | undefined {
  const same = a.keyspace === b.keyspace && a.place === b.place;
  if (same && a.place !== 'sharded') return a;
  if (same && JSON.stringify(a.choice.routing) === JSON.stringify(b.choice.routing)) {
    if (isSingleShard(a) || operation === 'union' || operation === 'union all') return a;
  }
  // Rows that every shard has count once only where duplicates are dropped.
  if (b.place === 'dual' || (b.place === 'reference' && a.keyspace === b.keyspace)) {
    if (isSingleShard(a) || operation === 'union') return a;
  }
  if (a.place === 'dual' || (a.place === 'reference' && a.keyspace === b.keyspace)) {
    if (isSingleShard(b) || operation === 'union') return b;
  }
  if (!same || (operation !== 'union' && operation !== 'union all')) return undefined;
  const scatter = [a, b].find(({ choice }) => choice.routing.type === 'Scatter');
  if (!scatter) return undefined;
  // A branch that goes to few shards may go to all, if it has no more rows there: it filters by what it is routed by.
  const other = scatter === a ? b : a;
  return other.choice.routing.type === 'Scatter' || isFiltered(other) ? scatter : undefined;
}

function isFiltered(route: RouteOp): boolean {
  if (filtered.has(route)) return true;
  const { choice, tables, closed } = route;
  const [only, ...others] = tables;
  // Where it is not pinned to it may not be at all: temporary tables.
  if (!only || others.length > 0 || only.table.pinned) return false;
  return !choice.list && closed !== undefined && givesRowsOf(only.alias, closed);
}

/** Whether each row of a query is one of the table's: without any there are none, as there would be of groups, or of what is outer-joined. */
function givesRowsOf(alias: string, query: QueryStatement): boolean {
  if (query.kind !== 'Select' || query.groupBy || query.limit) return false;
  const [from, ...others] = query.from;
  if (from?.kind !== 'AliasedTableExpr' || others.length > 0 || hasGroup(query)) return false;
  const { expr, as } = from;
  return expr.kind === 'TableName' ? (as || expr.name) === alias : givesRowsOf(alias, expr.select);
}

const GROUPING = /"(?:AggregateExpr|CountStar|GroupConcatExpr|LoadedAggregateExpr)"/;

function hasGroup({ columns, having, orderBy }: Select): boolean {
  return GROUPING.test(JSON.stringify([columns, having, orderBy]));
}

function closedUnion(merged: RouteOp, query: Union, left: Block, right: Block): Block {
  const closed: QueryStatement =
    merged.closed?.kind === 'Union'
      ? { ...merged.closed, orderBy: query.orderBy, limit: query.limit, locks: query.locks }
      : query;
  const op: RouteOp = { ...merged, closed, outputs: left.columns };
  if (filtered.has(merged) && query.orderBy.length === 0 && !query.limit) filtered.add(op);
  const others = [...(left.others ?? []), right.columns ?? [], ...(right.others ?? [])];
  return { op, columns: left.columns, others };
}

/** A closed route as a table of another select, so that more can be done with its rows. */
function wrapClosed(route: RouteOp, left: Block, right: Block, ctx: PlanContext): Block {
  const { closed } = route;
  if (!left.columns || !closed) return refuse('set operations of unknown columns over several shards');
  const alias = ctx.binder.uniqueAlias('dt');
  const own = ownNames(left.columns);
  const unique = haveNames(own);
  const names = unique ? own : own.map((_, i) => `c${i}`);
  const from = [
    {
      kind: 'AliasedTableExpr',
      expr: { kind: 'DerivedTable', lateral: false, select: closed },
      as: alias,
      partitions: [],
      columns: unique ? [] : names,
      hints: [],
      systemTime: null,
    } as const,
  ];
  const columns = unionColumns(alias, left, right, names, ctx);
  tellPlaces(
    alias,
    names,
    [left.columns, ...(left.others ?? []), right.columns ?? [], ...(right.others ?? [])],
    route,
    ctx,
  );
  const open: RouteOp = {
    ...route,
    closed: undefined,
    outputs: undefined,
    select: { ...emptySelect, from },
    sources: new Set([alias]),
    merged: false,
    aggregated: false,
  };
  const op: Operator = { kind: 'Distinct', exprs: columns.map(({ expr }) => expr), input: open };
  return { op, columns };
}

/** Columns that say in all branches alike where a row is, are what the first branch's are. */
function tellPlaces(
  alias: string,
  names: readonly string[],
  [first = [], ...others]: readonly (readonly OutputColumn[])[],
  route: RouteOp,
  ctx: PlanContext,
): void {
  // Rows that an outer join has found nothing for have NULL there, on any shard.
  if (route.matches.length > 0) return;
  const told = new Map<string, Expr>();
  for (const [i, { expr }] of first.entries())
    if (others.every((other) => isAlike(expr, other[i]?.expr, route, ctx)))
      told.set((names[i] as string).toLowerCase(), expr);
  ctx.derived.set(alias, told);
}

/** Also in what is equal: it is dropped on the shards. */
function isAlike(a: Expr, b: Expr | undefined, route: RouteOp, ctx: PlanContext): boolean {
  if (!b || !placesAlike(a, b, route, ctx)) return false;
  const [x, y] = [ctx.typeOf(a), ctx.typeOf(b)];
  return (isIntegral(x.type) && isIntegral(y.type)) || (x.type === y.type && x.collation === y.collation);
}

function unionColumns(
  alias: string,
  left: Block,
  right: Block,
  inside: readonly string[],
  ctx: PlanContext,
): OutputColumn[] {
  const columns = left.columns ?? [];
  const names = columns.map(({ expr, name }) => name || (expr.kind === 'ColName' ? expr.name : ''));
  ctx.binder.add({
    kind: 'derived',
    alias,
    name: '',
    authoritative: true,
    lateral: false,
    query: emptySelect,
    keyspace: undefined,
    columns: columns.map(({ expr }, i) => ({
      ...mergedType(expr, right.columns?.[i]?.expr, ctx),
      name: inside[i] ?? '',
      invisible: false,
    })),
  });
  return names.map((name, i) => ({ expr: column(alias, inside[i] ?? ''), name }));
}

/** The type of a column of both; NULL has any. */
function mergedType(left: Expr, right: Expr | undefined, ctx: PlanContext): ExprType {
  const a = ctx.typeOf(left);
  if (!right || right.kind === 'NullVal') return a;
  const b = ctx.typeOf(right);
  if (left.kind === 'NullVal') return b;
  // The wider of the two says how many zeros are behind the bytes.
  if (a.type !== b.type && [left, right].some((side) => mayBeBinary(side, ctx)))
    refuse('a set operation of BINARY and another type over shards');
  const nullable = a.nullable || b.nullable;
  // Members of ENUMs are texts in a set operation, also where both are the same ENUM.
  if (isMemberOrText(a) && isMemberOrText(b)) {
    const text = mergedText(left, right, a, b, ctx);
    if (isText(a.type) && isText(b.type)) return text;
    return isChoice(a.type) && isChoice(b.type) ? { type: Type.VARCHAR, collation: undefined, nullable } : unknownType;
  }
  if (a.type === b.type) return { ...a, nullable };
  if (isIntegral(a.type) && isIntegral(b.type)) return { ...a, type: Type.INT64, nullable };
  return unknownType;
}

const isMemberOrText = ({ type }: ExprType): boolean => isChoice(type) || isText(type);

/** A constant, or what JSON's functions give, takes the collation of the column it is beside. */
function mergedText(left: Expr, right: Expr, a: ExprType, b: ExprType, ctx: PlanContext): ExprType {
  const text = { ...a, nullable: a.nullable || b.nullable };
  if (a.collation === b.collation) return text;
  const [x, y] = [left, right].map((side) => derivationOf(side, ctx) ?? IMPLICIT) as [number, number];
  if (x === y) return { ...text, ...mergedCollation(a.collation, b.collation) };
  return x < y ? text : { ...text, collation: b.collation };
}

/** How strongly a column's collation counts. */
const IMPLICIT = 2;

/** @throws VT12001 for columns whose collations MySQL does not mix. */
function mergedCollation(a: string | undefined, b: string | undefined): Partial<ExprType> {
  const [x, y] = [collationByName(a ?? ''), collationByName(b ?? '')];
  if (!x || !y) return unknownType;
  if (x.charset !== y.charset) {
    const whole = [x, y].filter(({ charset }) => charset === 'utf8mb4');
    return whole.length === 1 ? { collation: whole[0]?.name } : unknownType;
  }
  const bytes = [x, y].find(({ name }) => name.endsWith('_bin'));
  if (bytes) return { collation: bytes.name };
  // An error in MySQL, but not in all nestings: a mysqld decides.
  return refuse(`set operations of text of collations ${x.name} and ${y.name} over shards`);
}

/** @throws VT12001 for a text of the connection's collation, as CAST … AS CHAR is, beside a column of one that is not mixed with what connections have by default. */
function checkConnections(left: Block, right: Block, ctx: PlanContext): void {
  left.columns?.forEach(({ expr }, i) => {
    const other = right.columns?.[i]?.expr;
    if (other && (isOfConnection(expr, other, ctx) || isOfConnection(other, expr, ctx)))
      refuse("set operations of text of the connection's collation and of another over shards");
  });
}

function isOfConnection(expr: Expr, other: Expr, ctx: PlanContext): boolean {
  if (ctx.resolve(expr).kind === 'ColName') return false;
  const [own, beside] = [ctx.typeOf(expr), ctx.typeOf(other)];
  if (!isText(own.type) || own.collation !== undefined || !isText(beside.type)) return false;
  if (derivationOf(expr, ctx) !== derivationOf(other, ctx)) return false;
  const found = collationByName(beside.collation ?? '');
  return found?.charset === 'utf8mb4' && !found.name.endsWith('_bin') && found.name !== defaultOf(ctx);
}

const defaultOf = ({ environment }: PlanContext): string =>
  environment.flavor === 'mariadb' ? 'utf8mb4_general_ci' : 'utf8mb4_0900_ai_ci';

/** Branches of the same operation side by side. */
function gather(
  query: Union,
  left: Block,
  right: Block,
  ctx: PlanContext,
): { block: Block; branches: readonly Block[] } {
  if (!left.columns || !right.columns) return refuse('set operations of unknown columns over several shards');
  if (left.columns.length !== right.columns.length) return refuse('set operations of different numbers of columns');
  checkConnections(left, right, ctx);
  const alias = ctx.binder.uniqueAlias('union');
  const operation = query.operation === 'union' || query.operation === 'union all' ? 'all' : query.operation;
  const branches = [...flatBranches(left, query.left, query), ...flatBranches(right, query.right, query)];
  if (ctx.environment.flavor === 'mariadb') {
    left.columns.forEach((_, i) => {
      checkTexts(branches, i, ctx);
      checkDigits(query, i, ctx);
    });
  }
  const op: UnionOp = { kind: 'Union', operation, alias, branches };
  const columns = unionColumns(
    alias,
    left,
    right,
    left.columns.map((_, i) => `c${i}`),
    ctx,
  );
  if (query.operation !== 'union') return { block: { op, columns }, branches };
  const distinct: Operator = { kind: 'Distinct', exprs: columns.map(({ expr }) => expr), input: op };
  return { block: { op: distinct, columns }, branches };
}

/** @throws VT12001: MariaDB makes texts of all digits of a number that it has computed, and a shard tells those that are shown. */
function checkTexts(branches: readonly Block[], column: number, ctx: PlanContext): void {
  const exprs = branches.flatMap(({ columns }) => columns?.[column]?.expr ?? []);
  if (exprs.every((expr) => !isTextOrBytes(ctx.typeOf(expr).type))) return;
  if (exprs.some((expr) => contains(expr, hidesOrChooses) && ctx.typeOf(expr).type === Type.DECIMAL))
    refuse('a set operation of texts and computed numbers over shards of MariaDB');
}

/** @throws VT12001: so it does where another member has more digits behind the point. */
function checkDigits(query: Union, column: number, ctx: PlanContext): void {
  const members = membersOf(query, column, ctx);
  if (!members.some((expr) => expr && isComputed(expr, ctx))) return;
  if (!members.every((expr) => expr && (isWhole(expr, ctx) || isOfWhole(expr, ctx))))
    refuse('a set operation of quotients and other numbers over shards of MariaDB');
}

/** Of all members, as they are written; undefined where that is not known. */
function membersOf(query: QueryStatement, column: number, ctx: PlanContext): (Expr | undefined)[] {
  if (query.kind === 'Union') return [...membersOf(query.left, column, ctx), ...membersOf(query.right, column, ctx)];
  const item = query.kind === 'Select' ? ctx.binder.expanded.get(query)?.[column] : undefined;
  return [item?.kind === 'AliasedExpr' ? item.expr : undefined];
}

/** Whether it is, or may be, a decimal of averages or quotients, also of a subquery's. */
function isComputed(expr: Expr, ctx: PlanContext): boolean {
  const { type } = ctx.typeOf(expr);
  let hides = false;
  if (type === Type.DECIMAL || type === Type.NULL_TYPE) {
    visit(ctx.resolve(expr), (node) => {
      hides ||= hidesDigits(node);
      return !hides;
    });
  }
  return hides;
}

/** Without digits behind the point. */
const isWhole = (expr: Expr, ctx: PlanContext): boolean => expr.kind === 'NullVal' || isIntegral(ctx.typeOf(expr).type);

/** Averages and quotients of integers show equally many digits. */
function isOfWhole(expr: Expr, ctx: PlanContext): boolean {
  if (expr.kind === 'BinaryExpr')
    return expr.operator === '/' && [expr.left, expr.right].every((side) => isWhole(side, ctx));
  return expr.kind === 'AggregateExpr' && expr.name === 'avg' && expr.args.every((arg) => isWhole(arg, ctx));
}

const isTextOrBytes = (type: number): boolean => isText(type) || isBinary(type);

/** What is chosen has its own digits, too. */
function hidesOrChooses(node: Node): boolean {
  return hidesDigits(node) || isChoosing(node);
}

function finish(query: Union, { op, columns }: Block, ctx: PlanContext): Block {
  if (query.into) refuse('INTO of a set operation over several shards');
  let out = op;
  const keys = query.orderBy
    .map((order): Order => ({ ...order, expr: keyOf(order.expr, columns ?? []) }))
    .filter(({ expr }) => expr.kind !== 'NullVal');
  if (keys.length > 0) out = { kind: 'Order', keys, input: out };
  if (query.limit)
    out = {
      kind: 'Limit',
      count: query.limit.rowCount,
      offset: query.limit.offset ?? undefined,
      pushed: false,
      input: out,
    };
  return { op: ctx.steps.applyRules(out, ctx), columns };
}

function keyOf(expr: Expr, columns: readonly OutputColumn[]): Expr {
  if (expr.kind === 'NullVal') return expr;
  if (expr.kind === 'Literal' && expr.type === 'Int')
    return columns[Number(expr.value) - 1]?.expr ?? refuse('ORDER BY of a set operation');
  const found =
    expr.kind === 'ColName' ? columns.find(({ name }) => name.toLowerCase() === expr.name.toLowerCase()) : undefined;
  return found?.expr ?? refuse('ORDER BY an expression of a set operation over several shards');
}

export function planValues(query: ValuesStatement, ctx: PlanContext): Block {
  const [columns = [], ...others] = query.rows.map(({ exprs }) =>
    exprs.map((expr, i): OutputColumn => ({ expr, name: `column_${i}` })),
  );
  return { op: { ...dualRoute(ctx), closed: query, outputs: columns }, columns, others };
}

/** Expressions behind a block's columns, for telling what a derived table's columns are. */
export function columnExprs({ columns }: Block): readonly (Expr | undefined)[] {
  return (columns ?? []).map(({ expr }) => expr);
}
