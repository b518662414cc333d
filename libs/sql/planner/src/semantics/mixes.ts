import { VtError } from '@vt/base';
import { collationByName } from '@vt/collations';
import { compileExpression } from '@vt/evalengine';
import { type ColName, type Expr, type Node, visit } from '@vt/sqlparser';
import { isText } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import { refuse } from '../refuse.ts';
import { guess, guessedBinds, serversOf } from './guesses.ts';

/**
 * Texts of collations that MySQL does not mix are an error of the statement's, whether or not there are rows. A part of it that is never asked of
 * a shard would not tell: a mysqld is asked for the whole.
 * @throws VT12001
 */
export function checkMixes(root: Node, ctx: PlanContext): void {
  visit(root, (node) => {
    if (!MIXING.has(node.kind) || !hasSeveralCollations(node, ctx)) return undefined;
    if (isIllegal(node as Expr, ctx)) refuse('texts of collations that do not mix, over shards');
    return undefined;
  });
}

/** What brings texts to one collation. */
const MIXING: ReadonlySet<string> = new Set(['ComparisonExpr', 'BetweenExpr', 'CaseExpr', 'FuncExpr']);

function hasSeveralCollations(node: Node, ctx: PlanContext): boolean {
  const found = new Set<string>();
  visit(node, (child) => {
    const collation = child.kind === 'ColName' ? collationOf(child, ctx) : undefined;
    if (collation) found.add(collation);
  });
  return found.size > 1;
}

function collationOf(column: ColName, ctx: PlanContext): string | undefined {
  const { type, collation } = ctx.typeOf(column);
  return isText(type) && collation ? collationByName(collation)?.name : undefined;
}

function isIllegal(expr: Expr, ctx: PlanContext): boolean {
  try {
    compileExpression(expr, {
      binds: guessedBinds(expr),
      column: (name) => ({ index: 0, type: guess(ctx.typeOf(name)) }),
      ...serversOf(ctx.environment.flavor),
    });
    return false;
  } catch (error) {
    // What else MySQL says of a guess means nothing.
    return error instanceof VtError && ILLEGAL_MIXES.has(error.errno ?? 0);
  }
}

export const ILLEGAL_MIXES: ReadonlySet<number> = new Set([1267, 1270, 1271]);
