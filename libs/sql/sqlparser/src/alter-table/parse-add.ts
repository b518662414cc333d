import type { ColumnDef, ConstraintDef } from '../create-table/nodes.ts';
import { parseNewColumn } from '../create-table/parse-column.ts';
import { parseCheckDetails } from '../create-table/parse-constraint.ts';
import { atPeriod, parseKeyOrConstraint, parsePeriod } from '../create-table/parse-create-table.ts';
import { atIndex } from '../create-table/parse-index.ts';
import { acceptMariadbIfNotExists } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { AddColumns, AlterOption } from './nodes.ts';

/** ADD column, columns, key or constraint; more than one where a list mixes them. */
export function parseAdd(p: Parser): AlterOption[] {
  p.expectWord(K.ADD);
  if (atKeyOrConstraint(p)) return [parseAddKey(p)];
  if (p.options.flavor === 'mariadb' && p.acceptWords(K.SYSTEM, K.VERSIONING)) {
    return [{ kind: 'SimpleAlter', change: 'add system versioning' }];
  }
  if (atPeriod(p)) return [{ kind: 'AddPeriod', period: parsePeriod(p) }];
  p.acceptWord(K.COLUMN);
  const ifNotExists = acceptMariadbIfNotExists(p);
  return p.kind === T.LParen ? parseAddList(p, ifNotExists) : [parseAddColumn(p, ifNotExists)];
}

function atKeyOrConstraint(p: Parser): boolean {
  return p.word === K.CONSTRAINT || p.word === K.CHECK || p.word === K.FOREIGN || atIndex(p);
}

function parseAddKey(p: Parser): AlterOption {
  if (p.word === K.CONSTRAINT && p.peekWord() === K.IF && p.options.flavor === 'mariadb') {
    p.next();
    return { kind: 'AddConstraint', constraint: parseNewCheck(p) };
  }
  const element = parseKeyOrConstraint(p);
  if (element.kind === 'IndexDef') return { kind: 'AddIndex', index: element };
  return { kind: 'AddConstraint', constraint: element };
}

/** MariaDB: IF NOT EXISTS name CHECK (expr) */
function parseNewCheck(p: Parser): ConstraintDef {
  acceptMariadbIfNotExists(p);
  const name = p.name();
  return { kind: 'ConstraintDef', name, ifNotExists: true, details: parseCheckDetails(p) };
}

function parseAddColumn(p: Parser, ifNotExists: boolean): AddColumns {
  const column = parseNewColumn(p);
  return { kind: 'AddColumns', columns: [ifNotExists ? { ...column, ifNotExists } : column], ...parsePlace(p) };
}

/** (column, key, …): the columns first, then the keys, as changes of their own. */
function parseAddList(p: Parser, ifNotExists: boolean): AlterOption[] {
  p.expect(T.LParen);
  const columns: ColumnDef[] = [];
  const keys: AlterOption[] = [];
  do {
    if (atKeyOrConstraint(p)) keys.push(parseAddKey(p));
    else columns.push(ifNotExists ? { ...parseNewColumn(p), ifNotExists } : parseNewColumn(p));
  } while (p.accept(T.Comma));
  p.expect(T.RParen);
  return columns.length === 0 ? keys : [{ kind: 'AddColumns', columns, first: false, after: '' }, ...keys];
}

/** FIRST, AFTER column, or nothing. */
export function parsePlace(p: Parser): { first: boolean; after: string } {
  if (p.acceptWord(K.FIRST)) return { first: true, after: '' };
  return { first: false, after: p.acceptWord(K.AFTER) ? p.name() : '' };
}
