import { type ColName, type Expr, type Node, visit } from '@vt/sqlparser';
import { isIntegral, isNumber, isSigned, isText, Type } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import { refuse } from '../refuse.ts';
import type { ExprType } from './bind/types.ts';

type Types = Pick<PlanContext, 'typeOf'>;

/**
 * COALESCE, IF and CASE give a value of a type that all of their operands have a part in, whichever is chosen. A literal of a column's value has
 * not the column's type: NULL has none, and 7 is no unsigned number.
 * @throws VT12001 where the choice would be of another type.
 */
export function checkChoice(node: Node, moves: (name: ColName) => boolean, ctx: Types): void {
  const operands = operandsOf(node);
  for (const operand of operands) {
    const others = operands.filter((other) => other !== operand && other.kind !== 'NullVal');
    const types = typesOf(operand, moves, ctx);
    if (!types.every((type) => others.every((other) => keepsType(type, other, ctx))))
      refuse('choosing between values of which one comes from another shard, of another type');
  }
}

/** Of the operand where it has something that moves; where its own type is not known, of that. */
function typesOf(operand: Expr, moves: (name: ColName) => boolean, ctx: Types): number[] {
  const moved: number[] = [];
  visit(operand, (node) => {
    if (node.kind === 'ColName' && moves(node)) moved.push(ctx.typeOf(node).type);
    return node.kind !== 'Subquery';
  });
  const { type } = ctx.typeOf(operand);
  return (moved.length > 0 && type !== Type.NULL_TYPE ? [type] : moved).filter((one) => one !== Type.NULL_TYPE);
}

/** As `checkChoice`, of the value of a subquery, which is one of the operands. */
export function checkValueChosen(around: Node, { type }: ExprType, ctx: Types): void {
  const others = operandsOf(around).filter((other) => other.kind !== 'Subquery' && other.kind !== 'NullVal');
  if (others.length > 0 && !others.every((other) => keepsType(type, other, ctx)))
    refuse('choosing between values of which one comes from another shard, of another type');
}

/**
 * An unsigned number is one in a literal only beyond BIGINT: what is less than nothing is an error with it, and without it is not.
 * @throws VT12001
 */
export function checkUnsigned(around: Node, moved: readonly ExprType[]): void {
  if (around.kind !== 'BinaryExpr' || around.operator !== '-') return;
  if (moved.some(({ type }) => isIntegral(type) && !isSigned(type)))
    refuse('subtracting with an unsigned number of another shard');
}

function keepsType(type: number, other: Expr, ctx: Types): boolean {
  const isString = other.kind === 'Literal' && other.type === 'String';
  if (isText(type)) return isString || isText(ctx.typeOf(other).type);
  if (!isIntegral(type) || type === Type.UINT64) return false;
  return other.kind === 'Argument' || (other.kind === 'Literal' && !isString) || isNumber(ctx.typeOf(other).type);
}

function operandsOf(node: Node): readonly Expr[] {
  if (node.kind === 'CaseExpr') {
    const values = node.whens.map(({ value }) => value);
    return node.else ? [...values, node.else] : values;
  }
  if (node.kind !== 'FuncExpr' || node.qualifier !== '') return [];
  const name = node.name.toLowerCase();
  if (name === 'coalesce' || name === 'ifnull') return node.args as readonly Expr[];
  return name === 'if' ? (node.args.slice(1) as readonly Expr[]) : [];
}
