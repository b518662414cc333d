import { type CastExpr, type Expr, visit } from '@vt/sqlparser';
import { isText, Type } from '@vt/sqltypes';
import type { OwnType } from '@vt/vschema';
import type { PlanContext } from '../context.ts';
import type { Operator } from '../operators/operator.ts';
import { refuse } from '../refuse.ts';
import { comparesText } from '../semantics/compares-text.ts';

/** The collation's sort key of a value, as a column that only the gate sees. */
export function weightString(expr: Expr): Expr {
  return { kind: 'WeightStringExpr', expr, as: null };
}

/** What rows are compared by besides the value itself. */
export type Comparison = { readonly weight: Expr | undefined; readonly collation: string | undefined };

/**
 * The gate compares numbers and times, and text of collations that it has; for the rest, and for what it does not know, the mysqld gives a
 * sort key along.
 */
export function comparisonOf(expr: Expr, ctx: PlanContext): Comparison {
  const none = { weight: undefined, collation: undefined };
  if (expr.kind === 'CountStar' || expr.kind === 'Literal' || expr.kind === 'WeightStringExpr') return none;
  if (expr.kind === 'AggregateExpr' && ['count', 'sum', 'avg'].includes(expr.name)) return none;
  const own = ownIn(expr, ctx);
  if (own) return { weight: bytesOf(expr, own), collation: undefined };
  const { type, collation } = ctx.typeOf(expr);
  if (type === Type.NULL_TYPE) return { weight: weightString(expr), collation: undefined };
  // Members of an ENUM are ordered as they are listed, not by their names; of a FLOAT six digits are shown.
  if (type === Type.ENUM || type === Type.SET || type === Type.FLOAT32)
    return { weight: asNumber(expr), collation: undefined };
  if (!isText(type)) return none;
  if (collation && comparesText(collation)) return { weight: undefined, collation };
  return { weight: weightString(collation && pads(collation) ? unpadded(expr) : expr), collation: undefined };
}

/** The type of a column of MariaDB's own that the expression may be a value of. */
function ownIn(expr: Expr, ctx: PlanContext): OwnType | undefined {
  let found: OwnType | undefined;
  visit(expr, (node) => {
    if (node.kind === 'ColName') found ??= ctx.typeOf(node).own;
  });
  return found;
}

/** An address is ordered by its bytes; in which order a UUID's count is a matter of its version, and of the server's. @throws VT12001 */
function bytesOf(expr: Expr, own: OwnType): Expr {
  if (expr.kind !== 'ColName' || own === 'uuid') refuse(`comparing values of type ${own} over shards`);
  const length = own === 'inet4' ? '4' : '16';
  // Twice, as `unpadded`.
  return asBytes(asBytes(expr, length), length);
}

function asBytes(expr: Expr, length: string): Expr {
  const type = { kind: 'ConvertType', name: 'binary', length, scale: '', charset: '' } as const;
  return { kind: 'CastExpr', expr, type, array: false, timeZone: '' };
}

const isBytes = (expr: Expr): expr is CastExpr => expr.kind === 'CastExpr' && expr.type.name === 'binary';

/** Spaces at the end do not count there, but a mysqld's sort keys have them. */
const pads = (collation: string): boolean => !/_0900_|_nopad_|^binary$/.test(collation);

// Twice, which nobody writes: so that it is told from what a client does.
const unpadded = (expr: Expr): Expr => rtrim(rtrim(expr));
const rtrim = (expr: Expr): Expr => ({ kind: 'FuncExpr', qualifier: '', name: 'rtrim', args: [expr] });

/** What the gate computes with: of a FLOAT the value itself, which its text is not. */
export function exactly(expr: Expr, ctx: PlanContext): Expr {
  return ctx.typeOf(expr).type === Type.FLOAT32 ? asNumber(expr) : expr;
}

/**
 * Whether a FLOAT inside of a text has the digits of a DOUBLE: in MySQL those of MIN() and MAX() have, where no temporary table has the groups;
 * in MariaDB none has.
 */
export function isShownWhole(expr: Expr, op: Operator, ctx: PlanContext): boolean {
  if (expr.kind !== 'AggregateExpr' || ctx.environment.keepsQuotients) return false;
  let below = op;
  while (below.kind !== 'Aggregate' && 'input' in below) below = below.input;
  return below.kind === 'Aggregate' && below.scalar;
}

function asNumber(expr: Expr): Expr {
  return { kind: 'BinaryExpr', operator: '+', left: expr, right: { kind: 'Literal', type: 'Int', value: '0' } };
}

function trimmed(expr: Expr): Expr | undefined {
  return expr.kind === 'FuncExpr' && expr.name === 'rtrim' ? (expr.args[0] as Expr) : undefined;
}

/** What a sort key is the key of; the expression itself where it is none. */
export function weighed(expr: Expr): Expr {
  if (expr.kind === 'WeightStringExpr') {
    const once = trimmed(expr.expr);
    return (once && trimmed(once)) ?? expr.expr;
  }
  if (isBytes(expr) && isBytes(expr.expr) && expr.type.length === expr.expr.type.length) return expr.expr.expr;
  const isNumber =
    expr.kind === 'BinaryExpr' && expr.operator === '+' && expr.right.kind === 'Literal' && expr.right.value === '0';
  return isNumber ? expr.left : expr;
}
