import { compileExpression } from '@vt/evalengine';
import type { ColName, Expr } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import { contains } from './expressions.ts';
import { guess, guessedBinds, serversOf } from './guesses.ts';

const EXPLICIT = 0;
const NONE = 1;
const SYSTEM = 3;
const COERCIBLE = 4;
const IGNORABLE = 6;

/**
 * How strongly the collation of a text counts that a shard computes; undefined where it is a column's. MySQL compares a column with what
 * date_format() gives in the column's collation, and two columns of two collations not at all.
 */
export function derivationOf(expr: Expr, ctx: PlanContext): number | undefined {
  if (expr.kind === 'ColName') return undefined;
  const derivation = guessedDerivation(expr, ctx);
  if (derivation !== undefined)
    return [EXPLICIT, SYSTEM, COERCIBLE, IGNORABLE].includes(derivation) ? derivation : undefined;
  return contains(expr, ({ kind }) => STRONG.has(kind)) ? undefined : COERCIBLE;
}

function guessedDerivation(expr: Expr, ctx: PlanContext): number | undefined {
  try {
    const column = (name: ColName) => ({ index: 0, type: guess(ctx.typeOf(name)) });
    const { flavor } = ctx.environment;
    const compiled = compileExpression(expr, { binds: guessedBinds(expr), column, ...serversOf(flavor) });
    return compiled.kind === 'Compiled' ? compiled.derivation : undefined;
  } catch {
    // What MySQL says of a guess means nothing.
    return undefined;
  }
}

/** Whether texts of several collations are in it, none of which is stronger: MySQL shows such a value, and does not compare it. */
export function hasNoCollation(expr: Expr, ctx: PlanContext): boolean {
  return guessedDerivation(expr, ctx) === NONE;
}

const STRONG: ReadonlySet<string> = new Set([
  'ColName',
  'CollateExpr',
  'CastExpr',
  'ConvertExpr',
  'ConvertUsingExpr',
  'Subquery',
  'Variable',
]);
