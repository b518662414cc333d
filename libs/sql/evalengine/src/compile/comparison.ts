import type { BetweenExpr, ComparisonExpr, Expr, ValTuple } from '@vt/sqlparser';
import { errors, unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { isUnsignedType } from '../type/eval-type.ts';
import { boolNode, toBool, triNode } from './build.ts';
import { type Compiler, checkFolded } from './compiler.ts';
import { compileLike } from './like.ts';
import { isOfOneKind } from './mariadb.ts';
import { hasDate, isNumeric, isTemporal, type Node } from './node.ts';
import { checkMixture, compareKind, comparePair, equality, nullSafeEquals, ordering } from './pair.ts';
import { memberEquality } from './row-in.ts';

type Tri = boolean | null;

const orders: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '>=': (order) => order >= 0,
};

export function compileComparison(expr: ComparisonExpr, compiler: Compiler): Node {
  if (expr.modifier !== '') return unsupported(`${expr.operator} ${expr.modifier}`);
  const { env } = compiler;
  const { operator } = expr;
  if (operator === 'in' || operator === 'not in') return compileIn(expr, compiler);
  if (operator === 'like' || operator === 'not like') return compileLike(expr, compiler);
  if (operator === 'regexp' || operator === 'not regexp') return compileRegexpOperator(expr, compiler);
  if (operator === 'sounds like') return unsupported('sounds like');
  const left = compiler.any(expr.left);
  const right = compiler.any(expr.right);
  if (left.row || right.row) checkFolded([left, right]);
  if (operator === '<=>') {
    const equals = nullSafeEquals(left, right, env);
    return boolNode([], (f) => toBool(equals(f)), false);
  }
  if (operator === '=' || operator === '!=') {
    const equal = equality(left, right, env, operator === '=' ? '=' : '<>');
    return triNode([left, right], operator === '=' ? equal : (f) => negate(equal(f)));
  }
  const compare = ordering(left, right, env, operator);
  const holds = orders[operator] as (order: number) => boolean;
  return triNode([left, right], (f) => {
    const order = compare(f);
    return order === null ? null : holds(order);
  });
}

const negate = (value: Tri): Tri => (value === null ? null : !value);

function compileRegexpOperator(expr: ComparisonExpr, compiler: Compiler): Node {
  const call: Expr = { kind: 'FuncExpr', qualifier: '', name: 'regexp_like', args: [expr.left, expr.right] };
  const node = compiler.scalar(call);
  if (expr.operator === 'regexp') return node;
  return triNode([node], (f) => {
    const value = node.run(f);
    return value === null ? null : value === 0n;
  });
}

function compileIn(expr: ComparisonExpr, compiler: Compiler): Node {
  const left = compiler.any(expr.left);
  const items = expr.right.kind === 'ListArg' ? listItems(expr.right.name, compiler) : inItems(expr.right, compiler);
  if (items.length === 0) return unsupported('an empty list');
  checkFolded([left, ...items]);
  const found = left.row ? rowIn(left, items, compiler) : scalarIn(left, items, compiler);
  const negated = expr.operator === 'not in';
  return triNode([left, ...items], negated ? (f) => negate(found(f)) : found);
}

function inItems(list: Expr, compiler: Compiler): Node[] {
  if (list.kind !== 'ValTuple') return unsupported(`in ${list.kind}`);
  return (list as ValTuple).exprs.map((each) => compiler.any(each));
}

/** The values of a list bind variable, each as a bind variable of its own. */
function listItems(name: string, compiler: Compiler): Node[] {
  return compiler.listBind(name);
}

function rowIn(left: Node, items: readonly Node[], compiler: Compiler): (f: Frame) => Tri {
  const { env } = compiler;
  return anyEqual(
    items.map((item) => (items.length > 1 ? memberEquality(left, item, env) : equality(left, item, env, '='))),
  );
}

function anyEqual(equalities: readonly ((f: Frame) => Tri)[]): (f: Frame) => Tri {
  return (f) => {
    let unknown = false;
    for (const equal of equalities) {
      const value = equal(f);
      if (value === true) return true;
      if (value === null) unknown = true;
    }
    return unknown ? null : false;
  };
}

function scalarIn(left: Node, items: readonly Node[], compiler: Compiler): (f: Frame) => Tri {
  if (items.some((item) => item.row)) throw errors.operandColumns(1);
  checkMixture(new Set(items.filter((item) => item.cls !== 'null').map((item) => compareKind(left, item))), 'in');
  const dated = [left, ...items].some((node) => isTemporal(node.cls));
  if (dated && items.length > 1 && [left, ...items].some((node) => !isTemporal(node.cls) && node.cls !== 'null')) {
    return unsupported('IN over dates and others');
  }
  if (items.length > 1 && isNumeric(left.cls) && items.some((item) => item.hex))
    return unsupported('IN over numbers and hexadecimal literals');
  const ints = [left, ...items].filter((node) => node.cls === 'int');
  const signs = new Set(ints.map((node) => isUnsignedType(node.type)));
  const isMixed = items.some((item) => !item.constant || item.cls !== 'int');
  if (signs.size > 1 && isMixed) return unsupported('IN over signed and unsigned');
  const texts = [left, ...items];
  const equalities = items.map((item) => {
    const kind = compareKind(left, item);
    const operation = items.length === 1 && kind === 'decimal' ? '=' : 'in';
    const pair = comparePair(left, item, compiler.env, operation, kind === 'string' ? texts : undefined);
    const compare = pair.order as (x: unknown, y: unknown) => number;
    return (f: Frame): Tri => {
      const x = pair.left(f);
      if (x === null) return null;
      const y = pair.right(f);
      return y === null ? null : compare(x, y) === 0;
    };
  });
  return anyEqual(equalities);
}

export function compileBetween(expr: BetweenExpr, compiler: Compiler): Node {
  const value = compiler.scalar(expr.expr);
  const from = compiler.scalar(expr.from);
  const to = compiler.scalar(expr.to);
  if (
    compiler.env.flavor === 'mariadb' &&
    (!isOfOneKind([value, from, to]) || [value, from, to].some(({ bits }) => bits))
  )
    return unsupported('BETWEEN of mixed types');
  const [low, high] = betweenNodes(value, from, to);
  const texts = [value, low, high];
  const allText = [low, high].every((limit) => compareKind(value, limit) === 'string');
  const above = bound(value, low, compiler, allText ? texts : undefined);
  const below = bound(value, high, compiler, allText ? texts : undefined);
  return triNode([value, from, to], (f) => {
    const lower = above(f);
    const upper = below(f);
    const inside = both(lower === null ? null : lower >= 0, upper === null ? null : upper <= 0);
    return expr.negated ? negate(inside) : inside;
  });
}

/** Bounds that BETWEEN compares in one common way: a date among them makes all of them dates. */
function betweenNodes(value: Node, from: Node, to: Node): [Node, Node] {
  const kinds = new Set([compareKind(value, from), compareKind(value, to)]);
  const mixed = kinds.size > 1 && !(from.cls === 'null' || to.cls === 'null');
  if ([value, from, to].some((node) => node.cls === 'json')) return unsupported('BETWEEN of JSON');
  if ([value, from, to].some((node) => isTemporal(node.cls)) && [value, from, to].some((node) => isNumeric(node.cls))) {
    return unsupported('BETWEEN of mixed types');
  }
  const numeric = new Set(['int', 'decimal', 'real']);
  if (mixed && ![...kinds].every((kind) => numeric.has(kind))) return unsupported('BETWEEN of mixed types');
  if (!hasDate(value.cls) && (hasDate(from.cls) || hasDate(to.cls)) && value.cls !== 'string')
    return unsupported('BETWEEN of mixed types');
  return [from, to];
}

function bound(
  value: Node,
  limit: Node,
  compiler: Compiler,
  texts: readonly Node[] | undefined,
): (f: Frame) => number | null {
  const { left, right, order } = comparePair(value, limit, compiler.env, 'between', texts);
  const compare = order as (x: unknown, y: unknown) => number;
  return (f) => {
    const x = left(f);
    if (x === null) return null;
    const y = right(f);
    return y === null ? null : compare(x, y);
  };
}

function both(a: Tri, b: Tri): Tri {
  if (a === false || b === false) return false;
  return a === null || b === null ? null : true;
}
