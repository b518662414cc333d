import {
  type Expr,
  type QueryStatement,
  rewrite,
  type Select,
  type SelectExpr,
  type Union,
  visit,
} from '@vt/sqlparser';
import { isBinary, isIntegral, isNumber, isText, Type } from '@vt/sqltypes';
import type { PlannerEnvironment } from '../environment.ts';
import { Binder } from '../semantics/bind/binder.ts';
import { columnName } from '../semantics/bind/empty-select.ts';
import { bindQuery } from '../semantics/bind/query.ts';
import { typeOf } from '../semantics/bind/types.ts';
import { isChoosing, isExtreme } from '../semantics/chosen.ts';
import { contains } from '../semantics/expressions.ts';
import { hidesDigits } from '../semantics/hidden-digits.ts';
import { asStoredText, averageAsText, choicesOf, isAverage, withValue } from './averages-as-texts.ts';

/** What a written column gets: its type, and whether a column is its value as that is stored, not as it is shown. `quotient`: it has more digits than it shows. */
type Given = {
  readonly type: number;
  readonly isField: boolean;
  readonly quotient?: boolean;
  /** What makes the text of it that is stored: all words of an average, and on MariaDB of a quotient. */
  readonly asText?: ((value: Expr) => Expr) | undefined;
};

/**
 * What MySQL makes of a value on its way from column to column is more than its text tells: a FLOAT has more than six digits, an ENUM is a number to a
 * column of numbers, and so are times. A query whose rows are written again by their texts asks for what is to be stored.
 * @param targets the types of the columns that get the query's; NULL_TYPE: the value is not written.
 */
export function asStored(
  query: QueryStatement,
  targets: readonly number[],
  environment: PlannerEnvironment,
): QueryStatement {
  const binder = new Binder(environment, { bindQuery });
  try {
    return convert(query, bindQuery(query, undefined, new Map(), binder).query, targets, binder, environment);
  } catch {
    // Who plans it says what is wrong with it.
    return query;
  }
}

function convert(
  query: QueryStatement,
  bound: QueryStatement,
  targets: readonly number[],
  binder: Binder,
  environment: PlannerEnvironment,
) {
  const given = givenBy(bound, binder, environment);
  if (!given) return query;
  const patterns = given.map((one, i) => patternFor(one, targets[i] ?? Type.NULL_TYPE));
  return patterns.some((pattern) => pattern !== undefined) ? convertAll(query, bound, patterns, binder) : query;
}

/** Of each column of a query, what is known; undefined where its columns are not all known. */
function givenBy(
  bound: QueryStatement,
  binder: Binder,
  { keepsQuotients, flavor }: Pick<PlannerEnvironment, 'keepsQuotients' | 'flavor'>,
): readonly Given[] | undefined {
  if (bound.kind === 'Union') return givenByUnion(bound, binder);
  if (bound.kind !== 'Select') return undefined;
  // What a rolled up group shows is not the column.
  const rolledUp = bound.groupBy?.withRollup === true;
  return binder.expanded.get(bound)?.map((item) => {
    if (item.kind !== 'AliasedExpr') return { type: Type.NULL_TYPE, isField: false };
    const type = knownType(item.expr, binder);
    const mayBeExact = type === Type.DECIMAL || type === Type.NULL_TYPE;
    const average = givesAverage(item.expr, binder);
    const quotient = average || (keepsQuotients === true && mayBeExact && isQuotient(item.expr, binder));
    const asText = average ? averageAsText : isQuotientByInteger(item.expr, binder) ? asStoredText : undefined;
    return {
      type,
      isField: !rolledUp && isField(item.expr, type),
      quotient,
      ...(quotient && (flavor !== 'mariadb' ? average : hasAllWords(item.expr, bound)) && { asText }),
    };
  });
}

/** The columns of a union are columns of a table, whatever they are made of. */
function givenByUnion({ left, right }: Union, binder: Binder): readonly Given[] | undefined {
  const [one, other] = [givenBy(left, binder, {}), givenBy(right, binder, {})];
  return one?.map(({ type }, i) => {
    const isKnown = type === other?.[i]?.type && type !== Type.ENUM && type !== Type.SET;
    return { type: isKnown ? type : Type.NULL_TYPE, isField: true };
  });
}

/** Whether it hands on one of its arguments, as a text. */
const isHandingOn = (expr: Expr): boolean => isChoosing(expr) || isExtreme(expr);

/** Of exact numbers, as far as columns tell; what else there is makes a DOUBLE, which is the same as a decimal of its digits. */
function isQuotient(expr: Expr, { sources }: Binder): boolean {
  let divides = false;
  let exact = true;
  visit(expr, (node) => {
    divides ||= hidesDigits(node);
    const type = node.kind === 'ColName' ? typeOf(node, sources).type : Type.DECIMAL;
    exact &&= type === Type.DECIMAL || isIntegral(type);
    return exact;
  });
  return divides && exact;
}

/** Its text has as many words as the dividend has. */
function isQuotientByInteger(expr: Expr, { sources }: Binder): boolean {
  if (expr.kind !== 'BinaryExpr' || expr.operator !== '/') return false;
  return isIntegral(typeOf(expr.right, sources).type);
}

/** MariaDB may have groups in a table of its own, whose columns, and all where it sorts them, have the digits that are shown. */
function hasAllWords(expr: Expr, { groupBy, orderBy }: Select): boolean {
  return groupBy === null || (orderBy.length === 0 && contains(expr, ({ kind }) => kind === 'AggregateExpr'));
}

/** Whether it is an average as it is, or what IF or CASE choose among averages, columns and literals of exact numbers. */
function givesAverage(expr: Expr, { sources }: Binder): boolean {
  const choices = choicesOf(expr);
  return (
    choices.some(isAverage) &&
    choices.every((one) => {
      if (one.kind === 'NullVal') return true;
      if (one.kind === 'Literal') return one.type === 'Int' || one.type === 'Decimal';
      const { type } = typeOf(one, sources);
      return isAverage(one)
        ? type === Type.DECIMAL
        : one.kind === 'ColName' && (type === Type.DECIMAL || isIntegral(type));
    })
  );
}

function isField(expr: Expr, type: number): boolean {
  return expr.kind === 'ColName' || (isTemporal(type) && !isHandingOn(expr));
}

/** Among other numbers a FLOAT is no text, whatever it is shown as. */
function knownType(expr: Expr, { sources }: Binder): number {
  const { type } = typeOf(expr, sources);
  if (type !== Type.NULL_TYPE || !isHandingOn(expr)) return type;
  const types = new Set<number>();
  visit(expr, (node) => {
    if (node.kind === 'ColName') types.add(typeOf(node, sources).type);
    if (node.kind === 'Literal' && node.type === 'String') types.add(Type.VARCHAR);
  });
  return types.has(Type.FLOAT32) && [...types].every(isNumber) ? Type.FLOAT32 : type;
}

const isTemporal = (type: number): boolean => isMoment(type) || type === Type.DATE || type === Type.TIME;
const isMoment = (type: number): boolean => type === Type.DATETIME || type === Type.TIMESTAMP;

/** An expression over `x`, or what makes one of a value. */
type Pattern = string | ((value: Expr) => Expr);

/** How the value is asked for; undefined: as it is. */
function patternFor({ type, isField, quotient, asText }: Given, target: number): Pattern | undefined {
  if (target === Type.NULL_TYPE || target === Type.JSON) return undefined;
  const isLong = target === Type.TEXT || target === Type.BLOB;
  if (type === Type.FLOAT32) return isField && isLong ? undefined : 'x + 0';
  if (type === Type.BIT) return target === Type.BIT || (isField && isLong) ? undefined : 'x + 0';
  if (asText && (isText(target) || isBinary(target))) return asText;
  if (quotient) return isCounted(target) ? 'cast(x as decimal(65,30))' : undefined;
  if (!isField) return undefined;
  if (isTemporal(type)) return momentFor(type, target);
  if (type !== Type.ENUM && type !== Type.SET) return undefined;
  return isCounted(target) ? 'cast(x as unsigned)' : undefined;
}

const isWhole = (target: number): boolean => isIntegral(target) || target === Type.BIT;
const isCounted = (target: number): boolean => isNumber(target) || target === Type.BIT;

function momentFor(type: number, target: number): string | undefined {
  if (target === Type.YEAR && type === Type.DATE) return 'year(x)';
  // Whole numbers are of the nearest moment, not the nearest number.
  if (isWhole(target) && type !== Type.DATE) return `cast(x as ${type === Type.TIME ? 'time' : 'datetime'}) + 0`;
  if (isCounted(target)) return 'x + 0';
  if (type !== Type.TIME && target === Type.TIME) return 'cast(x as time(6))';
  return type === Type.TIME && target !== Type.TIME && isTemporal(target) ? 'cast(x as datetime(6))' : undefined;
}

type Patterns = readonly (Pattern | undefined)[];

function convertAll(query: QueryStatement, bound: QueryStatement, patterns: Patterns, binder: Binder): QueryStatement {
  if (query.kind === 'ParenSelect' && bound !== query && query.orderBy.length === 0 && !query.limit)
    return { ...query, select: convertAll(query.select, bound, patterns, binder) };
  if (query.kind === 'Union' && bound.kind === 'Union') {
    return {
      ...query,
      left: convertAll(query.left, bound.left, patterns, binder),
      right: convertAll(query.right, bound.right, patterns, binder),
    };
  }
  if (query.kind !== 'Select' || bound.kind !== 'Select') return query;
  const columns = written(query, bound, binder);
  return columns ? { ...query, columns: columns.map((item, i) => converted(item, patterns[i])) } : query;
}

/** The columns as the client calls them, with every `*` written out. */
function written(query: Select, bound: Select, binder: Binder): readonly SelectExpr[] | undefined {
  if (query.columns.every(({ kind }) => kind !== 'StarExpr')) return query.columns;
  return binder.expanded.get(bound)?.map(
    (item) =>
      rewrite(item, (node) => {
        if (node.kind !== 'ColName' || !node.qualifier) return node;
        const source = binder.sources.get(node.qualifier.name);
        return source ? { ...node, qualifier: { kind: 'TableName', name: source.name, qualifier: '' } } : node;
      }) as SelectExpr,
  );
}

function converted(item: SelectExpr, pattern: Pattern | undefined): SelectExpr {
  if (item.kind !== 'AliasedExpr' || pattern === undefined) return item;
  const expr = typeof pattern === 'string' ? withValue(pattern, item.expr) : pattern(item.expr);
  return { ...item, as: columnName(item), expr };
}
