import { type ScanMode, scan, type Token } from '../../text/scan.ts';

/** Functions whose answer the gate has and a pooled mysqld connection has not. */
export const sessionFunctions = new Set([
  'CONNECTION_ID',
  'CURRENT_USER',
  'DATABASE',
  'FOUND_ROWS',
  'GET_LOCK',
  'IS_FREE_LOCK',
  'IS_USED_LOCK',
  'LAST_INSERT_ID',
  'RELEASE_ALL_LOCKS',
  'RELEASE_LOCK',
  'ROW_COUNT',
  'SCHEMA',
  'SESSION_USER',
  'SYSTEM_USER',
  'USER',
  'VERSION',
]);
const SYSTEM_SCHEMAS = new Set(['INFORMATION_SCHEMA', 'MYSQL', 'PERFORMANCE_SCHEMA', 'SYS']);
/** Words that make a statement more than its mysqld may see: sequences, MariaDB's own too, and files and variables of INTO. */
const SPECIAL = new Set(['NEXT', 'PREVIOUS', 'NEXTVAL', 'LASTVAL', 'SETVAL', 'INTO', 'SQL_CALC_FOUND_ROWS']);

/**
 * Whether a statement means on the mysqld of its keyspace exactly what it means here, so that it may be sent as it is, unparsed: it
 * names no other schema, no variable, and nothing that only the session knows. `false` costs a parse, never an answer.
 */
export function isPlain(sql: string, mode: ScanMode, isKeyspace: (name: string) => boolean): boolean {
  let before: Token | undefined;
  for (const token of scan(sql, mode)) {
    if (token.kind === 'userVariable' || token.kind === 'systemVariable') return false;
    if (token.kind === 'symbol' && token.text === '.' && before && namesSchema(before, sql, isKeyspace)) return false;
    if (token.kind === 'symbol' && token.text === ':') return false;
    if (
      token.kind === 'word' &&
      (sessionFunctions.has(token.text) || (SPECIAL.has(token.text) && !isInsertInto(before)))
    )
      return false;
    before = token;
  }
  return true;
}

/** INSERT [IGNORE …] INTO is no SELECT … INTO. */
function isInsertInto(before: Token | undefined): boolean {
  return (
    before?.kind === 'word' &&
    ['INSERT', 'REPLACE', 'IGNORE', 'LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY'].includes(before.text)
  );
}

function namesSchema(token: Token, sql: string, isKeyspace: (name: string) => boolean): boolean {
  if (token.kind !== 'word' && token.kind !== 'quoted') return false;
  const name = token.kind === 'word' ? sql.slice(token.start, token.end) : token.text;
  return isKeyspace(name) || SYSTEM_SCHEMAS.has(name.toUpperCase());
}
