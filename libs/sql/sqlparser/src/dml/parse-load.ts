import type { ColName, Literal, Variable } from '../expr/nodes.ts';
import { parseColName, parseUserVariable } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseBytes, parseFileFormat } from '../query/parse-file-format.ts';
import { parseFileCharset } from '../query/parse-into.ts';
import { parsePartitions, parseTableName } from '../table/parse-name.ts';
import type { LoadData } from './load-nodes.ts';
import { parseUpdateExprs } from './parse-parts.ts';

/** The rest of LOAD DATA and LOAD XML, at DATA or XML. */
export function parseLoadData(p: Parser): LoadData {
  const format = p.expectOneOf('DATA', 'XML');
  const priority = p.acceptOneOf('LOW_PRIORITY', 'CONCURRENT') ?? '';
  const from = p.acceptWord(K.FROM);
  const local = p.acceptWord(K.LOCAL);
  const source = p.expectOneOf('INFILE', 'URL', 'S3');
  const sourceType = source === 's3' ? parseSourceType(p) : '';
  const head = { kind: 'LoadData', format, priority, local, source, sourceType, file: parseFile(p) } as const;
  // Vitess also reads LOAD DATA FROM S3 without a table.
  if (from && source === 's3' && p.atEnd()) return { ...head, ...nothing };
  const count = parseCount(p);
  const inOrder = p.acceptWord(K.IN);
  if (inOrder) {
    for (const word of [K.PRIMARY, K.KEY, K.ORDER]) p.expectWord(word);
  }
  const onDuplicate = p.acceptOneOf('REPLACE', 'IGNORE') ?? '';
  p.expectWord(K.INTO);
  p.expectWord(K.TABLE);
  return { ...head, count, inOrder, onDuplicate, table: parseTableName(p), ...parseShape(p) };
}

type Shape = Omit<
  LoadData,
  | 'count'
  | 'file'
  | 'format'
  | 'inOrder'
  | 'kind'
  | 'local'
  | 'onDuplicate'
  | 'priority'
  | 'source'
  | 'sourceType'
  | 'table'
>;

const nothing = {
  count: '',
  inOrder: false,
  onDuplicate: '',
  table: null,
  partitions: [],
  charset: '',
  compression: null,
  rowsIdentifiedBy: null,
  fields: null,
  ignoreLines: '',
  columns: null,
  set: [],
  parallel: '',
  memory: '',
  bulk: false,
} as const satisfies Partial<LoadData>;

function parseSourceType(p: Parser): LoadData['sourceType'] {
  const found = /^(?:file|manifest|prefix)$/i.exec(p.raw)?.[0].toLowerCase() as LoadData['sourceType'] | undefined;
  if (found !== undefined) p.next();
  return found ?? '';
}

function parseFile(p: Parser): Literal {
  return { kind: 'Literal', type: 'String', value: p.string() };
}

/** COUNT n, or n FILES as it was written before. */
function parseCount(p: Parser): string {
  return p.acceptWord(K.COUNT) ? p.integer() : '';
}

/** How the file is laid out, and where its fields go. */
function parseShape(p: Parser): Shape {
  const partitions = parsePartitions(p);
  const charset = parseFileCharset(p);
  const compressed = acceptNamed(p, 'COMPRESSION') || acceptNamed(p, 'COMPRESSION_ALGORITHM');
  const compression = compressed ? p.string() : null;
  const rowsIdentifiedBy = p.word === K.ROWS ? parseRowsIdentified(p) : null;
  const fields = parseFileFormat(p);
  let ignoreLines = '';
  if (p.acceptWord(K.IGNORE)) {
    ignoreLines = p.integer();
    p.expectOneOf('LINES', 'ROWS');
  }
  const columns = p.kind === T.LParen ? parseFields(p) : null;
  const set = p.acceptWord(K.SET) ? parseUpdateExprs(p) : [];
  const parallel = acceptNamed(p, 'PARALLEL') ? p.integer() : '';
  const memory = acceptNamed(p, 'MEMORY') ? takeSize(p) : '';
  const bulk = acceptNamed(p, 'ALGORITHM');
  if (bulk && !acceptText(p, 'BULK')) p.fail();
  return {
    partitions,
    charset,
    compression,
    rowsIdentifiedBy,
    fields,
    ignoreLines,
    columns,
    set,
    parallel,
    memory,
    bulk,
  };
}

/** ROWS IDENTIFIED BY '<tag>' */
function parseRowsIdentified(p: Parser): string {
  p.next();
  p.expectWord(K.IDENTIFIED);
  p.expectWord(K.BY);
  return parseBytes(p);
}

function parseFields(p: Parser): (ColName | Variable)[] {
  p.expect(T.LParen);
  const fields: (ColName | Variable)[] = [];
  if (p.accept(T.RParen)) return fields;
  do fields.push(p.is(T.UserVar) ? parseUserVariable(p) : parseColName(p));
  while (p.accept(T.Comma));
  p.expect(T.RParen);
  return fields;
}

function acceptText(p: Parser, word: string): boolean {
  if (p.kind !== T.Word || p.raw.toUpperCase() !== word) return false;
  p.next();
  return true;
}

/** name = */
function acceptNamed(p: Parser, name: string): boolean {
  if (!acceptText(p, name)) return false;
  p.expect(T.Eq);
  return true;
}

/** A number of bytes, or one with a unit such as 512M. */
function takeSize(p: Parser): string {
  if (p.kind === T.Int) return p.integer();
  if (p.kind !== T.Word || !/^\d+[kmgt]$/i.test(p.raw)) p.fail();
  return p.takeName();
}
