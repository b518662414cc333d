import { skipWait } from '../alter-table/parse-alter-table.ts';
import type { Statement } from '../ast/node.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { passOn } from '../passed-on/collect.ts';
import { parseBegin as parseBlock } from '../program/parse-body.ts';
import { parseTableName } from '../table/parse-name.ts';
import type { Begin, Commit, TableLock, Use } from './nodes.ts';

/** USE database; Vitess takes a lone `use`, and a target such as @replica. */
export function parseUse(p: Parser): Use {
  p.next();
  if (p.atEnd()) return { kind: 'Use', database: '' };
  if (p.kind === T.UserVar) return { kind: 'Use', database: `@${p.userVar()}` };
  return { kind: 'Use', database: p.nameOrString() };
}

/** BEGIN [WORK]; MariaDB: BEGIN NOT ATOMIC … END. */
export function parseBegin(p: Parser): Statement {
  p.next();
  if (p.options.flavor === 'mariadb' && p.acceptWord(K.NOT)) {
    // NOT ATOMIC
    p.next();
    return parseBlock(p, '', true);
  }
  p.acceptWord(K.WORK);
  return { kind: 'Begin', start: false, characteristics: [] };
}

/** START TRANSACTION, or START REPLICA and the like, which are passed on. */
export function parseStart(p: Parser): Statement {
  const from = p.i;
  p.next();
  if (!p.acceptWord(K.TRANSACTION)) {
    p.expectOneOf('REPLICA', 'SLAVE', 'GROUP_REPLICATION', 'ALL');
    return passOn(p, 'replication', from);
  }
  const characteristics: Begin['characteristics'][number][] = [];
  if (p.word === K.READ || p.word === K.WITH) {
    do characteristics.push(parseCharacteristic(p));
    while (p.accept(T.Comma));
  }
  if (new Set(characteristics).size < characteristics.length) p.fail();
  if (characteristics.includes('read only') && characteristics.includes('read write')) p.fail();
  return { kind: 'Begin', start: true, characteristics };
}

function parseCharacteristic(p: Parser): Begin['characteristics'][number] {
  if (p.acceptWord(K.READ)) return `read ${p.expectOneOf('ONLY', 'WRITE')}`;
  p.expectWord(K.WITH);
  p.expectWord(K.CONSISTENT);
  p.expectWord(K.SNAPSHOT);
  return 'with consistent snapshot';
}

export function parseCommit(p: Parser): Statement {
  p.next();
  p.acceptWord(K.WORK);
  return { kind: 'Commit', ...parseCompletion(p) };
}

/** ROLLBACK, ROLLBACK TO [SAVEPOINT] name */
export function parseRollback(p: Parser): Statement {
  p.next();
  p.acceptWord(K.WORK);
  if (p.acceptWord(K.TO)) {
    if (p.word === K.SAVEPOINT && !endsName(p)) p.next();
    return { kind: 'RollbackTo', name: p.name() };
  }
  return { kind: 'Rollback', ...parseCompletion(p) };
}

/** Does the statement end behind the current word, so that the word is the name itself? */
function endsName(p: Parser): boolean {
  const next = p.peekKind();
  return next === T.Eof || next === T.Semicolon;
}

/** [AND [NO] CHAIN] [[NO] RELEASE] */
function parseCompletion(p: Parser): Pick<Commit, 'chain' | 'release'> {
  let chain: Commit['chain'] = '';
  if (p.acceptWord(K.AND)) {
    chain = p.acceptWord(K.NO) ? 'and no chain' : 'and chain';
    p.expectWord(K.CHAIN);
  }
  let release: Commit['release'] = '';
  if (p.word === K.NO || p.word === K.RELEASE) {
    release = p.acceptWord(K.NO) ? 'no release' : 'release';
    p.expectWord(K.RELEASE);
  }
  if (chain === 'and chain' && release === 'release') p.fail();
  return { chain, release };
}

export function parseSavepoint(p: Parser): Statement {
  p.next();
  return { kind: 'Savepoint', name: p.name() };
}

export function parseRelease(p: Parser): Statement {
  p.next();
  p.expectWord(K.SAVEPOINT);
  return { kind: 'ReleaseSavepoint', name: p.name() };
}

/** LOCK TABLES t [AS a] READ | WRITE, …; LOCK INSTANCE FOR BACKUP is passed on. */
export function parseLock(p: Parser): Statement {
  const from = p.i;
  p.next();
  if (p.word === K.INSTANCE) return passOn(p, 'lock instance', from);
  p.expectOneOf('TABLES', 'TABLE');
  const tables = [parseTableLock(p)];
  while (p.accept(T.Comma)) tables.push(parseTableLock(p));
  skipWait(p);
  return { kind: 'LockTables', tables };
}

function parseTableLock(p: Parser): TableLock {
  const table = parseTableName(p);
  let as = '';
  if (p.acceptWord(K.AS)) as = p.nameOrString();
  else if (p.word !== K.READ && p.word !== K.WRITE && p.word !== K.LOW_PRIORITY) as = p.nameOrString();
  return { kind: 'TableLock', table, as, mode: parseLockMode(p) };
}

function parseLockMode(p: Parser): TableLock['mode'] {
  switch (p.expectOneOf('READ', 'WRITE', 'LOW_PRIORITY')) {
    case 'read':
      return p.acceptWord(K.LOCAL) ? 'read local' : 'read';
    case 'write':
      return p.options.flavor === 'mariadb' && p.acceptWord(K.CONCURRENT) ? 'write concurrent' : 'write';
    default:
      p.expectWord(K.WRITE);
      return 'low_priority write';
  }
}

export function parseUnlock(p: Parser): Statement {
  const from = p.i;
  p.next();
  if (p.word === K.INSTANCE) return passOn(p, 'lock instance', from);
  p.expectOneOf('TABLES', 'TABLE');
  return { kind: 'UnlockTables' };
}
