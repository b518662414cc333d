import { type ColName, type Expr, type Node, visit } from '@vt/sqlparser';
import { isBinary, isText, Type } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import { refuse } from '../refuse.ts';
import type { ExprType } from './bind/types.ts';
import { checkChoice, checkUnsigned, checkValueChosen } from './choices.ts';
import { childrenOf, contains } from './expressions.ts';
import { checkReadsNumber } from './zerofill.ts';

/*
 * A column's value goes to another statement as a literal, and a literal is not the column: it has the connection's collation and gives way to
 * any other, a date is a text, the member of an ENUM has no number. Here is decided where that makes no difference.
 */

type Types = Pick<PlanContext, 'typeOf'> & {
  /** Unsigned numbers stay unsigned on their way. */
  readonly keepsSign?: boolean;
};

/** What literals have, where a client asked for nothing else. */
const LITERAL_COLLATION = 'utf8mb4_0900_ai_ci';
/** Their text is not their value. */
const OPAQUE: readonly number[] = [Type.FLOAT32, Type.JSON, Type.BIT, Type.GEOMETRY, Type.VECTOR];
const DATES: readonly number[] = [Type.DATE, Type.DATETIME, Type.TIMESTAMP];
const CHOICES: readonly number[] = [Type.ENUM, Type.SET];
/** What is around makes nothing of the value itself. */
const TRANSPARENT = new Set(['AliasedExpr', 'IsExpr', 'AndExpr', 'OrExpr', 'NotExpr', 'Order', 'GroupBy', 'ValTuple']);
/** Functions to which a text of a date is as good as the date. */
const OF_DATES = new Set(
  'year month day dayofmonth dayofweek dayofyear hour minute second quarter datediff to_days'.split(' '),
);

/** @throws VT12001 where literals in the place of the columns that move would give something else. */
export function checkMovable(root: Node, moves: (name: ColName) => boolean, ctx: Types): void {
  visit(root, (node) => {
    if (node.kind === 'ColName' && moves(node)) checkPassable(node, ctx);
    checkReadsNumber(node, (child) => child.kind === 'ColName' && moves(child) && !!ctx.typeOf(child).zerofill);
    checkChoice(node, moves, ctx);
    if (isJudged(node, moves)) judge(node, moves, ctx);
    const columns = childrenOf(node).filter((child): child is ColName => child.kind === 'ColName' && moves(child));
    const types = columns.map((name) => ctx.typeOf(name).type);
    if (isTruth(node) && types.some((type) => CHOICES.includes(type) || isTemporal(type)))
      refuse('handing an ENUM, a SET, a date or a time from one shard to another, to ask whether it is true');
    if (types.includes(Type.YEAR) && readsYear(node))
      refuse('handing a YEAR from one shard to another, beside a constant that may have two digits');
    return undefined;
  });
}

/** It takes what is in it for true or false: of a member its number, of a time its digits. */
function isTruth(node: Node): boolean {
  if (node.kind === 'IsExpr') return node.test !== 'null' && node.test !== 'not null';
  return node.kind === 'AndExpr' || node.kind === 'OrExpr' || node.kind === 'NotExpr';
}

/** A constant beside a YEAR is one, too: 24 is 2024. And the text of the year 0 has four digits. */
function readsYear(node: Node): boolean {
  if (node.kind === 'FuncExpr') return true;
  return isComparison(node) && childrenOf(node).some(isConstant);
}

/** Beside a YEAR column 5 is 2005 where it is a constant, and five where it is computed of a row. */
function makesYear(moved: readonly ExprType[], stay: readonly ExprType[], numbers: boolean): boolean {
  if (!stay.some(({ type }) => type === Type.YEAR)) return false;
  return numbers || moved.some(({ type }) => type !== Type.YEAR && type !== Type.NULL_TYPE);
}

function isConstant(node: Node): boolean {
  if (node.kind === 'ValTuple') return childrenOf(node).some(isConstant);
  return node.kind !== 'Subquery' && !contains(node, (one) => one.kind === 'ColName');
}

function checkPassable(name: ColName, ctx: Types): void {
  if (OPAQUE.includes(ctx.typeOf(name).type))
    refuse(`handing column '${name.name}' of this type from one shard to another`);
}

function isJudged(node: Node, moves: (name: ColName) => boolean): boolean {
  if (node.kind === 'ComparisonExpr' || node.kind === 'BetweenExpr') return true;
  if (TRANSPARENT.has(node.kind) || node.kind === 'ColName') return false;
  return childrenOf(node).some((child) => child.kind === 'ColName' && moves(child));
}

/** As `checkMovable`, of the value of a subquery, which stands in `around`. */
export function checkValueMovable(around: Node, value: ExprType, ctx: Types): void {
  checkValueChosen(around, value, ctx);
  if (!TRANSPARENT.has(around.kind)) judge(around, () => false, ctx, [value]);
}

function judge(node: Node, moves: (name: ColName) => boolean, ctx: Types, values: readonly ExprType[] = []): void {
  const moved: ExprType[] = [...values];
  const stay: ExprType[] = [];
  let numbers = false;
  visit(node, (child) => {
    if (child.kind === 'Subquery') return false;
    if (child.kind === 'Literal' && child.type !== 'String') numbers = true;
    if (child.kind === 'ColName' && child.qualifier) (moves(child) ? moved : stay).push(ctx.typeOf(child));
    return undefined;
  });
  if (moved.length === 0) return;
  checkCollations(moved, stay);
  const besideJson = stay.length > 0 && (stay.some(({ type }) => type === Type.JSON) || contains(node, isOfJson));
  if (besideJson && moved.some(({ type }) => isText(type)))
    refuse('handing text from one shard to another, beside what is of JSON');
  if (!ctx.keepsSign) checkUnsigned(node, moved);
  if (values.length === 0 && makesYear(moved, stay, numbers))
    refuse('handing a number from one shard to another, where a YEAR takes it for one of two digits');
  if (takesForDate(node, moves, ctx, values))
    refuse('handing a text or a number from one shard to another, where a date or time takes a constant for one');
  for (const { type } of moved) {
    if (CHOICES.includes(type) && (numbers || !isComparison(node) || !stay.every(isTextual)))
      refuse('handing a member of an ENUM or SET from one shard to another as something else than its name');
    if (isBinary(type) && stay.some((other) => isText(other.type) || CHOICES.includes(other.type)))
      refuse('comparing bytes of one shard with text of another');
    if (isTemporal(type) && !keepsTime(node, type, stay, numbers))
      refuse('handing a date or time from one shard to another, to compute with it');
  }
}

/** Functions that compare what they are given. */
const COMPARING = new Set(['nullif', 'greatest', 'least', 'field', 'interval']);

/**
 * Beside a date or time a constant is read as one, and must be one (1525), where what is computed of a row is compared as it is: a column with the
 * text 5 or the number 20240115 equals no DATETIME, and no TIME is equal to a column's text.
 */
function takesForDate(node: Node, moves: (name: ColName) => boolean, ctx: Types, values: readonly ExprType[]): boolean {
  const compared = comparedBy(node);
  const types = compared.map((expr) => ctx.typeOf(expr).type);
  if (!types.some(isTemporal)) return false;
  const isOther = (type: number): boolean => !isTemporal(type) && type !== Type.NULL_TYPE;
  if (values.some(({ type }) => isOther(type))) return true;
  return compared.some(
    (expr, i) => isOther(types[i] ?? Type.NULL_TYPE) && contains(expr, (one) => isMoved(one, moves)),
  );
}

const isMoved = (node: Node, moves: (name: ColName) => boolean): boolean => node.kind === 'ColName' && moves(node);

/** The expressions of which a node compares the values with each other. */
function comparedBy(node: Node): Expr[] {
  const compares =
    isComparison(node) ||
    node.kind === 'CaseExpr' ||
    (node.kind === 'FuncExpr' && COMPARING.has(node.name.toLowerCase()));
  if (!compares) return [];
  return childrenOf(node).flatMap((child) => (child.kind === 'ValTuple' ? childrenOf(child) : [child])) as Expr[];
}

/** Its text has a collation by bytes, which gives way to a column's but not to a literal's. */
function isOfJson(node: Node): boolean {
  if (/^json/i.test(node.kind)) return true;
  return node.kind === 'FuncExpr' && /^json_/i.test(node.name);
}

function isComparison(node: Node): boolean {
  return node.kind === 'ComparisonExpr' || node.kind === 'BetweenExpr';
}

function isTextual({ type }: ExprType): boolean {
  return isText(type) || CHOICES.includes(type) || type === Type.NULL_TYPE;
}

function isTemporal(type: number): boolean {
  return DATES.includes(type) || type === Type.TIME;
}

function keepsTime(node: Node, type: number, stay: readonly ExprType[], numbers: boolean): boolean {
  if (node.kind === 'FuncExpr' && OF_DATES.has(node.name.toLowerCase())) return DATES.includes(type);
  if (!isComparison(node) || numbers) return false;
  const family = type === Type.TIME ? [Type.TIME] : DATES;
  return stay.every((other) => family.includes(other.type) || other.type === Type.NULL_TYPE) && stay.length > 0;
}

export const NOTHING_ELSE = 'where nothing else says how to compare it';

function checkCollations(moved: readonly ExprType[], stay: readonly ExprType[]): void {
  const known = (types: readonly ExprType[]) => [
    ...new Set(types.flatMap(({ type, collation }) => (isText(type) && collation ? [collation] : []))),
  ];
  const own = known(moved);
  const others = known(stay);
  const [first = ''] = own;
  const different = [...own, ...others].find((name) => name !== first);
  if (own.length === 0) return;
  if (different) refuse(`comparing text of collations ${first} and ${different} over shards`);
  if (others.length === 0 && first !== LITERAL_COLLATION && stay.every(({ type }) => type !== Type.NULL_TYPE))
    refuse(`handing text of collation ${first} from one shard to another, ${NOTHING_ELSE}`);
}
