import { acceptIfNotExists, acceptMariadbIfNotExists } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { QueryStatement } from '../query/nodes.ts';
import { atQuery, parseInnerQuery } from '../query/parse.ts';
import type { TableName } from '../table/nodes.ts';
import { parseTableName } from '../table/parse-name.ts';
import type { ColumnDef, ConstraintDef, CreateTable, IndexDef, PeriodDef, TableSpec } from './nodes.ts';
import { parseNewColumn } from './parse-column.ts';
import { parseCheckDetails, parseConstraintName, parseForeignKey } from './parse-constraint.ts';
import { atIndex, parseIndexDef } from './parse-index.ts';
import { parsePartitionOption } from './parse-partition.ts';
import { parseTableOptions } from './parse-table-option.ts';

export type CreateHead = Pick<CreateTable, 'comments' | 'orReplace' | 'temporary'>;

/** The rest of CREATE … TABLE, at TABLE. */
export function parseCreateTable(p: Parser, head: CreateHead): CreateTable {
  p.expectWord(K.TABLE);
  const ifNotExists = acceptIfNotExists(p);
  const table = parseTableName(p);
  const like = parseLike(p);
  const body = like === null ? parseBody(p) : noBody;
  return { kind: 'CreateTable', ...head, ifNotExists, table, like, ...body };
}

type Body = Pick<CreateTable, 'onDuplicate' | 'select' | 'spec'>;
const noBody: Body = { spec: null, onDuplicate: '', select: null };

/** LIKE table, or (LIKE table) */
function parseLike(p: Parser): TableName | null {
  if (p.acceptWord(K.LIKE)) return parseTableName(p);
  if (p.kind !== T.LParen || p.peekWord() !== K.LIKE) return null;
  p.seek(p.i + 2);
  const like = parseTableName(p);
  p.expect(T.RParen);
  return like;
}

function parseBody(p: Parser): Body {
  const columns = p.kind === T.LParen && !atQueryInParens(p);
  const draft: Draft = { columns: [], indexes: [], constraints: [], periods: [] };
  if (columns) parseElements(p, draft);
  const options = parseTableOptions(p);
  const partition = p.word === K.PARTITION ? parsePartitionOption(p) : null;
  const onDuplicate = p.acceptOneOf('IGNORE', 'REPLACE') ?? '';
  const select = parseAsQuery(p);
  if (select === null && (onDuplicate !== '' || !columns)) p.fail();
  const empty = !columns && options.length === 0 && partition === null;
  const spec: TableSpec | null = empty ? null : { kind: 'TableSpec', ...draft, options, partition };
  return { spec, onDuplicate, select };
}

/** At "(": a query in any number of parentheses? */
function atQueryInParens(p: Parser): boolean {
  let n = 1;
  while (p.peekKind(n) === T.LParen) n++;
  const word = p.peekWord(n);
  return word === K.SELECT || word === K.WITH || word === K.TABLE || (word === K.VALUES && p.peekWord(n + 1) === K.ROW);
}

/** [AS] query, whose outer parentheses leave no trace. */
function parseAsQuery(p: Parser): QueryStatement | null {
  const as = p.acceptWord(K.AS);
  if (!as && p.kind !== T.LParen && !atQuery(p)) return null;
  return parseInnerQuery(p);
}

type Draft = {
  readonly columns: ColumnDef[];
  readonly indexes: IndexDef[];
  readonly constraints: ConstraintDef[];
  readonly periods: PeriodDef[];
};

/** (columns, keys, constraints) */
function parseElements(p: Parser, draft: Draft): void {
  p.expect(T.LParen);
  do parseElement(p, draft);
  while (p.accept(T.Comma));
  p.expect(T.RParen);
}

function parseElement(p: Parser, draft: Draft): void {
  if (p.word === K.CONSTRAINT || p.word === K.CHECK || p.word === K.FOREIGN || atIndex(p)) {
    const element = parseKeyOrConstraint(p);
    if (element.kind === 'IndexDef') draft.indexes.push(element);
    else draft.constraints.push(element);
  } else if (atPeriod(p)) draft.periods.push(parsePeriod(p));
  else {
    const column = parseNewColumn(p);
    draft.columns.push(column.checks.length === 0 ? column : { ...column, checks: [] });
    draft.constraints.push(...column.checks);
  }
}

/** [CONSTRAINT name] and a key, a foreign key or a check. */
export function parseKeyOrConstraint(p: Parser): ConstraintDef | IndexDef {
  const named = p.word === K.CONSTRAINT;
  const name = parseConstraintName(p);
  if (p.word === K.FOREIGN) return { kind: 'ConstraintDef', name, details: parseForeignKey(p) };
  if (p.word === K.CHECK) return { kind: 'ConstraintDef', name, details: parseCheckDetails(p) };
  if (!atIndex(p) || (named && p.word !== K.PRIMARY && p.word !== K.UNIQUE)) p.fail();
  return parseIndexDef(p, name);
}

/** Is MariaDB's PERIOD FOR next? */
export function atPeriod(p: Parser): boolean {
  return p.options.flavor === 'mariadb' && p.word === K.PERIOD && (p.peekWord() === K.FOR || p.peekWord() === K.IF);
}

/** PERIOD [IF NOT EXISTS] FOR name (start, end), which must be next. */
export function parsePeriod(p: Parser): PeriodDef {
  p.expectWord(K.PERIOD);
  const ifNotExists = acceptMariadbIfNotExists(p);
  p.expectWord(K.FOR);
  const name = p.name();
  p.expect(T.LParen);
  const from = p.name();
  p.expect(T.Comma);
  const to = p.name();
  p.expect(T.RParen);
  return { kind: 'PeriodDef', name, ifNotExists, from, to };
}
