import { K, keywordLower } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseBytesOrDigits } from '../query/parse-file-format.ts';
import { parseLimit, parseOrderBy } from '../query/parse-tail.ts';
import type {
  AggregateExpr,
  AggregateName,
  Expr,
  FrameClause,
  FramePoint,
  GroupConcatExpr,
  OrderedSetName,
  OverClause,
  WindowFuncExpr,
  WindowFuncName,
  WindowSpec,
} from './nodes.ts';
import { Level } from './operators.ts';
import { parseExpr, parseExprList } from './parse.ts';
import { expectIntervalUnit } from './parse-interval.ts';
import { parseUserVariable } from './parse-primary.ts';

type AggregateRule = { readonly distinct: boolean; readonly args: number };
const one: AggregateRule = { distinct: false, args: 1 };
const oneDistinct: AggregateRule = { distinct: true, args: 1 };
const rules: Readonly<Record<Exclude<AggregateName, 'count'>, AggregateRule>> = {
  any_value: one,
  avg: oneDistinct,
  bit_and: one,
  bit_or: one,
  bit_xor: one,
  json_arrayagg: one,
  json_objectagg: { distinct: false, args: 2 },
  max: oneDistinct,
  min: oneDistinct,
  st_collect: oneDistinct,
  std: one,
  stddev: one,
  stddev_pop: one,
  stddev_samp: one,
  sum: oneDistinct,
  var_pop: one,
  var_samp: one,
  variance: one,
};

/** SUM([DISTINCT] expr) [OVER …] and its kin. */
export function aggregate(p: Parser): Expr | undefined {
  if (p.peekKind() !== T.LParen) return undefined;
  return aggregateOf(p, keywordLower[p.word] as keyof typeof rules);
}

/** ST_COLLECT, which is an aggregate though it is no keyword; undefined for any other name. */
export function collect(p: Parser): Expr | undefined {
  return p.raw.toLowerCase() === 'st_collect' ? aggregateOf(p, 'st_collect') : undefined;
}

/** As `aggregate`, of the function `name`, however the word at the cursor is written. */
export function aggregateOf(p: Parser, name: keyof typeof rules): AggregateExpr {
  const rule = rules[name];
  p.seek(p.i + 2);
  const ordered = name === 'json_arrayagg' && p.options.flavor === 'mariadb';
  const distinct = (rule.distinct || ordered) && acceptDistinct(p);
  if (p.word === K.ALL) p.next();
  const args = [parseExpr(p)];
  while (args.length < rule.args) {
    p.expect(T.Comma);
    args.push(parseExpr(p));
  }
  const order = ordered ? parseOrderOfArray(p) : {};
  const onNull = name === 'json_arrayagg' && p.options.flavor !== 'mariadb' ? parseOnNull(p) : {};
  p.expect(T.RParen);
  return { kind: 'AggregateExpr', name, distinct, args, ...order, ...onNull, over: parseOver(p) };
}

function parseOnNull(p: Parser): Pick<AggregateExpr, 'onNull'> {
  const what = p.acceptOneOf('ABSENT', 'NULL');
  if (what === undefined) return {};
  p.expectWord(K.ON);
  p.expectWord(K.NULL);
  return { onNull: `${what} on null` };
}

function parseOrderOfArray(p: Parser): Pick<AggregateExpr, 'limit' | 'orderBy'> {
  const orderBy = parseOrderBy(p);
  const limit = parseLimit(p);
  return { ...(orderBy.length > 0 ? { orderBy } : {}), ...(limit === null ? {} : { limit }) };
}

function acceptDistinct(p: Parser): boolean {
  return p.acceptWord(K.DISTINCT) || p.acceptWord(K.DISTINCTROW);
}

export function count(p: Parser): Expr | undefined {
  if (p.peekKind() !== T.LParen) return undefined;
  p.seek(p.i + 2);
  if (p.word === K.ALL && p.peekKind() === T.Star) p.next();
  if (p.accept(T.Star)) {
    p.expect(T.RParen);
    return { kind: 'CountStar', over: parseOver(p) };
  }
  const distinct = acceptDistinct(p);
  if (p.word === K.ALL) p.next();
  const args = distinct ? parseExprList(p) : [parseExpr(p)];
  p.expect(T.RParen);
  return { kind: 'AggregateExpr', name: 'count', distinct, args, over: parseOver(p) };
}

export function groupConcat(p: Parser): Expr | undefined {
  if (p.peekKind() !== T.LParen) return undefined;
  p.seek(p.i + 2);
  const distinct = acceptDistinct(p);
  const args = parseExprList(p);
  const orderBy = parseOrderBy(p);
  const separator = parseSeparator(p);
  const limit = parseLimit(p);
  p.expect(T.RParen);
  return { kind: 'GroupConcatExpr', distinct, args, orderBy, ...separator, limit, over: parseOver(p) };
}

function parseSeparator(p: Parser): Pick<GroupConcatExpr, 'separator' | 'separatorBytes'> {
  if (!p.acceptWord(K.SEPARATOR)) return { separator: null };
  const text = parseBytesOrDigits(p);
  return typeof text === 'string' ? { separator: text } : { separator: null, separatorBytes: text.toString('hex') };
}

/** Arguments allowed: fewest, most. */
const windowArgs: Readonly<Record<WindowFuncName, readonly [number, number]>> = {
  cume_dist: [0, 0],
  dense_rank: [0, 0],
  first_value: [1, 1],
  lag: [1, 3],
  last_value: [1, 1],
  lead: [1, 3],
  nth_value: [2, 2],
  ntile: [1, 1],
  percent_rank: [0, 0],
  rank: [0, 0],
  row_number: [0, 0],
};

/** RANK() OVER … and its kin. */
export function windowFunction(p: Parser): Expr | undefined {
  if (p.peekKind() !== T.LParen) return undefined;
  const name = keywordLower[p.word] as WindowFuncName;
  p.seek(p.i + 2);
  const [argsMin, argsMax] = windowArgs[name];
  const args: Expr[] = [];
  while (args.length < argsMax) {
    if (args.length > 0 && !p.accept(T.Comma)) break;
    args.push(args.length === 0 && name !== 'ntile' ? parseExpr(p) : windowNumber(p, name, args.length));
  }
  if (args.length < argsMin) p.fail();
  p.expect(T.RParen);
  return finishWindowFunction(p, name, args);
}

/** The count of NTILE and NTH_VALUE and the offset of LAG and LEAD: an unsigned number, NULL, a bind or a variable; to MariaDB any expression, of each row. */
function windowNumber(p: Parser, name: WindowFuncName, index: number): Expr {
  if (p.options.flavor === 'mariadb') return parseExpr(p);
  const anything = index === 2 || p.kind === T.Word || p.kind === T.UserVar || p.kind === T.Bind;
  const placeholder = p.kind === T.Placeholder || p.kind === T.Int;
  if (!anything && !placeholder) p.fail();
  if (name !== 'lag' && name !== 'lead' && p.kind === T.Word && p.word !== K.NULL && !p.isName()) p.fail();
  if (index < 2 && p.kind === T.UserVar) return parseUserVariable(p);
  return parseExpr(p, index === 2 ? Level.Assign : Level.Unary);
}

function finishWindowFunction(p: Parser, name: WindowFuncName, args: readonly Expr[]): WindowFuncExpr {
  let fromLast = false;
  let nulls: WindowFuncExpr['nulls'] = '';
  if (name === 'nth_value' && p.acceptWord(K.FROM)) {
    fromLast = p.expectOneOf('FIRST', 'LAST') === 'last';
    // FROM FIRST and RESPECT NULLS are both defaults; the canonical text has the latter for the former.
    if (!fromLast) nulls = 'respect';
  }
  if (p.word === K.IGNORE || p.word === K.RESPECT) {
    nulls = p.expectOneOf('IGNORE', 'RESPECT');
    p.expectWord(K.NULLS);
  }
  const over = parseOver(p) ?? p.fail();
  return { kind: 'WindowFuncExpr', name, args, fromLast, nulls, over };
}

const orderedSets: ReadonlySet<string> = new Set<OrderedSetName>(['median', 'percentile_cont', 'percentile_disc']);

/** MariaDB: MEDIAN(x) OVER …, PERCENTILE_CONT(n) WITHIN GROUP (ORDER BY x) OVER …; undefined for any other name. */
export function orderedSetFunction(p: Parser): Expr | undefined {
  const name = p.raw.toLowerCase();
  if (!orderedSets.has(name) || p.peekKind() !== T.LParen) return undefined;
  p.seek(p.i + 2);
  const args = [parseExpr(p)];
  p.expect(T.RParen);
  const head = { kind: 'WindowFuncExpr', name: name as OrderedSetName, args, fromLast: false, nulls: '' } as const;
  if (name === 'median') return { ...head, over: parseOver(p) ?? p.fail() };
  p.expectWord(K.WITHIN);
  p.expectWord(K.GROUP);
  p.expect(T.LParen);
  const [withinGroup, ...more] = parseOrderBy(p);
  if (withinGroup === undefined || more.length > 0) p.fail();
  p.expect(T.RParen);
  return { ...head, withinGroup, over: parseOver(p) ?? p.fail() };
}

export function parseOver(p: Parser): OverClause | null {
  if (p.word !== K.OVER) return null;
  p.next();
  if (!p.accept(T.LParen)) return { kind: 'OverClause', window: p.name(), spec: null };
  const spec = parseWindowSpec(p);
  p.expect(T.RParen);
  return { kind: 'OverClause', window: '', spec };
}

/** Inside the parentheses of a window. */
export function parseWindowSpec(p: Parser): WindowSpec {
  const clause = p.word === K.PARTITION || p.word === K.ROWS || p.word === K.RANGE || p.word === K.GROUPS;
  const name = !clause && p.isName() ? p.name() : '';
  const partitionBy = p.acceptWords(K.PARTITION, K.BY) ? parseExprList(p) : [];
  const orderBy = parseOrderBy(p);
  return { kind: 'WindowSpec', name, partitionBy, orderBy, frame: parseFrame(p) };
}

function parseFrame(p: Parser): FrameClause | null {
  const unit = p.acceptOneOf('ROWS', 'RANGE', 'GROUPS');
  if (unit === undefined) return null;
  const between = p.acceptWord(K.BETWEEN);
  const start = parseFramePoint(p);
  if (between) p.expectWord(K.AND);
  const end = between ? parseFramePoint(p) : null;
  const exclude = p.acceptWord(K.EXCLUDE) ? parseExclusion(p) : undefined;
  return { kind: 'FrameClause', unit, start, end, ...(exclude === undefined ? {} : { exclude }) };
}

/** What is left out of a frame; MariaDB drops the one exclusion that excludes nothing. */
function parseExclusion(p: Parser): FrameClause['exclude'] {
  switch (p.expectOneOf('CURRENT', 'GROUP', 'NO', 'TIES')) {
    case 'current':
      p.expectWord(K.ROW);
      return 'current row';
    case 'no':
      p.expectWord(K.OTHERS);
      return p.options.flavor === 'mariadb' ? undefined : 'no others';
    case 'group':
      return 'group';
    default:
      return 'ties';
  }
}

function parseFramePoint(p: Parser): FramePoint {
  if (p.word === K.CURRENT && p.peekWord() === K.ROW) {
    p.seek(p.i + 2);
    return { kind: 'FramePoint', type: 'current row', expr: null, unit: '' };
  }
  if (p.acceptWord(K.UNBOUNDED)) {
    const side = p.expectOneOf('PRECEDING', 'FOLLOWING');
    return { kind: 'FramePoint', type: `unbounded ${side}`, expr: null, unit: '' };
  }
  const withUnit = p.acceptWord(K.INTERVAL);
  const expr = parseExpr(p, Level.BitOr);
  const unit = withUnit ? expectIntervalUnit(p) : '';
  return { kind: 'FramePoint', type: p.expectOneOf('PRECEDING', 'FOLLOWING'), expr, unit };
}
