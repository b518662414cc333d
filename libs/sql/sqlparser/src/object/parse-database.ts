import { acceptEquals, acceptIfExists, acceptIfNotExists, plainName } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { AlterDatabase, CreateDatabase, DatabaseOption, DropDatabase } from './nodes.ts';

/** The rest of CREATE DATABASE, after DATABASE. */
export function parseCreateDatabase(p: Parser, comments: readonly string[], orReplace: boolean): CreateDatabase {
  const ifNotExists = acceptIfNotExists(p);
  const name = p.name();
  return { kind: 'CreateDatabase', comments, orReplace, ifNotExists, name, options: parseOptions(p) };
}

/** The rest of ALTER DATABASE, after DATABASE; the name may be left out. */
export function parseAlterDatabase(p: Parser): AlterDatabase {
  const name = atOption(p) ? '' : p.name();
  if (p.options.flavor === 'mariadb' && p.acceptWord(K.UPGRADE)) return parseUpgrade(p, name);
  const options = parseOptions(p);
  if (options.length === 0) p.fail();
  return { kind: 'AlterDatabase', name, options };
}

/** MariaDB: UPGRADE DATA DIRECTORY NAME */
function parseUpgrade(p: Parser, name: string): AlterDatabase {
  for (const word of [K.DATA, K.DIRECTORY, K.NAME]) p.expectWord(word);
  return { kind: 'AlterDatabase', name, options: [], upgrade: true };
}

/** The rest of DROP DATABASE, after DATABASE. */
export function parseDropDatabase(p: Parser, comments: readonly string[]): DropDatabase {
  const ifExists = acceptIfExists(p);
  return { kind: 'DropDatabase', comments, ifExists, name: p.name() };
}

/** Does an option start here? CHARSET and ENCRYPTION are names in this place. */
function atOption(p: Parser): boolean {
  switch (p.word) {
    case K.DEFAULT:
    case K.CHARACTER:
    case K.CHAR:
    case K.COLLATE:
    case K.READ:
      return true;
    case K.COMMENT:
      return p.options.flavor === 'mariadb' && (p.peekKind() === T.String || p.peekKind() === T.Eq);
    default:
      return false;
  }
}

function parseOptions(p: Parser): DatabaseOption[] {
  const options: DatabaseOption[] = [];
  for (let option = parseOption(p); option !== undefined; option = parseOption(p)) options.push(option);
  return options;
}

function parseOption(p: Parser): DatabaseOption | undefined {
  const isDefault = p.acceptWord(K.DEFAULT);
  const name = parseOptionName(p);
  if (name === undefined) return isDefault ? p.fail() : undefined;
  acceptEquals(p);
  const string = p.kind === T.String;
  return { kind: 'DatabaseOption', name, default: isDefault, value: parseOptionValue(p, name), string };
}

function parseOptionName(p: Parser): DatabaseOption['name'] | undefined {
  if (p.acceptWord(K.CHARSET) || p.acceptWords(K.CHARACTER, K.SET) || p.acceptWords(K.CHAR, K.SET)) {
    return 'character set';
  }
  if (p.acceptWords(K.READ, K.ONLY)) return 'read only';
  if (p.options.flavor === 'mariadb' && p.acceptWord(K.COMMENT)) return 'comment';
  return p.acceptOneOf('COLLATE', 'ENCRYPTION');
}

function parseOptionValue(p: Parser, name: DatabaseOption['name']): string {
  if (p.kind === T.String) return p.string();
  if (name === 'encryption' || name === 'comment') p.fail();
  if (name === 'read only' && p.kind === T.Int) return p.integer();
  return plainName(p, p.word === K.BINARY || p.word === K.DEFAULT ? p.takeName() : p.name());
}
