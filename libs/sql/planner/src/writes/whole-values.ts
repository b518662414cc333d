import { type Expr, type Node, type Subquery, visit } from '@vt/sqlparser';

/** Of their operands' values alone, and always the same. */
const PURE: ReadonlySet<string> = new Set(
  'abs coalesce concat greatest if ifnull least nullif round truncate'.split(' '),
);
const PURE_KINDS: ReadonlySet<string> = new Set([
  'AndExpr',
  'Argument',
  'BetweenExpr',
  'BinaryExpr',
  'CaseExpr',
  'ComparisonExpr',
  'IsExpr',
  'Literal',
  'NotExpr',
  'NullVal',
  'OrExpr',
  'UnaryExpr',
  'When',
]);

/**
 * An expression that chooses between what a subquery gives and other values is read as a whole, where it is the same for all rows: of which type the
 * choice is, a literal of the subquery's value would not tell. So is one that is computed of a value's digits.
 * @param isFree whether a subquery looks at nothing outside of it
 * @param losesDigits whether a literal of a subquery's value would not be computed with as the value is
 */
export function isReadWhole(
  expr: Expr,
  isFree: (subquery: Subquery) => boolean,
  losesDigits: (subquery: Subquery) => boolean,
): boolean {
  let isPure = expr.kind !== 'Subquery';
  let chooses = false;
  visit(expr, (node) => {
    if (node.kind === 'Subquery') {
      isPure &&= isFree(node);
      chooses ||= isPure && losesDigits(node);
      return false;
    }
    isPure &&= isPureNode(node);
    chooses ||= isChoice(node);
    return isPure;
  });
  return isPure && chooses;
}

function isPureNode(node: Node): boolean {
  if (node.kind === 'FuncExpr') return node.qualifier === '' && PURE.has(node.name.toLowerCase());
  return PURE_KINDS.has(node.kind);
}

/** Some operand is a subquery. */
function isChoice(node: Node): boolean {
  let found = false;
  const isOne = node.kind === 'CaseExpr' || (node.kind === 'FuncExpr' && /^(?:coalesce|if|ifnull)$/i.test(node.name));
  if (isOne)
    visit(node, (child) => {
      found ||= child.kind === 'Subquery';
      return !found;
    });
  return found;
}
