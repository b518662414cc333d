import { acceptEquals, engineOf } from '../ddl/parse-words.ts';
import type { Expr } from '../expr/nodes.ts';
import { Level } from '../expr/operators.ts';
import { parseExpr } from '../expr/parse.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseNameList } from '../table/parse-name.ts';
import type {
  MaxValue,
  PartitionDef,
  PartitionDefOptions,
  PartitionMethod,
  PartitionOption,
  PartitionValues,
  SubpartitionDef,
} from './nodes.ts';
import { parseEngineOption } from './parse-engine-option.ts';

/** PARTITION BY …, which must be next. */
export function parsePartitionOption(p: Parser): PartitionOption {
  p.expectWord(K.PARTITION);
  p.expectWord(K.BY);
  const by = parseMethod(p, false);
  const subpartition = parseSubpartitionBy(p);
  const partitions = p.kind === T.LParen ? parsePartitionDefs(p) : [];
  return { kind: 'PartitionOption', by, subpartition, partitions };
}

function parseSubpartitionBy(p: Parser): PartitionMethod | null {
  if (!p.acceptWord(K.SUBPARTITION)) return null;
  p.expectWord(K.BY);
  return parseMethod(p, true);
}

function parseMethod(p: Parser, sub: boolean): PartitionMethod {
  const linear = p.acceptWord(K.LINEAR);
  const method = { kind: 'PartitionMethod', linear, algorithm: '', expr: null, columns: [], rest: '' } as const;
  if (linear || sub || p.word === K.KEY || p.word === K.HASH) return finishHashed(p, method, sub);
  if (p.options.flavor === 'mariadb' && p.acceptWord(K.SYSTEM_TIME)) return parseSystemTime(p, method);
  const type = p.expectOneOf('RANGE', 'LIST');
  if (p.acceptWord(K.COLUMNS)) {
    const columns = parseNameList(p);
    return { ...method, type: `${type} columns`, columns, count: parseCount(p, sub) };
  }
  const expr = parseExprInParens(p);
  return { ...method, type, expr, count: parseCount(p, sub) };
}

type Started = Omit<PartitionMethod, 'count' | 'type'>;

function finishHashed(p: Parser, method: Started, sub: boolean): PartitionMethod {
  if (p.expectOneOf('HASH', 'KEY') === 'hash') {
    const expr = parseExprInParens(p);
    return { ...method, type: 'hash', expr, count: parseCount(p, sub) };
  }
  let algorithm = '';
  if (p.acceptWord(K.ALGORITHM)) {
    p.expect(T.Eq);
    algorithm = p.integer();
  }
  const columns = parseMaybeEmptyNames(p);
  return { ...method, type: 'key', algorithm, columns, count: parseCount(p, sub) };
}

/** MariaDB: what stands after SYSTEM_TIME is kept as text. */
function parseSystemTime(p: Parser, method: Started): PartitionMethod {
  const from = p.start;
  while (
    p.kind !== T.LParen &&
    p.word !== K.PARTITIONS &&
    p.word !== K.SUBPARTITION &&
    !p.atEnd() &&
    p.kind !== T.RParen
  ) {
    // What is no token stays the next one for ever.
    if (p.is(T.Bad)) p.fail();
    p.next();
  }
  const rest = p.text.slice(from, Math.max(from, p.previousEnd)).trim();
  return { ...method, type: 'system_time', rest, count: parseCount(p, false) };
}

/** (expr), where comparisons and looser operators need parentheses of their own. */
function parseExprInParens(p: Parser): Expr {
  p.expect(T.LParen);
  const expr = parseExpr(p, Level.BitOr);
  p.expect(T.RParen);
  return expr;
}

function parseMaybeEmptyNames(p: Parser): string[] {
  if (p.kind !== T.LParen || p.peekKind() !== T.RParen) return parseNameList(p);
  p.seek(p.i + 2);
  return [];
}

function parseCount(p: Parser, sub: boolean): string {
  return p.acceptWord(sub ? K.SUBPARTITIONS : K.PARTITIONS) ? p.integer() : '';
}

/** (PARTITION …, PARTITION …) */
export function parsePartitionDefs(p: Parser): PartitionDef[] {
  p.expect(T.LParen);
  const partitions = [parsePartitionDef(p)];
  while (p.accept(T.Comma)) partitions.push(parsePartitionDef(p));
  p.expect(T.RParen);
  return partitions;
}

/** PARTITION name … */
export function parsePartitionDef(p: Parser): PartitionDef {
  // MariaDB knows without the word.
  if (p.options.flavor !== 'mariadb' || p.word === K.PARTITION) p.expectWord(K.PARTITION);
  const name = p.name();
  const values = parsePartitionValues(p);
  const options = parsePartitionDefOptions(p);
  const subpartitions = p.kind === T.LParen ? parseSubpartitionDefs(p) : [];
  return { kind: 'PartitionDef', name, values, options, subpartitions };
}

function parsePartitionValues(p: Parser): PartitionValues | null {
  if (p.options.flavor === 'mariadb') {
    const type = p.acceptOneOf('HISTORY', 'CURRENT', 'DEFAULT');
    if (type !== undefined) return { kind: 'PartitionValues', type, exprs: [] };
  }
  if (!p.acceptWord(K.VALUES)) return null;
  if (p.acceptWord(K.IN)) return { kind: 'PartitionValues', type: 'in', exprs: parseValueList(p) };
  p.expectWord(K.LESS);
  p.expectWord(K.THAN);
  const exprs = p.word === K.MAXVALUE ? [parseValue(p)] : parseValueList(p);
  return { kind: 'PartitionValues', type: 'less than', exprs };
}

function parseValueList(p: Parser): (Expr | MaxValue)[] {
  p.expect(T.LParen);
  const exprs = [parseValue(p)];
  while (p.accept(T.Comma)) exprs.push(parseValue(p));
  p.expect(T.RParen);
  return exprs;
}

function parseValue(p: Parser): Expr | MaxValue {
  return p.acceptWord(K.MAXVALUE) ? { kind: 'MaxValue' } : parseExpr(p, Level.BitOr);
}

function parseSubpartitionDefs(p: Parser): SubpartitionDef[] {
  p.expect(T.LParen);
  const defs = [parseSubpartitionDef(p)];
  while (p.accept(T.Comma)) defs.push(parseSubpartitionDef(p));
  p.expect(T.RParen);
  return defs;
}

function parseSubpartitionDef(p: Parser): SubpartitionDef {
  p.expectWord(K.SUBPARTITION);
  return { kind: 'SubpartitionDef', name: p.nameOrString(), options: parsePartitionDefOptions(p) };
}

type Draft = { -readonly [F in keyof PartitionDefOptions]: PartitionDefOptions[F] };

function parsePartitionDefOptions(p: Parser): PartitionDefOptions | null {
  const draft: Draft = {
    kind: 'PartitionDefOptions',
    engine: '',
    storage: false,
    comment: null,
    dataDirectory: null,
    indexDirectory: null,
    maxRows: '',
    minRows: '',
    tablespace: '',
    nodegroup: '',
  };
  let any = false;
  while (parseDefOption(p, draft)) any = true;
  return any ? draft : null;
}

function parseCustomOption(p: Parser, draft: Draft): boolean {
  const option = parseEngineOption(p);
  if (option !== undefined) draft.engineOptions = [...(draft.engineOptions ?? []), option];
  return option !== undefined;
}

function parseDefOption(p: Parser, draft: Draft): boolean {
  const word = p.acceptOneOf(
    'STORAGE',
    'ENGINE',
    'COMMENT',
    'DATA',
    'INDEX',
    'MAX_ROWS',
    'MIN_ROWS',
    'TABLESPACE',
    'NODEGROUP',
  );
  if (word === undefined) return parseCustomOption(p, draft);
  if (word === 'storage') {
    p.expectWord(K.ENGINE);
    draft.storage = true;
  } else if (word === 'data' || word === 'index') p.expectWord(K.DIRECTORY);
  acceptEquals(p);
  if (word === 'storage' || word === 'engine') draft.engine = engineOf(p);
  else if (word === 'comment') draft.comment = p.string();
  else if (word === 'data') draft.dataDirectory = p.string();
  else if (word === 'index') draft.indexDirectory = p.string();
  else if (word === 'max_rows') draft.maxRows = p.integer();
  else if (word === 'min_rows') draft.minRows = p.integer();
  else if (word === 'nodegroup') draft.nodegroup = p.integer();
  else draft.tablespace = p.name();
  return true;
}
