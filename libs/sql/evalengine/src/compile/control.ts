import type { CaseExpr } from '@vt/sqlparser';
import { errors } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { isUnsignedType } from '../type/eval-type.ts';
import { anyNullable, nullNode } from './build.ts';
import type { Compiler } from './compiler.ts';
import { asCondition } from './logic.ts';
import type { Node } from './node.ts';
import { checkMixture, compareKind, comparePair } from './pair.ts';
import { checkChosen, shownAsChosen, unifiedNode, unify } from './unify.ts';

export function compileCase(expr: CaseExpr, compiler: Compiler): Node {
  const values = expr.whens.map((when) => compiler.scalar(when.value));
  const otherwise = expr.else ? compiler.scalar(expr.else) : nullNode;
  const conditions = expr.expr
    ? caseEqualities(compiler.scalar(expr.expr), expr, compiler)
    : expr.whens.map((when) => asCondition(compiler.scalar(when.cond)));
  const conditionNodes = expr.whens.map((when) => compiler.scalar(when.cond));
  const results = [...values, otherwise];
  checkChosen(results, 'case');
  const unified = unify(expr.else ? results : values, 'case', compiler.env);
  const runs = results.map(unified.convert);
  const from = [...results, ...conditionNodes, ...(expr.expr ? [compiler.scalar(expr.expr)] : [])];
  const chosen = (f: Frame) => {
    const at = conditions.findIndex((condition) => condition(f) === true);
    return at < 0 ? values.length : at;
  };
  const run = (f: Frame) => runs[chosen(f)]?.(f) ?? null;
  const node = unifiedNode(unified, from, run, anyNullable(results));
  return shownAsChosen(node, results, chosen, compiler.env);
}

/** To MySQL a signed integer is equal here to the unsigned one that has its bits. */
const compareBits = (a: bigint, b: bigint): number => (BigInt.asIntN(64, a) === BigInt.asIntN(64, b) ? 0 : 1);

/** expr = each WHEN. The value is computed once for each way in which it is compared. */
function caseEqualities(value: Node, expr: CaseExpr, compiler: Compiler): ((f: Frame) => boolean | null)[] {
  if (value.row) throw errors.operandColumns(1);
  const conditions = expr.whens.map((when) => compiler.scalar(when.cond));
  const kinds = new Set(conditions.filter((each) => each.cls !== 'null').map((each) => compareKind(value, each)));
  checkMixture(kinds, 'case');
  const texts = [value, ...conditions];
  return conditions.map((condition) => {
    const kind = compareKind(value, condition);
    const pair = comparePair(value, condition, compiler.env, 'case', kind === 'string' ? texts : undefined);
    const isMixed = kind === 'int' && isUnsignedType(value.type) !== isUnsignedType(condition.type);
    const bitwise = isMixed && compiler.env.flavor === 'mysql';
    const compare = (bitwise ? compareBits : pair.order) as (x: unknown, y: unknown) => number;
    return (f) => {
      const x = pair.left(f);
      if (x === null) return null;
      const y = pair.right(f);
      return y === null ? null : compare(x, y) === 0;
    };
  });
}
