import { VtError } from '@vt/base';
import { compileExpression } from '@vt/evalengine';
import { type Expr, print, visit } from '@vt/sqlparser';
import { type BindVariable, Type } from '@vt/sqltypes';
import type { PlannerEnvironment } from '../environment.ts';
import { refuse } from '../refuse.ts';
import type { ExprType } from '../semantics/bind/types.ts';
import { isAggregate } from '../semantics/expressions.ts';
import { guess, guessedBinds, serversOf } from '../semantics/guesses.ts';
import { ILLEGAL_MIXES } from '../semantics/mixes.ts';
import { checkReadsNumber } from '../semantics/zerofill.ts';

const none: ReadonlySet<Expr> = new Set();
/** Whose functions they are. */
type Flavor = PlannerEnvironment['flavor'];

/**
 * @param untold what is shown in other digits than it is computed with.
 * @returns the type of what is computed, where all is known.
 * @throws VT12001 for what the gate cannot compute.
 */
export function checkComputable(
  expr: Expr,
  types: ReadonlyMap<Expr, ExprType>,
  flavor: Flavor,
  untold: ReadonlySet<Expr> = none,
): number | undefined {
  visit(expr, (node) => {
    checkReadsNumber(node, (child) => !!types.get(child as Expr)?.zerofill);
    if (node.kind === 'Subquery' || node.kind === 'ExistsExpr')
      refuse('a subquery in an expression of rows of several shards');
    if (node.kind === 'ColName' && node.qualifier?.name !== '#')
      refuse(`column '${node.name}' in an expression of rows of several shards`);
    if (isAggregate(node)) refuse('an aggregate inside of another over several shards');
  });
  return expr.kind === 'ColName'
    ? types.get(expr)?.type
    : checkCompiles(expr, types, guessedBinds(expr), flavor, untold);
}

/** With types as far as they are known; the engine compiles once more when it sees the rows. */
function checkCompiles(
  expr: Expr,
  types: ReadonlyMap<Expr, ExprType>,
  binds: Readonly<Record<string, BindVariable>>,
  flavor: Flavor,
  untold: ReadonlySet<Expr>,
): number | undefined {
  const known = [...types.values()].every(({ type }) => type !== Type.NULL_TYPE) && Object.keys(binds).length === 0;
  try {
    const compiled = compileExpression(expr, {
      binds,
      ...serversOf(flavor),
      column: (name) => {
        const [, derivation] = name.qualifier?.qualifier.split(':') ?? [];
        const type = guess(types.get(name));
        return {
          index: Number(name.name),
          type,
          derivation: derivation === undefined ? undefined : Number(derivation),
          untold: untold.has(name),
        };
      },
    });
    if (compiled.kind === 'Unsupported')
      return refuse(`computing '${print(expr)}' over rows of several shards: ${compiled.reason}`);
    return compiled.type.type;
  } catch (error) {
    // Which collation the session's connection has is not known here: the engine knows it, and says whether it mixes with the others.
    if (error instanceof VtError && ILLEGAL_MIXES.has(error.errno ?? 0)) return undefined;
    // What MySQL says of a guess means nothing.
    if (known || (error instanceof VtError && error.id === 'VT12001')) throw error;
    return undefined;
  }
}
