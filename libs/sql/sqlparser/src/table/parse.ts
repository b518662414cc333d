import type { Expr } from '../expr/nodes.ts';
import { Level } from '../expr/operators.ts';
import { parseExpr } from '../expr/parse.ts';
import { parsePrefix } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { QueryStatement } from '../query/nodes.ts';
import { atQuery, continuesQuery, parseInnerQuery, parseInnerQueryAfter } from '../query/parse.ts';
import type {
  AliasedTableExpr,
  DerivedTable,
  JoinKind,
  JoinTableExpr,
  SystemTime,
  TableExpr,
  TableName,
  TableSample,
} from './nodes.ts';
import { parseAlias, parseHints } from './parse-alias.ts';
import { parseJsonTable } from './parse-json-table.ts';
import { parseNameList, parsePartitions, parseTableName } from './parse-name.ts';

/** What stands after FROM: table references separated by commas. */
export function parseTableRefs(p: Parser): TableExpr[] {
  const tables = [parseTableRef(p)];
  while (p.accept(T.Comma)) tables.push(parseTableRef(p));
  return tables;
}

/** One table reference with its joins. */
export function parseTableRef(p: Parser): TableExpr {
  return parseJoins(p, parseTableFactor(p));
}

type PendingJoin = { readonly join: JoinKind; readonly left: TableExpr };

/**
 * The joins after `first`. A condition belongs to the nearest join that still waits for one, so joins wait on a stack:
 * `a LEFT JOIN b LEFT JOIN c ON x ON y` joins b and c first. Inner joins may end without a condition.
 */
function parseJoins(p: Parser, first: TableExpr): TableExpr {
  const pending: PendingJoin[] = [];
  let current = first;
  let height = 0;
  for (;;) {
    const join = parseJoinKind(p);
    if (join !== undefined) {
      p.grew(++height);
      const right = parseTableFactor(p);
      if (join.startsWith('natural')) current = joined(join, current, right, null, []);
      else {
        pending.push({ join, left: current });
        current = right;
      }
    } else if (pending.length > 0 && (p.word === K.ON || p.word === K.USING)) {
      const { join: kind, left } = pending.pop()!;
      current = p.acceptWord(K.ON)
        ? joined(kind, left, current, parseExpr(p), [])
        : joined(kind, left, current, null, parseUsing(p));
    } else break;
  }
  for (let last = pending.pop(); last !== undefined; last = pending.pop()) {
    if (last.join === 'left join' || last.join === 'right join') p.fail();
    current = crossJoin(last, current);
  }
  return current;
}

function parseUsing(p: Parser): string[] {
  p.next();
  return parseNameList(p);
}

function joined(
  join: JoinKind,
  left: TableExpr,
  right: TableExpr,
  on: JoinTableExpr['on'],
  using: readonly string[],
): JoinTableExpr {
  return { kind: 'JoinTableExpr', join, left, right, on, using };
}

/** A join without condition, kept left-deep: `a JOIN (b JOIN c ON x)` without its parentheses is `(a JOIN b) JOIN c ON x`. */
function crossJoin({ join, left }: PendingJoin, right: TableExpr): JoinTableExpr {
  if (right.kind !== 'JoinTableExpr') return joined(join, left, right, null, []);
  return { ...right, left: crossJoin({ join, left }, right.left) };
}

function parseJoinKind(p: Parser): JoinKind | undefined {
  switch (p.word) {
    case K.JOIN:
      p.next();
      return 'join';
    case K.INNER:
    case K.CROSS:
      p.next();
      p.expectWord(K.JOIN);
      return 'join';
    case K.STRAIGHT_JOIN:
      p.next();
      return 'straight_join';
    case K.LEFT:
    case K.RIGHT: {
      const side = p.expectOneOf('LEFT', 'RIGHT');
      p.acceptWord(K.OUTER);
      p.expectWord(K.JOIN);
      return `${side} join`;
    }
    case K.NATURAL:
      return parseNaturalJoin(p);
    default:
      return undefined;
  }
}

function parseNaturalJoin(p: Parser): JoinKind {
  p.next();
  const side = p.acceptOneOf('LEFT', 'RIGHT');
  if (side !== undefined) p.acceptWord(K.OUTER);
  else p.acceptWord(K.INNER);
  p.expectWord(K.JOIN);
  return side === undefined ? 'natural join' : `natural ${side} join`;
}

/** A table, derived table, JSON_TABLE or parenthesis. */
function parseTableFactor(p: Parser): TableExpr {
  if (p.kind === T.LParen) return parseParens(p);
  if (p.word === K.LATERAL) {
    p.next();
    return parseDerived(p, parseParenQuery(p), true);
  }
  if (p.word === K.JSON_TABLE && p.peekKind() === T.LParen) return parseJsonTable(p);
  if (p.kind === T.LBrace) return parseOdbcJoin(p);
  return parseNamedTable(p, parseTableName(p));
}

/** A named table with partitions, alias and hints. */
export function parseNamedTable(p: Parser, expr: TableName): AliasedTableExpr {
  const partitions = parsePartitions(p);
  const systemTime = parseSystemTime(p);
  const as = parseAlias(p);
  const hints = parseHints(p);
  const table = { kind: 'AliasedTableExpr', expr, partitions, as, columns: [], hints, systemTime } as const;
  return p.word === K.TABLESAMPLE ? { ...table, sample: parseSample(p) } : table;
}

/** TABLESAMPLE { BERNOULLI | SYSTEM } (percentage) */
function parseSample(p: Parser): TableSample {
  p.next();
  const method = p.expectOneOf('BERNOULLI', 'SYSTEM');
  p.expect(T.LParen);
  if (!sampleKinds.has(p.kind)) p.fail();
  const percentage = parsePrefix(p, Level.Collate);
  p.expect(T.RParen);
  return { kind: 'TableSample', method, percentage };
}

const sampleKinds: ReadonlySet<number> = new Set([T.Bind, T.Decimal, T.Float, T.Int, T.Placeholder, T.UserVar]);

/** MariaDB: FOR SYSTEM_TIME ALL | AS OF x | BETWEEN x AND y | FROM x TO y */
function parseSystemTime(p: Parser): SystemTime | null {
  if (p.word !== K.FOR || p.options.flavor !== 'mariadb') return null;
  if (p.peekWord() !== K.SYSTEM_TIME) return parsePortion(p);
  p.seek(p.i + 2);
  if (p.acceptWord(K.ALL)) return { kind: 'SystemTime', type: 'all', from: null, to: null };
  if (p.acceptWords(K.AS, K.OF)) {
    const at = parseTimePoint(p);
    return { kind: 'SystemTime', type: 'as of', from: at.expr, to: null, ...fromUnit(at) };
  }
  const type = p.expectOneOf('BETWEEN', 'FROM');
  const from = parseTimePoint(p);
  p.expectWord(type === 'between' ? K.AND : K.TO);
  const to = parseTimePoint(p);
  const toUnit = to.transaction ? ({ toTransaction: true } as const) : {};
  return { kind: 'SystemTime', type, from: from.expr, to: to.expr, ...fromUnit(from), ...toUnit };
}

function fromUnit({ transaction }: TimePoint): Pick<SystemTime, 'fromTransaction'> {
  return transaction ? { fromTransaction: true } : {};
}

/** MariaDB: FOR PORTION OF period FROM x TO y */
function parsePortion(p: Parser): SystemTime | null {
  if (p.peekWord(2) !== K.OF || p.peekWord() === K.UPDATE || p.peekWord() === K.SHARE) return null;
  p.next();
  if (!p.acceptRaw('PORTION')) p.fail();
  p.next();
  const portionOf = p.name();
  p.expectWord(K.FROM);
  const from = parseExpr(p, Level.BitOr);
  p.expectWord(K.TO);
  return { kind: 'SystemTime', type: 'from', portionOf, from, to: parseExpr(p, Level.BitOr) };
}

type TimePoint = { readonly expr: Expr; readonly transaction: boolean };

/** [TIMESTAMP] time, or TRANSACTION number */
function parseTimePoint(p: Parser): TimePoint {
  const operand = p.peekKind() !== T.Dot && p.peekKind() !== T.LParen && p.peekWord() !== K.AND;
  const transaction = p.word === K.TRANSACTION && operand;
  // The word alone says what is meant anyhow; with a string it is a literal.
  const timestamp = p.word === K.TIMESTAMP && operand && p.peekKind() !== T.String;
  if (transaction || timestamp) p.next();
  return { expr: parseExpr(p, Level.BitOr), transaction };
}

function parseParenQuery(p: Parser): QueryStatement {
  const inner = parseParens(p, true);
  return inner.kind === 'AliasedTableExpr' && inner.expr.kind === 'DerivedTable' ? inner.expr.select : p.fail();
}

const NO_ALIAS = { errno: 1248, message: 'Every derived table must have its own alias' };

/** The alias and column names after a derived table. */
function parseDerived(p: Parser, select: QueryStatement, lateral: boolean): AliasedTableExpr {
  const as = parseAlias(p);
  if (as === '') p.fail(undefined, NO_ALIAS);
  const columns = p.kind === T.LParen ? parseNameList(p) : [];
  return derived({ kind: 'DerivedTable', lateral, select }, as, columns);
}

function derived(expr: DerivedTable, as: string, columns: readonly string[]): AliasedTableExpr {
  return { kind: 'AliasedTableExpr', expr, partitions: [], as, columns, hints: [], systemTime: null };
}

/**
 * (query) AS t, or (table references). Which one it is shows only inside: `bare` says that the caller wants the query
 * without its alias, and is how nested parentheses around one query find each other.
 */
function parseParens(p: Parser, bare = false): TableExpr {
  p.expect(T.LParen);
  p.enter();
  let select: QueryStatement | undefined;
  let table: TableExpr | undefined;
  if (atQuery(p)) select = parseInnerQuery(p);
  else if (p.is(T.LParen)) {
    const inner = parseParens(p, true);
    if (isBareQuery(inner)) {
      if (continuesQuery(p)) select = parseInnerQueryAfter(p, inner.expr.select);
      else if (p.is(T.RParen)) select = inner.expr.select;
      else table = parseDerived(p, inner.expr.select, false);
    } else table = inner;
  }
  if (select !== undefined) {
    p.expect(T.RParen);
    p.leave();
    const expr: DerivedTable = { kind: 'DerivedTable', lateral: false, select };
    return bare ? derived(expr, '', []) : parseDerived(p, select, false);
  }
  const exprs = [parseJoins(p, table ?? parseTableFactor(p))];
  while (p.accept(T.Comma)) exprs.push(parseTableRef(p));
  p.expect(T.RParen);
  p.leave();
  return { kind: 'ParenTableExpr', exprs };
}

function isBareQuery(t: TableExpr): t is AliasedTableExpr & { readonly expr: DerivedTable } {
  return t.kind === 'AliasedTableExpr' && t.as === '' && t.expr.kind === 'DerivedTable';
}

/** { OJ table LEFT JOIN … }: the braces mean nothing. */
function parseOdbcJoin(p: Parser): TableExpr {
  p.next();
  p.name();
  p.enter();
  const table = parseTableRef(p);
  p.leave();
  p.expect(T.RBrace);
  return { kind: 'ParenTableExpr', exprs: [table] };
}
