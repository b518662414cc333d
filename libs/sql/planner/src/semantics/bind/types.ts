import type { Expr } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import { findColumn, type Source } from './source.ts';

/** What is known of an expression's values without an evaluator. */
export type ExprType = { readonly type: number; readonly collation: string | undefined; readonly nullable: boolean };

export const unknownType: ExprType = { type: Type.NULL_TYPE, collation: undefined, nullable: true };

export function typeOf(expr: Expr, sources: ReadonlyMap<string, Source>): ExprType {
  switch (expr.kind) {
    case 'ColName': {
      const source = expr.qualifier && sources.get(expr.qualifier.name);
      return (source && findColumn(source, expr.name)) || unknownType;
    }
    case 'CountStar':
      return { type: Type.INT64, collation: undefined, nullable: false };
    case 'AggregateExpr': {
      if (expr.name === 'count') return { type: Type.INT64, collation: undefined, nullable: false };
      const [arg] = expr.args;
      const keeps = expr.name === 'min' || expr.name === 'max' || expr.name === 'any_value';
      return keeps && arg ? { ...typeOf(arg, sources), nullable: true } : unknownType;
    }
    case 'Literal':
      if (expr.type === 'Int') return { type: Type.INT64, collation: undefined, nullable: false };
      return { ...unknownType, nullable: false };
    default:
      return unknownType;
  }
}
