import type { Statement } from '../ast/node.ts';
import { K } from '../lexer/keywords.ts';
import { quoteName, quoteString } from '../lexer/strings.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { passOn } from '../passed-on/collect.ts';
import { parseTableNames } from '../table/parse-name.ts';
import type { Flush, TableMaintenance } from './nodes.ts';

/** ANALYZE, CHECK, CHECKSUM, OPTIMIZE and REPAIR [LOCAL] TABLE t, … options */
export function parseMaintenance(p: Parser): Statement {
  const from = p.i;
  const action = p.expectOneOf('ANALYZE', 'CHECK', 'CHECKSUM', 'OPTIMIZE', 'REPAIR');
  const binlogged = action === 'analyze' || action === 'optimize' || action === 'repair';
  const local = binlogged && p.acceptOneOf('LOCAL', 'NO_WRITE_TO_BINLOG') !== undefined;
  if (p.options.flavor === 'mariadb' && p.word === K.VIEW && (action === 'check' || action === 'repair')) {
    return passOn(p, 'maintenance', from);
  }
  p.expectOneOf('TABLE', 'TABLES');
  const tables = parseTableNames(p);
  return { kind: 'TableMaintenance', action, local, tables, options: parseOptions(p, action) };
}

function parseOptions(p: Parser, action: TableMaintenance['action']): string {
  switch (action) {
    case 'analyze':
      return parseHistogram(p);
    case 'check':
      return options(p, K.FOR, K.QUICK, K.FAST, K.MEDIUM, K.EXTENDED, K.CHANGED);
    case 'checksum':
      return p.acceptOneOf('QUICK', 'EXTENDED') ?? '';
    case 'repair':
      return options(p, 0, K.QUICK, K.EXTENDED, K.USE_FRM);
    case 'optimize':
      return p.options.flavor === 'mariadb' ? parseWait(p) : '';
    default:
      return '';
  }
}

/** MariaDB: WAIT seconds, NOWAIT */
function parseWait(p: Parser): string {
  if (p.acceptWord(K.NOWAIT)) return 'nowait';
  return p.acceptWord(K.WAIT) ? `wait ${p.integer()}` : '';
}

/** Any of `words`, and FOR UPGRADE where `upgrade` is FOR. */
function options(p: Parser, upgrade: number, ...words: readonly number[]): string {
  const found: string[] = [];
  for (;;) {
    if (upgrade !== 0 && p.acceptWord(upgrade)) {
      p.expectWord(K.UPGRADE);
      found.push('for upgrade');
    } else if (p.word !== 0 && words.includes(p.word)) found.push(p.takeName().toLowerCase());
    else return found.join(' ');
  }
}

/** MariaDB: PERSISTENT FOR ALL, PERSISTENT FOR COLUMNS … INDEXES … */
function parsePersistent(p: Parser): string {
  p.next();
  p.expectWord(K.FOR);
  if (p.acceptWord(K.ALL)) return 'persistent for all';
  p.expectWord(K.COLUMNS);
  const columns = parseStatistics(p);
  p.expectWord(K.INDEXES);
  return `persistent for columns ${columns} indexes ${parseStatistics(p)}`;
}

/** ALL, or (names), of which there may be none. */
function parseStatistics(p: Parser): string {
  if (p.acceptWord(K.ALL)) return 'all';
  p.expect(T.LParen);
  const names: string[] = [];
  while (p.is(T.Quoted) || p.is(T.Word)) {
    names.push(quoteName(p.takeName()));
    p.accept(T.Comma);
  }
  p.expect(T.RParen);
  return `(${names.join(', ')})`;
}

/** UPDATE HISTOGRAM ON columns [WITH n BUCKETS] […], DROP HISTOGRAM ON columns; MariaDB: PERSISTENT FOR … */
function parseHistogram(p: Parser): string {
  if (p.acceptWord(K.DROP)) return `drop histogram on ${parseHistogramColumns(p)}`;
  if (p.options.flavor === 'mariadb' && /^persistent$/i.test(p.raw)) return parsePersistent(p);
  if (!p.acceptWord(K.UPDATE)) return '';
  let text = `update histogram on ${parseHistogramColumns(p)}`;
  if (p.acceptWord(K.USING)) {
    p.expectWord(K.DATA);
    return `${text} using data ${quoteString(p.string())}`;
  }
  if (p.acceptWord(K.WITH)) {
    text += ` with ${p.integer()} buckets`;
    p.expectWord(K.BUCKETS);
  }
  const mode = p.acceptOneOf('AUTO', 'MANUAL');
  if (mode !== undefined) {
    p.expectWord(K.UPDATE);
    text += ` ${mode} update`;
  }
  return text;
}

function parseHistogramColumns(p: Parser): string {
  p.expectWord(K.HISTOGRAM);
  p.expectWord(K.ON);
  const names: string[] = [];
  do names.push(nameText(p));
  while (p.accept(T.Comma));
  return names.join(', ');
}

/** The text of a name, with its quotes where it has any. */
function nameText(p: Parser): string {
  const { raw } = p;
  p.name();
  return raw;
}

/** What FLUSH can flush, beside tables. */
const flushable = [
  'BINARY',
  'ENGINE',
  'ERROR',
  'GENERAL',
  'HOSTS',
  'LOGS',
  'OPTIMIZER_COSTS',
  'PRIVILEGES',
  'RELAY',
  'SLOW',
  'STATUS',
  'USER_RESOURCES',
] as const;

/** FLUSH [LOCAL] TABLES …, or a list of what is flushed. */
export function parseFlush(p: Parser): Flush {
  p.next();
  const local = p.acceptOneOf('LOCAL', 'NO_WRITE_TO_BINLOG') !== undefined;
  if (p.acceptOneOf('TABLES', 'TABLE') !== undefined) return parseFlushTables(p, local);
  const options = [parseFlushOption(p)];
  while (p.accept(T.Comma)) options.push(parseFlushOption(p));
  return { kind: 'Flush', local, options, tables: null, lock: '' };
}

function parseFlushOption(p: Parser): string {
  const what = p.acceptOneOf(...flushable);
  if (what === undefined) {
    // Plugins and MariaDB add words of their own.
    if (!p.is(T.Word)) p.fail();
    if (p.options.flavor !== 'mariadb') return p.name().toLowerCase();
    if (p.word === K.QUERY && p.peekWord() === K.CACHE) {
      p.seek(p.i + 2);
      return 'query cache';
    }
    return parseMariadbFlush(p);
  }
  switch (what) {
    case 'binary':
    case 'engine':
    case 'error':
    case 'general':
    case 'slow':
      p.expectWord(K.LOGS);
      return `${what} logs${what === 'binary' ? parseDeletedDomains(p) : ''}`;
    case 'relay':
      p.expectWord(K.LOGS);
      if (p.options.flavor === 'mariadb' && p.is(T.String)) return `relay logs ${quoteString(p.string())}`;
      if (!p.acceptWord(K.FOR)) return 'relay logs';
      p.expectWord(K.CHANNEL);
      return `relay logs for channel ${quoteString(p.string())}`;
    default:
      return what;
  }
}

/** Any word; MASTER and SLAVE may have a connection's name behind them. */
function parseMariadbFlush(p: Parser): string {
  const what = p.anyName().toLowerCase();
  return what === 'slave' && p.is(T.String) ? `slave ${quoteString(p.string())}` : what;
}

/** MariaDB: [DELETE_DOMAIN_ID = (n, …)], after BINARY LOGS. */
function parseDeletedDomains(p: Parser): string {
  if (p.options.flavor !== 'mariadb' || !p.acceptRaw('DELETE_DOMAIN_ID')) return '';
  p.expect(T.Eq);
  p.expect(T.LParen);
  const domains: string[] = [];
  while (p.is(T.Int)) {
    domains.push(p.integer());
    p.accept(T.Comma);
  }
  p.expect(T.RParen);
  return ` delete_domain_id = (${domains.join(', ')})`;
}

function parseFlushTables(p: Parser, local: boolean): Flush {
  const tables = p.atEnd() || p.word === K.WITH ? [] : parseTableNames(p);
  let lock: Flush['lock'] = '';
  if (p.acceptWord(K.WITH)) {
    p.expectWord(K.READ);
    p.expectWord(K.LOCK);
    lock = 'with read lock';
    if (tables.length === 0 && p.options.flavor === 'mariadb' && p.acceptWords(K.AND, K.DISABLE)) {
      if (!p.acceptRaw('CHECKPOINT')) p.fail();
      lock = 'with read lock and disable checkpoint';
    }
  } else if (tables.length > 0 && p.acceptWord(K.FOR)) {
    p.expectWord(K.EXPORT);
    lock = 'for export';
  }
  return { kind: 'Flush', local, options: [], tables, lock };
}
