import type { Node } from '../ast/node.ts';
import type { BinaryOperator } from '../expr/nodes.ts';

/** How loosely an operator binds; 0 is "needs no parentheses anywhere". */
export const P = {
  Atom: 0,
  Collate: 2,
  Bang: 3,
  Unary: 4,
  BitXor: 5,
  Multiply: 6,
  Add: 7,
  Shift: 8,
  BitAnd: 9,
  BitOr: 10,
  /** = < > IS, and what MySQL calls predicates: IN LIKE REGEXP BETWEEN MEMBER OF */
  Compare: 11,
  Between: 12,
  /** IS TRUE and its like, which is no operand of a comparison. */
  Truth: 12.5,
  Not: 13,
  And: 14,
  Xor: 15,
  Or: 16,
  Assign: 17,
} as const;

const binary: Readonly<Record<BinaryOperator, number>> = {
  '%': P.Multiply,
  '&': P.BitAnd,
  '*': P.Multiply,
  '+': P.Add,
  '-': P.Add,
  '->': P.Atom,
  '->>': P.Atom,
  '/': P.Multiply,
  '<<': P.Shift,
  '>>': P.Shift,
  '^': P.BitXor,
  div: P.Multiply,
  '|': P.BitOr,
};

/** IS NULL is a comparison. */
export const isTruth = (node: Node): boolean => node.kind === 'IsExpr' && !node.test.endsWith('null');

export function precedenceOf(node: Node): number {
  switch (node.kind) {
    case 'AssignmentExpr':
      return P.Assign;
    case 'OrExpr':
      return P.Or;
    case 'XorExpr':
      return P.Xor;
    case 'AndExpr':
      return P.And;
    case 'NotExpr':
      return P.Not;
    case 'BetweenExpr':
      return P.Between;
    case 'ComparisonExpr':
    case 'MemberOfExpr':
      return P.Compare;
    case 'IsExpr':
      return isTruth(node) ? P.Truth : P.Compare;
    case 'BinaryExpr':
      return binary[node.operator];
    case 'IntervalDateExpr':
      // `interval 1 day + date` takes all that follows, but for AND, OR and XOR, for its date.
      if (node.syntax === '+left') return P.Assign;
      return node.syntax === '+' || node.syntax === '-' ? P.Add : P.Atom;
    case 'UnaryExpr':
      return node.operator === '!' ? P.Bang : P.Unary;
    case 'CollateExpr':
      return P.Collate;
    default:
      return P.Atom;
  }
}

/** Operators whose operands must be bit expressions: anything of comparison level or looser needs parentheses. */
function isPredicate(node: Node): boolean {
  switch (node.kind) {
    case 'BetweenExpr':
    case 'MemberOfExpr':
      return true;
    case 'ComparisonExpr':
      return node.operator.length > 3 || node.operator === 'in';
    default:
      return false;
  }
}

const isLike = (node: Node): boolean => node.kind === 'ComparisonExpr' && node.operator.endsWith('like');

/** Must `operand` stand in parentheses beside the operator of `parent`, for the text to read back as the same tree? */
export function needsParens(parent: Node, operand: Node, left: boolean): boolean {
  const inner = precedenceOf(operand);
  if (inner === P.Atom) return false;
  if (parent.kind === 'IsExpr' && operand.kind === 'IsExpr') return true;
  const outer = precedenceOf(parent);
  // What a text is like is no bit expression in MySQL's grammar.
  if (!left && isLike(parent)) return inner >= P.BitXor;
  if (isPredicate(parent)) return inner >= P.Compare;
  return left ? inner > outer : inner >= outer;
}
