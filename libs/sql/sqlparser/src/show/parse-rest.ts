import type { Statement } from '../ast/node.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { passOn, passOnWords } from '../passed-on/collect.ts';
import { parseLimit } from '../query/parse-tail.ts';
import type { Show, ShowCommand } from './nodes.ts';

/** The forms of SHOW that are looked at only to know that they are ones. `from` is the token of SHOW. */
export function parseShowRest(p: Parser, from: number, comments: readonly string[]): Statement {
  switch (p.word) {
    case K.COUNT:
      return parseCount(p, comments);
    case K.GRANTS:
      return parseGrants(p, from, comments);
    case K.TRANSACTION:
      return parseTransactionStatus(p, comments);
    case K.USER:
      return parseUser(p, from);
    case K.VITESS_MIGRATION:
      return parseMigrationLogs(p, from);
    case K.PROCEDURE:
    case K.FUNCTION:
      p.next();
      p.expectWord(K.CODE);
      p.name();
      return passOn(p, 'show', from);
    default:
      // MariaDB shows more than is listed here, and its plugins add to it.
      const more = p.isName() || p.word === K.ANALYZE || p.word === K.EXPLAIN;
      if (p.options.flavor === 'mariadb' && more) return passOn(p, 'show', from);
      checkWords(p);
      return passOnWords(p, 'show', from);
  }
}

function plain(command: ShowCommand, comments: readonly string[], rest: Partial<Show> = {}): Show {
  return {
    kind: 'Show',
    comments,
    command,
    full: false,
    scope: '',
    table: null,
    database: '',
    like: null,
    where: null,
    limit: null,
    ...rest,
  };
}

/** COUNT(*) ERRORS | WARNINGS */
function parseCount(p: Parser, comments: readonly string[]): Statement {
  p.next();
  p.expect(T.LParen);
  p.expect(T.Star);
  p.expect(T.RParen);
  return plain(`count(*) ${p.expectOneOf('ERRORS', 'WARNINGS')}`, comments);
}

/** GRANTS [FOR user [USING roles]] */
function parseGrants(p: Parser, from: number, comments: readonly string[]): Statement {
  p.next();
  if (p.atEnd()) return plain('grants', comments);
  p.expectWord(K.FOR);
  if (p.word === K.CURRENT_USER) {
    const next = p.peekKind();
    if (next === T.Eof || next === T.Semicolon) {
      p.next();
      return plain('grants', comments);
    }
  }
  if (p.atEnd()) p.fail();
  return passOn(p, 'show', from);
}

/** TRANSACTION STATUS [FOR] 'id' */
function parseTransactionStatus(p: Parser, comments: readonly string[]): Statement {
  p.next();
  p.expectWord(K.STATUS);
  p.acceptWord(K.FOR);
  return plain('transaction status', comments, { database: p.string() });
}

function parseUser(p: Parser, from: number): Statement {
  p.next();
  if (p.atEnd() && p.options.flavor !== 'mariadb') p.fail();
  return passOn(p, 'show', from);
}

/** VITESS_MIGRATION 'uuid' LOGS */
function parseMigrationLogs(p: Parser, from: number): Statement {
  p.next();
  p.string();
  p.expectWord(K.LOGS);
  return passOnWords(p, 'show', from);
}

/** Reads the words of BINARY LOGS, BINLOG EVENTS, ENGINE, MASTER, PROFILE, RELAYLOG, REPLICA and SLAVE forms. */
function checkWords(p: Parser): void {
  const word = p.expectOneOf(
    'BINARY',
    'BINLOG',
    'ENGINE',
    'MASTER',
    'PARSE_TREE',
    'PROFILE',
    'RELAYLOG',
    'REPLICA',
    'SLAVE',
    'ALL',
  );
  switch (word) {
    case 'binary':
      if (p.expectOneOf('LOGS', 'LOG') === 'log') p.expectWord(K.STATUS);
      return;
    case 'master':
      p.expectOneOf('STATUS', 'LOGS');
      return;
    case 'binlog':
    case 'relaylog':
      p.expectWord(K.EVENTS);
      if (p.acceptWord(K.IN)) p.string();
      if (p.acceptWord(K.FROM)) p.integer();
      parseLimit(p);
      return parseChannel(p);
    case 'engine':
      if (p.word === K.ALL) p.next();
      else p.nameOrString();
      p.expectOneOf('STATUS', 'MUTEX', 'LOGS');
      return;
    case 'replica':
    case 'slave':
      if (word === 'slave' && p.acceptWord(K.HOSTS)) return;
      p.expectWord(K.STATUS);
      return parseChannel(p);
    case 'profile':
      return;
    case 'all':
      // MariaDB: SHOW ALL SLAVES STATUS.
      if (p.options.flavor !== 'mariadb') p.fail();
      return;
    default:
      return;
  }
}

function parseChannel(p: Parser): void {
  if (!p.acceptWord(K.FOR)) return;
  p.expectWord(K.CHANNEL);
  p.string();
}
