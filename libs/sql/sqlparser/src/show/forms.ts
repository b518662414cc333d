import { K } from '../lexer/keywords.ts';
import type { ShowCommand } from './nodes.ts';

/** What may stand behind the words of a command. */
export type ShowForm = {
  readonly command: ShowCommand;
  /** FROM table [FROM database] which must be there; or a lone FROM database, or FOR database; or nothing. */
  readonly from?: 'table' | 'database' | 'for' | 'vindexes';
  /** LIKE 'pattern' and WHERE expr; or LIKE alone. */
  readonly filter?: 'any' | 'like' | 'where';
  readonly limit?: boolean;
  /** EXTENDED, FULL or a scope may stand before. */
  readonly before?: 'full' | 'extended' | 'both' | 'scope' | 'global';
};

/** A word, the words that must follow it, and the form. Tried in order. */
type Row = readonly [words: readonly number[], form: ShowForm];

const rows: readonly Row[] = [
  [[K.CHARACTER, K.SET], { command: 'charset', filter: 'any' }],
  [[K.CHARSET], { command: 'charset', filter: 'any' }],
  [[K.CHAR, K.SET], { command: 'charset', filter: 'any' }],
  [[K.COLLATION], { command: 'collation', filter: 'any' }],
  [[K.COLUMNS], { command: 'columns', from: 'table', filter: 'any', before: 'both' }],
  [[K.DATABASES], { command: 'databases', filter: 'any' }],
  [[K.ENGINES], { command: 'engines' }],
  [[K.ERRORS], { command: 'errors', limit: true }],
  [[K.EVENTS], { command: 'events', from: 'database', filter: 'any' }],
  [[K.FIELDS], { command: 'columns', from: 'table', filter: 'any', before: 'both' }],
  [[K.FUNCTION, K.STATUS], { command: 'function status', filter: 'any' }],
  [[K.GTID_EXECUTED], { command: 'gtid_executed', from: 'database', before: 'global' }],
  [[K.INDEX], { command: 'indexes', from: 'table', filter: 'where', before: 'extended' }],
  [[K.INDEXES], { command: 'indexes', from: 'table', filter: 'where', before: 'extended' }],
  [[K.KEYS], { command: 'indexes', from: 'table', filter: 'where', before: 'extended' }],
  [[K.KEYSPACES], { command: 'keyspaces', filter: 'any' }],
  [[K.OPEN, K.TABLES], { command: 'open tables', from: 'database', filter: 'any' }],
  [[K.PLUGINS], { command: 'plugins' }],
  [[K.PRIVILEGES], { command: 'privileges' }],
  [[K.PROCEDURE, K.STATUS], { command: 'procedure status', filter: 'any' }],
  [[K.PROCESSLIST], { command: 'processlist', before: 'full' }],
  [[K.PROFILES], { command: 'profiles' }],
  [[K.REPLICAS], { command: 'replicas' }],
  [[K.SCHEMAS], { command: 'databases', filter: 'any' }],
  [[K.STATUS], { command: 'status', filter: 'any', before: 'scope' }],
  [[K.STORAGE, K.ENGINES], { command: 'engines' }],
  [[K.TABLE, K.STATUS], { command: 'table status', from: 'database', filter: 'any' }],
  [[K.TABLES], { command: 'tables', from: 'database', filter: 'any', before: 'both' }],
  [[K.TRIGGERS], { command: 'triggers', from: 'database', filter: 'any', before: 'full' }],
  [[K.UNRESOLVED, K.TRANSACTIONS], { command: 'unresolved transactions', from: 'for' }],
  [[K.VARIABLES], { command: 'variables', filter: 'any', before: 'scope' }],
  [[K.VGTID_EXECUTED], { command: 'vgtid_executed', from: 'database', before: 'global' }],
  [[K.VITESS_KEYSPACES], { command: 'keyspaces', filter: 'any' }],
  [[K.VITESS_METADATA, K.VARIABLES], { command: 'vitess_metadata variables', filter: 'like' }],
  [[K.VITESS_MIGRATIONS], { command: 'vitess_migrations', from: 'database', filter: 'any' }],
  [[K.VITESS_REPLICATION_STATUS], { command: 'vitess_replication_status', filter: 'any' }],
  [[K.VITESS_SHARDS], { command: 'vitess_shards', filter: 'any' }],
  [[K.VITESS_TABLETS], { command: 'vitess_tablets', filter: 'any' }],
  [[K.VITESS_TARGET], { command: 'vitess_target' }],
  [[K.VITESS_THROTTLED_APPS], { command: 'vitess_throttled_apps' }],
  [[K.VITESS_THROTTLER, K.STATUS], { command: 'vitess_throttler status' }],
  [[K.VSCHEMA, K.KEYSPACES], { command: 'vschema keyspaces' }],
  [[K.VSCHEMA, K.TABLES], { command: 'vschema tables' }],
  [[K.VSCHEMA, K.VINDEXES], { command: 'vschema vindexes', from: 'vindexes' }],
  [[K.WARNINGS], { command: 'warnings', limit: true }],
];

const byWord = new Map<number, Row[]>();
for (const row of rows) {
  const first = row[0][0]!;
  byWord.set(first, [...(byWord.get(first) ?? []), row]);
}

/** The form whose words are next; undefined for none. */
export function findShowForm(
  first: number,
  second: number,
): { readonly form: ShowForm; readonly words: number } | undefined {
  for (const [words, form] of byWord.get(first) ?? []) {
    if (words.length === 1 || words[1] === second) return { form, words: words.length };
  }
  return undefined;
}
