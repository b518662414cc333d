import type { Expr, GroupingSets, ValTuple } from '../expr/nodes.ts';
import { parseExpr, parseExprList } from '../expr/parse.ts';
import { parseWindowSpec } from '../expr/parse-aggregate.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import { SqlMode } from '../options.ts';
import type { Parser } from '../parser/parser.ts';
import type { TableExpr, TableName } from '../table/nodes.ts';
import { parseTableRefs } from '../table/parse.ts';
import { parseAlias } from '../table/parse-alias.ts';
import type { GroupBy, NamedWindow, Select, SelectExpr, SelectOption } from './nodes.ts';
import { parseInto } from './parse-into.ts';

/** SELECT … up to QUALIFY; what follows belongs to the whole query expression. */
export function parseSelect(p: Parser): Select {
  p.expectWord(K.SELECT);
  const comments = p.comments();
  const options = parseOptions(p);
  const columns = parseSelectList(p);
  const into = parseInto(p);
  // `next value for t` is `next value from t`.
  const forSequence = columns[0]!.kind === 'Nextval' && p.acceptWord(K.FOR);
  const from = forSequence || p.acceptWord(K.FROM) ? parseFrom(p) : noTables;
  const where = p.acceptWord(K.WHERE) ? parseExpr(p) : null;
  const groupBy = parseGroupBy(p);
  const having = p.acceptWord(K.HAVING) ? parseExpr(p) : null;
  const windows = parseWindows(p);
  const qualify = p.acceptWord(K.QUALIFY) ? parseExpr(p) : null;
  return {
    kind: 'Select',
    comments,
    with: null,
    options,
    columns,
    from,
    where,
    groupBy,
    having,
    windows,
    qualify,
    orderBy: [],
    limit: null,
    locks: [],
    into,
  };
}

const noTables: readonly TableExpr[] = [];
const noOptions: readonly SelectOption[] = [];
const noWindows: readonly NamedWindow[] = [];

/** Canonical order, and the word of each. */
const optionWords: readonly (readonly [number, SelectOption])[] = [
  [K.ALL, 'all'],
  [K.DISTINCT, 'distinct'],
  [K.DISTINCTROW, 'distinct'],
  [K.SQL_CACHE, 'sql_cache'],
  [K.SQL_NO_CACHE, 'sql_no_cache'],
  [K.HIGH_PRIORITY, 'high_priority'],
  [K.STRAIGHT_JOIN, 'straight_join'],
  [K.SQL_SMALL_RESULT, 'sql_small_result'],
  [K.SQL_BIG_RESULT, 'sql_big_result'],
  [K.SQL_BUFFER_RESULT, 'sql_buffer_result'],
  [K.SQL_CALC_FOUND_ROWS, 'sql_calc_found_rows'],
];
const optionByWord: ReadonlyMap<number, SelectOption> = new Map(optionWords);

const ALL_AND_DISTINCT = { errno: 1221, message: 'Incorrect usage of ALL and DISTINCT' };

function parseOptions(p: Parser): readonly SelectOption[] {
  let found: Set<SelectOption> | undefined;
  for (let option = optionAt(p); option !== undefined; option = optionAt(p)) {
    found ??= new Set();
    found.add(option);
    p.next();
  }
  if (found === undefined) return noOptions;
  if (found.has('all') && found.has('distinct')) p.fail(undefined, ALL_AND_DISTINCT);
  // ALL is what is meant where nothing is said.
  return [...new Set(optionWords.map(([, option]) => option))].filter(
    (option) => option !== 'all' && found.has(option),
  );
}

function optionAt(p: Parser): SelectOption | undefined {
  if (p.word === 0) return undefined;
  const option = optionByWord.get(p.word);
  // The cache options are not reserved: before a comma or dot they are columns.
  if ((option === 'sql_cache' || option === 'sql_no_cache') && endsColumn(p.peekKind())) return undefined;
  return option;
}

function endsColumn(kind: number): boolean {
  return kind === T.Comma || kind === T.Dot || kind === T.Eof || kind === T.Semicolon;
}

/** `dual` is no table: a select from it is one without FROM. */
function parseFrom(p: Parser): readonly TableExpr[] {
  if (p.word !== K.DUAL) return parseTableRefs(p);
  p.next();
  return noTables;
}

export function parseSelectList(p: Parser): SelectExpr[] {
  const columns: SelectExpr[] = [];
  if (p.kind === T.Star) {
    p.next();
    columns.push({ kind: 'StarExpr', table: null });
    if (!p.accept(T.Comma)) return columns;
  }
  do columns.push(parseSelectExpr(p));
  while (p.accept(T.Comma));
  return columns;
}

function parseSelectExpr(p: Parser): SelectExpr {
  if (p.kind === T.Quoted || p.kind === T.Word) {
    const star = parseTableStar(p);
    if (star !== undefined) return star;
    if (p.word === K.NEXT) {
      const nextval = parseNextval(p);
      if (nextval !== undefined) return nextval;
    }
  }
  const from = p.start;
  const expr = parseExpr(p);
  const to = p.previousEnd;
  const as = parseAlias(p);
  const text = as === '' && expr.kind !== 'ColName' ? p.text.slice(from, to) + ignoredSpace(p, to) : '';
  return { kind: 'AliasedExpr', expr, as, text };
}

/** A name or keyword that does not stand behind a point. */
const LAST_WORD = /(?<![\w$.@`\u0080-\uffff])[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*$/;
const LAST_CHARS = 300;

/** Under IGNORE_SPACE MySQL's lexer reads on behind a word, whether a parenthesis follows: the space is the word's, and the column's name ends with it. MariaDB's does not. */
function ignoredSpace(p: Parser, to: number): string {
  if (!p.options.spacedNames || (p.options.sqlMode & SqlMode.IgnoreSpace) === 0 || p.atEnd()) return '';
  const space = /^[ \t\n\v\f\r]+/.exec(p.text.slice(to, p.start))?.[0] ?? '';
  return space !== '' && LAST_WORD.test(p.text.slice(Math.max(0, to - LAST_CHARS), to)) ? space : '';
}

/** t.* or db.t.* */
function parseTableStar(p: Parser): SelectExpr | undefined {
  if (p.peekKind() !== T.Dot) return undefined;
  if (p.peekKind(2) === T.Star) {
    const name = p.name();
    p.seek(p.i + 2);
    return { kind: 'StarExpr', table: { kind: 'TableName', name, qualifier: '' } };
  }
  if (p.peekKind(3) !== T.Dot || p.peekKind(4) !== T.Star) return undefined;
  const qualifier = p.name();
  p.next();
  const table: TableName = { kind: 'TableName', name: p.anyName(), qualifier };
  p.seek(p.i + 2);
  return { kind: 'StarExpr', table };
}

/** NEXT VALUE | NEXT n VALUES; undefined when NEXT is a mere name. */
function parseNextval(p: Parser): SelectExpr | undefined {
  if (p.peekWord() === K.VALUE) {
    if (p.peekWord(2) === K.FOR && p.options.flavor === 'mariadb') return undefined;
    p.seek(p.i + 2);
    return { kind: 'Nextval', expr: { kind: 'Literal', type: 'Int', value: '1' } };
  }
  const kind = p.peekKind();
  if ((kind !== T.Int && kind !== T.Bind && kind !== T.Placeholder) || p.peekWord(2) !== K.VALUES) return undefined;
  p.next();
  const expr = parseExpr(p);
  p.next();
  return { kind: 'Nextval', expr };
}

function parseGroupBy(p: Parser): GroupBy | null {
  if (!p.acceptWord(K.GROUP)) return null;
  p.expectWord(K.BY);
  if (p.acceptWords(K.GROUPING, K.SETS)) return { kind: 'GroupBy', exprs: [parseGroupingSets(p)], withRollup: false };
  if (p.options.flavor === 'mariadb') return parseOrderedGroups(p);
  const exprs = parseExprList(p);
  return { kind: 'GroupBy', exprs, withRollup: p.acceptWords(K.WITH, K.ROLLUP) };
}

/** MariaDB: expression [ASC | DESC], … */
function parseOrderedGroups(p: Parser): GroupBy {
  const exprs: Expr[] = [];
  const descending: number[] = [];
  do {
    exprs.push(parseExpr(p));
    if (p.acceptOneOf('ASC', 'DESC') === 'desc') descending.push(exprs.length - 1);
  } while (p.accept(T.Comma));
  const withRollup = p.acceptWords(K.WITH, K.ROLLUP);
  return { kind: 'GroupBy', exprs, withRollup, ...(descending.length > 0 ? { descending } : {}) };
}

/** ((a, b), (a), ()) */
function parseGroupingSets(p: Parser): GroupingSets {
  p.expect(T.LParen);
  const sets: ValTuple[] = [];
  do {
    p.expect(T.LParen);
    sets.push({ kind: 'ValTuple', exprs: p.is(T.RParen) ? [] : parseExprList(p) });
    p.expect(T.RParen);
  } while (p.accept(T.Comma));
  p.expect(T.RParen);
  return { kind: 'GroupingSets', sets };
}

/** WINDOW name AS (spec), … */
function parseWindows(p: Parser): readonly NamedWindow[] {
  if (p.word !== K.WINDOW) return noWindows;
  p.next();
  const windows: NamedWindow[] = [];
  do {
    const word = windows.length > 0 && p.acceptWord(K.WINDOW);
    const name = p.name();
    p.expectWord(K.AS);
    p.expect(T.LParen);
    windows.push({ kind: 'NamedWindow', word, name, spec: parseWindowSpec(p) });
    p.expect(T.RParen);
  } while (p.accept(T.Comma));
  return windows;
}
