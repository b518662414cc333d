import type { TabletGateway } from './tablet-gateway.ts';

const PREFIX = 'vt_';
const PATTERNS_MAX = 1_000;
const patterns = new Map<string, RegExp>();

/** What a keyspace's schema is called on a mysqld whose tablet was not told another name. */
export function defaultDatabase(keyspace: string): string {
  return PREFIX + keyspace;
}

/** What a keyspace's schema is called on its mysqlds. */
export function databaseOf(gateway: Pick<TabletGateway, 'database'>, keyspace: string): string {
  return gateway.database?.(keyspace) ?? defaultDatabase(keyspace);
}

/** What a mysqld says, with the keyspace's name where its schema is meant. */
export function withKeyspaceName(text: string, keyspace: string, database: string): string {
  if (database === keyspace || !text.includes(database)) return text;
  if (database === defaultDatabase(keyspace)) return text.replaceAll(database, keyspace);
  return text.replace(patternOf(database), () => keyspace);
}

/** A name that may also be any other word of the text: it is the schema's before a dot, but in a value or a column's name, and where mysqld says so. */
function patternOf(database: string): RegExp {
  const known = patterns.get(database);
  if (known) return known;
  const name = database.replaceAll(/[^\w]/g, '\\$&');
  const pattern = new RegExp(
    `(?<!(?:column|entry|values?:?) ['"])(?<![\\w$.]|\\.[\`'])${name}(?=\`?\\.[\\w\`])|(?<=(?:database|schema) ['\`])${name}(?=['\`])`,
    'gi',
  );
  if (patterns.size >= PATTERNS_MAX) patterns.clear();
  patterns.set(database, pattern);
  return pattern;
}
