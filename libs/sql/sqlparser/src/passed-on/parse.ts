import type { Statement } from '../ast/node.ts';
import { acceptIfExists, acceptIfNotExists } from '../ddl/parse-words.ts';
import { parseLoadData } from '../dml/parse-load.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseTableName } from '../table/parse-name.ts';
import { passOn } from './collect.ts';
import type { PassedOnCommand } from './nodes.ts';

/** A parser for statements that go on with one of `seconds` (any word when there are none). */
export function passedOn(command: PassedOnCommand, ...seconds: readonly number[]): (p: Parser) => Statement {
  return (p) => {
    const from = p.i;
    p.next();
    const soname = command === 'plugin' && p.word === K.SONAME && p.options.flavor === 'mariadb';
    if (seconds.length > 0 && !seconds.includes(p.word) && !soname) p.fail();
    if (p.atEnd()) p.fail();
    return passOn(p, command, from);
  };
}

/** RESTART and SHUTDOWN stand alone. */
export function parseLone(command: 'restart' | 'shutdown'): (p: Parser) => Statement {
  return (p) => {
    const from = p.i;
    p.next();
    if (command === 'restart' && !p.atEnd()) p.fail();
    return passOn(p, command, from);
  };
}

/** LOAD DATA, LOAD XML, LOAD INDEX INTO CACHE. */
export function parseLoad(p: Parser): Statement {
  const from = p.i;
  p.next();
  if (p.word === K.INDEX) {
    p.next();
    p.expectWord(K.INTO);
    p.expectWord(K.CACHE);
    return passOn(p, 'load index', from, [parseTableName(p)]);
  }
  return parseLoadData(p);
}

/** CACHE INDEX t … IN cache */
export function parseCacheIndex(p: Parser): Statement {
  const from = p.i;
  p.next();
  p.expectWord(K.INDEX);
  return passOn(p, 'cache index', from, [parseTableName(p)]);
}

/** CREATE LIBRARY [IF NOT EXISTS] name {LANGUAGE word | COMMENT 'text'}… AS 'code' */
export function parseCreateLibrary(p: Parser, from: number): Statement {
  p.next();
  acceptIfNotExists(p);
  parseTableName(p);
  let language = false;
  for (;;) {
    if (p.acceptWord(K.COMMENT)) p.string();
    else if (p.acceptWord(K.LANGUAGE)) language = p.anyName() !== '';
    else break;
  }
  if (!language) p.fail();
  p.expectWord(K.AS);
  if (p.kind < T.String || p.kind > T.BitString || p.is(T.NString) || p.is(T.Int) || p.is(T.Decimal) || p.is(T.Float))
    p.fail();
  p.next();
  if (!p.atEnd()) p.fail();
  return passOn(p, 'library', from);
}

/** DROP LIBRARY [IF EXISTS] name */
export function parseDropLibrary(p: Parser, from: number): Statement {
  p.next();
  acceptIfExists(p);
  parseTableName(p);
  if (!p.atEnd()) p.fail();
  return passOn(p, 'library', from);
}

/** ALTER LIBRARY name COMMENT 'text' */
export function parseAlterLibrary(p: Parser, from: number): Statement {
  p.next();
  parseTableName(p);
  p.expectWord(K.COMMENT);
  p.string();
  if (!p.atEnd()) p.fail();
  return passOn(p, 'library', from);
}

/** PURGE { BINARY | MASTER } LOGS { TO 'file' | BEFORE when } */
export function parsePurge(p: Parser): Statement {
  const from = p.i;
  p.next();
  p.expectOneOf('BINARY', 'MASTER');
  p.expectWord(K.LOGS);
  p.expectOneOf('TO', 'BEFORE');
  if (p.atEnd()) p.fail();
  return passOn(p, 'purge', from);
}

/** CHANGE REPLICATION { SOURCE TO | FILTER } …, CHANGE MASTER TO … */
export function parseChange(p: Parser): Statement {
  const from = p.i;
  p.next();
  if (p.acceptWord(K.REPLICATION)) {
    if (p.expectOneOf('SOURCE', 'FILTER') === 'source') p.expectWord(K.TO);
  } else {
    p.expectWord(K.MASTER);
    if (p.options.flavor === 'mariadb' && p.is(T.String)) p.next();
    p.expectWord(K.TO);
  }
  if (p.atEnd()) p.fail();
  return passOn(p, 'change replication', from);
}
