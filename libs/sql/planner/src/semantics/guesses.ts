import { collationByName } from '@vt/collations';
import type { EvalType } from '@vt/evalengine';
import { type Expr, visit } from '@vt/sqlparser';
import { type BindVariable, isText, Type } from '@vt/sqltypes';
import type { PlannerEnvironment } from '../environment.ts';
import type { ExprType } from './bind/types.ts';

/* What an expression is compiled with when it is planned, and its rows and values are not known yet. */

/** utf8mb4_general_ci, which MariaDB's connections have where a session names none. */
const GENERAL = 45;

/** What an expression is compiled for where the gate's servers are known, and not the session. */
export function serversOf(flavor: PlannerEnvironment['flavor']): {
  readonly flavor?: 'mariadb' | 'mysql';
  readonly collation?: number;
} {
  return flavor === 'mariadb' ? { flavor, collation: GENERAL } : {};
}

const UTF8MB4 = 255;
const BINARY = 63;
const SOME_BYTES = 255;

/** A type for the evaluator; what is not known is a number. */
export function guess(type: ExprType | undefined): EvalType {
  const number = !type || type.type === Type.NULL_TYPE ? Type.INT64 : type.type;
  const collation = isText(number) ? (collationByName(type?.collation ?? '')?.id ?? UTF8MB4) : BINARY;
  return { type: number, collation, flags: 0, length: SOME_BYTES, decimals: 0, nullable: true };
}

/** Values for what is bound later. */
export function guessedBinds(expr: Expr): Readonly<Record<string, BindVariable>> {
  const binds: Record<string, BindVariable> = {};
  const one = { type: Type.INT64, value: Buffer.from('1') };
  visit(expr, (node) => {
    if (node.kind === 'Argument') binds[node.name] = one;
    if (node.kind === 'ListArg') binds[node.name] = { type: Type.TUPLE, value: new Uint8Array(0), values: [one] };
  });
  return binds;
}
