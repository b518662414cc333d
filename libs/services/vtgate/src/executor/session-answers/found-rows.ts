import { type Classified, writingKinds } from '../../text/classify.ts';

/** SHOW statements that a mysqld answers without a query of its own: FOUND_ROWS() still tells of the statement before. */
const SHOWN_DIRECTLY: ReadonlySet<string | undefined> = new Set([
  'BINARY',
  'BINLOG',
  'CREATE',
  'ENGINE',
  'ERRORS',
  'GRANTS',
  'MASTER',
  'PRIVILEGES',
  'PROCESSLIST',
  'RELAYLOG',
  'REPLICA',
  'REPLICAS',
  'SLAVE',
  'WARNINGS',
]);
/** What follows EXPLAIN or DESCRIBE where it is a plan that is shown, and not a table's columns. */
const PLANNED: ReadonlySet<string | undefined> = new Set([
  '(',
  'ANALYZE',
  'DELETE',
  'EXTENDED',
  'FOR',
  'FORMAT',
  'INSERT',
  'INTO',
  'PARTITIONS',
  'REPLACE',
  'SELECT',
  'TABLE',
  'UPDATE',
  'VALUES',
  'WITH',
]);
const FULL_PROCESSLIST = /^FULL\s+PROCESSLIST\b/i;

/** Whether the rows of such a statement are what FOUND_ROWS() tells of afterwards: those of RETURNING are not. */
export function countsFoundRows({ kind, second }: Classified, sql: string): boolean {
  if (kind === 'show') return !SHOWN_DIRECTLY.has(second?.text) && !FULL_PROCESSLIST.test(sql.slice(second?.start));
  if (kind === 'explain' || kind === 'vexplain') return !PLANNED.has(second?.text);
  return kind !== 'other' && !writingKinds.has(kind);
}
