import type { Row } from '@vt/sqltypes';
import type { StatementHandler, StatementRun } from '../../executor/statement.ts';
import { ownVariable } from '../../session/own-variables.ts';
import { sendOverlaid } from './overlaid.ts';

const GLOBAL = /^\s*show\s+global\b/i;

/** SHOW VARIABLES: a mysqld's, with what the session and the gate say instead where they know better. */
export const showVariables: StatementHandler = async (run) => {
  sendOverlaid(run.sink, await run.ask(run.sql), (row) => overlay(run, row));
};

function overlay({ session, sql, deps }: StatementRun, row: Row): Row {
  const [name, value = null] = row;
  if (GLOBAL.test(sql) && Buffer.from(name ?? []).toString() === 'sql_mode') return row;
  const own = name ? ownVariable(Buffer.from(name).toString(), session, deps.options) : undefined;
  if (own === undefined) return row;
  return [name ?? null, own === null ? value : Buffer.from(show(own))];
}

function show(own: string | bigint | boolean): string {
  return typeof own === 'boolean' ? (own ? 'ON' : 'OFF') : String(own);
}
