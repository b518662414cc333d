import { VtError } from '@vt/base';
import { type Statement, visit } from '@vt/sqlparser';
import type { KeyspaceSchema } from '@vt/vschema';
import type { StatementRun } from '../statement.ts';

/*
 * MariaDB's own sequences, of an unsharded keyspace. What a sequence gave last its connection knows: a session keeps the one on which it asked.
 */

const FUNCTIONS: ReadonlySet<string> = new Set(['lastval', 'nextval', 'setval']);
const WRITTEN = /\b(?:nextval|lastval|setval)\s*\(|\b(?:next|previous)\s+value\s+for\b/i;
const ASKS_FOR_LAST = /\blastval\s*\(|\bprevious\s+value\s+for\b/i;

/** NEXT VALUE FOR a sequence of MariaDB's own, which reads like NEXT VALUE of one that the VSchema names. @param keyspace that is one mysqld's */
export function asksOwnSequence(statement: Statement, keyspace: KeyspaceSchema): boolean {
  if (statement.kind !== 'Select' || !statement.columns.some(({ kind }) => kind === 'Nextval')) return false;
  let isOwn = false;
  visit(statement, (node) => {
    if (node.kind === 'TableName') isOwn = node.qualifier === '' && keyspace.tables.get(node.name)?.type !== 'sequence';
    return true;
  });
  return isOwn;
}

/** Whether its text may be one that asks or sets a sequence. */
export const mayUseOwnSequence = (sql: string): boolean => WRITTEN.test(sql);

/** Whether a statement asks or sets one; undefined where it could not be read: then its text tells. */
export function usesOwnSequence(statement: Statement | undefined, sql: string): boolean {
  if (!WRITTEN.test(sql)) return false;
  if (statement === undefined) return true;
  let found = false;
  visit(statement, (node) => {
    found ||= node.kind === 'FuncExpr' && node.qualifier === '' && FUNCTIONS.has(node.name.toLowerCase());
    return !found;
  });
  return found;
}

/**
 * The session keeps its connection from now on.
 * @throws VT12001 for the last value where the session has asked for none by name: it would be that of whoever had the connection before.
 */
export function keepConnection({ session }: StatementRun, sql: string): void {
  if (!session.reserved && ASKS_FOR_LAST.test(sql))
    throw VtError.of('VT12001', 'the last value of a sequence that the session has not asked for NEXTVAL itself');
  session.reserved = true;
}
