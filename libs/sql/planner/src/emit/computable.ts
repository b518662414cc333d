import { VtError } from '@vt/base';
import { collationByName } from '@vt/collations';
import { compileExpression, type EvalType } from '@vt/evalengine';
import { type ColName, type Expr, print, visit } from '@vt/sqlparser';
import { type BindVariable, isText, Type } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import type { PlannerEnvironment } from '../environment.ts';
import { refuse } from '../refuse.ts';
import type { ExprType } from '../semantics/bind/types.ts';
import { contains, isAggregate } from '../semantics/expressions.ts';
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

const ILLEGAL_MIXES: ReadonlySet<number> = new Set([1267, 1270, 1271]);
/** utf8mb4_general_ci, which MariaDB's connections have where a session names none. */
const GENERAL = 45;

function serversOf(flavor: Flavor): { readonly flavor?: 'mariadb' | 'mysql'; readonly collation?: number } {
  return flavor === 'mariadb' ? { flavor, collation: GENERAL } : {};
}

const UTF8MB4 = 255;
const BINARY = 63;
const SOME_BYTES = 255;

function guess(type: ExprType | undefined): EvalType {
  const number = !type || type.type === Type.NULL_TYPE ? Type.INT64 : type.type;
  const collation = isText(number) ? (collationByName(type?.collation ?? '')?.id ?? UTF8MB4) : BINARY;
  return { type: number, collation, flags: 0, length: SOME_BYTES, decimals: 0, nullable: true };
}

function guessedBinds(expr: Expr): Readonly<Record<string, BindVariable>> {
  const binds: Record<string, BindVariable> = {};
  const one = { type: Type.INT64, value: Buffer.from('1') };
  visit(expr, (node) => {
    if (node.kind === 'Argument') binds[node.name] = one;
    if (node.kind === 'ListArg') binds[node.name] = { type: Type.TUPLE, value: new Uint8Array(0), values: [one] };
  });
  return binds;
}

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
