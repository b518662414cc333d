import { type FuncExpr, type Node, visit } from '@vt/sqlparser';
import { parseAsServer } from '../executor/texts/mariadb-syntax.ts';

/** What of a parameter is seen in what is computed of it, besides its value. */
export type Seen = {
  /** How many digits behind the point its type has: a quotient has more than its dividend. */
  readonly digits: boolean;
  /** That it is a moment, and of which kind: stored as a text it looks otherwise. */
  readonly moment: boolean;
  /** Arithmetic is made with it, which takes all for numbers. */
  readonly operand: boolean;
};

/** By the place of the parameter among all. */
export type ComputedParams = ReadonlyMap<number, Seen>;

const none: ComputedParams = new Map();

/**
 * The parameters of which something is computed: MySQL gives them a type by what stands beside them. The others are compared with, stored as or
 * selected as what they are.
 */
export function computedParams(sql: string, sqlMode: string, serverVersion: string): ComputedParams {
  if (!sql.includes('?')) return none;
  const found = new Map<number, Seen>();
  const path: Node[] = [];
  const enter = (node: Node): void => {
    const seen = node.kind === 'Argument' ? (seenOf(node, path) ?? seenAsColumn(path)) : undefined;
    if (node.kind === 'Argument' && seen) found.set(Number(node.name.slice(1)) - 1, seen);
    path.push(node);
  };
  try {
    visit(parseAsServer(sql, sqlMode, serverVersion), enter, () => path.pop());
  } catch {
    // What is wrong with the statement is said elsewhere.
    return none;
  }
  return found;
}

/** `path`: from the statement to what the parameter is an operand of. Undefined: nothing is computed of it. */
function seenOf(param: Node, path: readonly Node[]): Seen | undefined {
  let child = param;
  let digits = false;
  let changes = false;
  for (const parent of path.toReversed()) {
    if (!computes(parent, child)) {
      if (child === param) return undefined;
      const isColumn = parent.kind === 'AliasedExpr';
      const { kind } = path.at(-1) as Node;
      return {
        digits: digits || isColumn,
        moment: changes || isColumn || parent.kind === 'UpdateExpr' || isRow(parent),
        operand: kind === 'BinaryExpr' || kind === 'UnaryExpr',
      };
    }
    digits ||= !keepsDigits(parent);
    changes ||= !keepsMoment(parent);
    child = parent;
  }
  return undefined;
}

/** A column of a read is shown, or merged with others, as what it is; that of a write is stored. */
function seenAsColumn(path: readonly Node[]): Seen | undefined {
  const isRead = path[0]?.kind === 'Select' || path[0]?.kind === 'Union';
  return isRead && path.at(-1)?.kind === 'AliasedExpr' ? { digits: true, moment: true, operand: false } : undefined;
}

/** A row of an INSERT, or of a comparison, whose members are seldom computed. */
const isRow = ({ kind }: Node): boolean => kind === 'ValTuple';

const COMPUTING: ReadonlySet<string> = new Set<Node['kind']>([
  'AggregateExpr',
  'CastExpr',
  'CharExpr',
  'CollateExpr',
  'ConvertExpr',
  'ConvertUsingExpr',
  'ExtractExpr',
  'GroupConcatExpr',
  'TimestampFuncExpr',
  'TrimExpr',
  'UnaryExpr',
]);

/** Whether the node is computed of the child's value; a condition, or what something is compared with, is only looked at. */
function computes(node: Node, child: Node): boolean {
  switch (node.kind) {
    case 'BinaryExpr':
      return !node.operator.startsWith('->');
    case 'CaseExpr':
      return child !== node.expr;
    case 'When':
      return child === node.value;
    case 'FuncExpr':
      return !(isNamed(node, CHOOSING_BY_FIRST) && child === node.args[0]);
    case 'IntervalDateExpr':
      return child === node.date;
    default:
      return COMPUTING.has(node.kind);
  }
}

const CHOOSING_BY_FIRST: ReadonlySet<string> = new Set(['if', 'nvl2']);
/** Functions that hand on one of their arguments as it is. */
const CHOOSING: ReadonlySet<string> = new Set(['coalesce', 'if', 'ifnull', 'nullif', 'nvl', 'nvl2']);
const KEEPING_DIGITS: ReadonlySet<string> = new Set([...CHOOSING, 'abs', 'greatest', 'least', 'max', 'min', 'sum']);

const isNamed = ({ qualifier, name }: FuncExpr, names: ReadonlySet<string>): boolean =>
  qualifier === '' && names.has(name.toLowerCase());

/** Whether its value has no more digits than the values that it is computed of need. */
function keepsDigits(node: Node): boolean {
  if (node.kind === 'BinaryExpr') return node.operator === '+' || node.operator === '-' || node.operator === '*';
  if (node.kind === 'FuncExpr') return isNamed(node, KEEPING_DIGITS);
  if (node.kind === 'AggregateExpr') return KEEPING_DIGITS.has(node.name);
  return node.kind === 'UnaryExpr' || isCase(node);
}

/** Whether a moment that is written as a text is the same in it. */
function keepsMoment(node: Node): boolean {
  if (node.kind === 'FuncExpr') return isNamed(node, CHOOSING);
  return node.kind === 'IntervalDateExpr' || isCase(node);
}

const isCase = ({ kind }: Node): boolean => kind === 'CaseExpr' || kind === 'When';
