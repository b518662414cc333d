import type { Statement } from '../ast/node.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { TableName } from '../table/nodes.ts';
import { parseTableName } from '../table/parse-name.ts';
import { passOn } from './collect.ts';
import type { PassedOnCommand } from './nodes.ts';

/** A parser for statements that go on with one of `seconds` (any word when there are none). */
export function passedOn(command: PassedOnCommand, ...seconds: readonly number[]): (p: Parser) => Statement {
  return (p) => {
    const from = p.i;
    p.next();
    if (seconds.length > 0 && !seconds.includes(p.word)) p.fail();
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
  p.expectOneOf('DATA', 'XML');
  const tables: TableName[] = [];
  while (!p.atEnd() && tables.length === 0) {
    // Nothing moves past a token that is none.
    if (p.is(T.Bad)) p.fail();
    const into = p.word === K.INTO && p.peekWord() === K.TABLE;
    p.next();
    if (into) {
      p.next();
      tables.push(parseTableName(p));
    }
  }
  // Vitess also writes LOAD DATA FROM S3 without a table.
  return passOn(p, 'load data', from, tables);
}

/** HANDLER t OPEN | READ … | CLOSE */
export function parseHandler(p: Parser): Statement {
  const from = p.i;
  p.next();
  const table = parseTableName(p);
  if (p.expectOneOf('OPEN', 'READ', 'CLOSE') === 'read' && p.atEnd()) p.fail();
  return passOn(p, 'handler', from, [table]);
}

/** CACHE INDEX t … IN cache */
export function parseCacheIndex(p: Parser): Statement {
  const from = p.i;
  p.next();
  p.expectWord(K.INDEX);
  return passOn(p, 'cache index', from, [parseTableName(p)]);
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

/** XA { START | BEGIN | END | PREPARE | COMMIT | ROLLBACK } xid …, XA RECOVER [CONVERT XID] */
export function parseXa(p: Parser): Statement {
  const from = p.i;
  p.next();
  const verb = p.expectOneOf('START', 'BEGIN', 'END', 'PREPARE', 'COMMIT', 'ROLLBACK', 'RECOVER');
  if (verb === 'recover') {
    if (p.acceptWord(K.CONVERT)) p.expectWord(K.XID);
    if (!p.atEnd()) p.fail();
  } else if (p.kind !== T.String && p.kind !== T.HexString && p.kind !== T.HexNum && p.kind !== T.BitString) p.fail();
  return passOn(p, 'xa', from);
}

/** CHANGE REPLICATION { SOURCE TO | FILTER } …, CHANGE MASTER TO … */
export function parseChange(p: Parser): Statement {
  const from = p.i;
  p.next();
  if (p.acceptWord(K.REPLICATION)) {
    if (p.expectOneOf('SOURCE', 'FILTER') === 'source') p.expectWord(K.TO);
  } else {
    p.expectWord(K.MASTER);
    p.expectWord(K.TO);
  }
  if (p.atEnd()) p.fail();
  return passOn(p, 'change replication', from);
}
