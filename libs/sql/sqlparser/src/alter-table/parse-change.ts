import type { IndexColumn } from '../create-table/nodes.ts';
import { parseColumnDef, parseDefault } from '../create-table/parse-column.ts';
import { acceptMariadbIfExists, acceptText } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseTableName } from '../table/parse-name.ts';
import type { AlterColumn, AlterOption, DropKey } from './nodes.ts';
import { parsePlace } from './parse-add.ts';

/** CHANGE [COLUMN] old new definition */
export function parseChange(p: Parser): AlterOption {
  p.next();
  p.acceptWord(K.COLUMN);
  const ifExists = acceptMariadbIfExists(p);
  const from = p.name();
  return { kind: 'ChangeColumn', ifExists, from, column: parseColumnDef(p), ...parsePlace(p) };
}

/** MODIFY [COLUMN] definition */
export function parseModify(p: Parser): AlterOption {
  p.next();
  p.acceptWord(K.COLUMN);
  const ifExists = acceptMariadbIfExists(p);
  return { kind: 'ModifyColumn', ifExists, column: parseColumnDef(p), ...parsePlace(p) };
}

/** DROP of a column, key or constraint; partitions are not read here. */
export function parseDrop(p: Parser): AlterOption {
  p.next();
  const type = parseDropType(p);
  if (type === 'versioning') return { kind: 'SimpleAlter', change: 'drop system versioning' };
  if (type === 'period if exists') {
    p.expectWord(K.EXISTS);
    p.expectWord(K.FOR);
    return { kind: 'DropKey', type: 'period for', ifExists: true, name: p.name() };
  }
  if (type === 'primary key') return { kind: 'DropKey', type, ifExists: false, name: '' };
  const ifExists = acceptMariadbIfExists(p);
  const name = p.word === K.PRIMARY && type !== undefined ? p.takeName() : p.name();
  if (type !== undefined) return { kind: 'DropKey', type, ifExists, name };
  p.acceptOneOf('RESTRICT', 'CASCADE');
  return { kind: 'DropColumn', ifExists, name };
}

/** What is dropped; undefined for a column. */
function parseDropType(p: Parser): DropKey['type'] | 'period if exists' | 'versioning' | undefined {
  switch (p.word) {
    case K.PRIMARY:
      p.next();
      p.expectWord(K.KEY);
      return 'primary key';
    case K.FOREIGN:
      p.next();
      p.expectWord(K.KEY);
      return 'foreign key';
    case K.INDEX:
    case K.KEY:
      p.next();
      return 'key';
    case K.CHECK:
    case K.CONSTRAINT:
      return p.expectOneOf('CHECK', 'CONSTRAINT');
    case K.COLUMN:
      p.next();
      return undefined;
    default:
      if (p.options.flavor !== 'mariadb') return undefined;
      if (p.acceptWords(K.SYSTEM, K.VERSIONING)) return 'versioning';
      if (p.acceptWords(K.PERIOD, K.FOR)) return 'period for';
      return p.acceptWords(K.PERIOD, K.IF) ? 'period if exists' : undefined;
  }
}

/** RENAME of a column, an index or the table. */
export function parseRename(p: Parser): AlterOption {
  p.next();
  const what = p.acceptOneOf('COLUMN', 'INDEX', 'KEY');
  if (what !== undefined) {
    const ifExists = acceptMariadbIfExists(p);
    const from = p.name();
    p.expectWord(K.TO);
    return { kind: what === 'column' ? 'RenameColumn' : 'RenameIndex', ifExists, from, to: p.name() };
  }
  if (!p.accept(T.Eq)) p.acceptOneOf('TO', 'AS');
  return { kind: 'RenameTableTo', table: parseTableName(p) };
}

/** ORDER BY column, …; every comma after it is followed by a column. */
export function parseOrderBy(p: Parser): AlterOption {
  p.next();
  p.expectWord(K.BY);
  const columns = [parseOrder(p)];
  while (p.accept(T.Comma)) columns.push(parseOrder(p));
  return { kind: 'OrderByColumns', columns };
}

function parseOrder(p: Parser): IndexColumn {
  let column = p.name();
  while (p.accept(T.Dot)) column = p.anyName();
  const direction = p.acceptOneOf('ASC', 'DESC') ?? 'asc';
  return { kind: 'IndexColumn', column, length: '', expr: null, direction };
}

/** ALTER of a column, an index or a constraint. */
export function parseAlterElement(p: Parser): AlterOption {
  p.next();
  const what = p.acceptOneOf('COLUMN', 'INDEX', 'KEY', 'CHECK', 'CONSTRAINT');
  if (what === undefined || what === 'column') return parseAlterColumn(p);
  if (what === 'check' || what === 'constraint') {
    const name = p.name();
    const enforced = !p.acceptWord(K.NOT);
    p.expectWord(K.ENFORCED);
    return { kind: 'AlterConstraint', type: what, name, enforced };
  }
  const ifExists = acceptMariadbIfExists(p);
  return { kind: 'AlterIndex', ifExists, name: p.name(), change: parseIndexChange(p) };
}

function parseIndexChange(p: Parser): 'ignored' | 'invisible' | 'not ignored' | 'visible' {
  if (p.options.flavor !== 'mariadb') return p.expectOneOf('VISIBLE', 'INVISIBLE');
  const change = p.acceptWord(K.NOT) ? 'not ignored' : 'ignored';
  return acceptText(p, 'IGNORED') ? change : p.fail();
}

function parseAlterColumn(p: Parser): AlterColumn {
  const ifExists = acceptMariadbIfExists(p);
  const column = p.name();
  const alter = { kind: 'AlterColumn', column, ifExists } as const;
  if (p.acceptWord(K.DROP)) {
    if (acceptPolicy(p)) return { ...alter, change: 'drop masking policy', default: null };
    p.expectWord(K.DEFAULT);
    return { ...alter, change: 'drop default', default: null };
  }
  p.expectWord(K.SET);
  const visibility = p.acceptOneOf('VISIBLE', 'INVISIBLE');
  if (visibility !== undefined) return { ...alter, change: `set ${visibility}`, default: null };
  if (acceptPolicy(p)) return { ...alter, change: 'set masking policy', default: null, policy: p.name() };
  p.expectWord(K.DEFAULT);
  return { ...alter, change: 'set default', default: parseDefault(p) };
}

/** MySQL 9: MASKING POLICY */
function acceptPolicy(p: Parser): boolean {
  return p.options.flavor !== 'mariadb' && p.acceptWords(K.MASKING, K.POLICY);
}
