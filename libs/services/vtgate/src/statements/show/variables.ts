import { encodeColumnDefinition, encodeTextRow, type Row } from '@vt/sqltypes';
import type { StatementHandler, StatementRun } from '../../executor/statement.ts';
import { ownVariable } from '../../session/own-variables.ts';

const GLOBAL = /^\s*show\s+global\b/i;

/** SHOW VARIABLES: a mysqld's, with what the session and the gate say instead where they know better. */
export const showVariables: StatementHandler = async (run) => {
  const result = await run.ask(run.sql);
  run.sink.columns(result.fields.map(encodeColumnDefinition), 'text');
  const packets = result.rows.map((row) => encodeTextRow(overlay(run, row)));
  if (packets.length > 0) run.sink.rows(Buffer.concat(packets));
  run.sink.end(result, false);
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
