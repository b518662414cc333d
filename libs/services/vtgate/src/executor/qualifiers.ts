import { VtError } from '@vt/base';
import { type ScanMode, scan, type Token } from '../text/scan.ts';

export type Unqualified = {
  readonly sql: string;
  /** Keyspaces that the text named, without repeats. */
  readonly keyspaces: readonly string[];
};

/**
 * Takes keyspace names out of `keyspace.table`: on a mysqld, the database has another name and is selected already. Works on
 * the text, for statements that are sent as they are.
 */
export function stripKeyspaces(sql: string, mode: ScanMode, isKeyspace: (name: string) => boolean): Unqualified {
  const found = new Set<string>();
  let out = '';
  let copied = 0;
  let before: Token | undefined;
  let beforeThat: Token | undefined;
  for (const token of scan(sql, mode)) {
    const dot = token.kind === 'symbol' && token.text === '.';
    const name = dot && before?.end === token.start ? nameOf(before, sql) : undefined;
    if (before && name !== undefined && !isDot(beforeThat) && isKeyspace(name)) {
      found.add(name);
      out += sql.slice(copied, before.start);
      copied = token.end;
    }
    beforeThat = before;
    before = token;
  }
  return { sql: out + sql.slice(copied), keyspaces: [...found] };
}

/** The one keyspace of a statement: the named one, else `current`. @throws VT12001 when it names several. */
export function onlyKeyspace(found: readonly string[], current: string): string {
  if (found.length > 1) throw VtError.of('VT12001', `a statement over several keyspaces: ${found.join(', ')}`);
  return found[0] ?? current;
}

function nameOf(token: Token, sql: string): string | undefined {
  if (token.kind === 'quoted') return token.text;
  return token.kind === 'word' ? sql.slice(token.start, token.end) : undefined;
}

function isDot(token: Token | undefined): boolean {
  return token?.kind === 'symbol' && token.text === '.';
}
