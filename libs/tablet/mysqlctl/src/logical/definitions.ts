import { VtError } from '@vt/base';
import { quote, quoteName, type SqlExecutor } from '../sql-executor.ts';
import type { Catalog, Named } from './catalog.ts';

/** Before every file, so that it means the same to whatever session loads it. */
export const PREAMBLE = [
  'SET NAMES utf8mb4',
  "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
  "SET SESSION time_zone = '+00:00'",
  'SET SESSION foreign_key_checks = 0',
  'SET SESSION unique_checks = 0',
]
  .map((statement) => `${statement};\n`)
  .join('');

/** Ends what holds semicolons; no object's text has it, or it is refused. */
const DELIMITER = '$$VT$$';

/** Schemas, tables and sequences, without rows. */
export async function tableDefinitions(sql: SqlExecutor, catalog: Catalog, signal: AbortSignal): Promise<string> {
  const parts = [PREAMBLE];
  for (const schema of catalog.schemas) {
    const [row] = await sql.query(`SHOW CREATE DATABASE IF NOT EXISTS ${quoteName(schema)}`, signal);
    parts.push(`${row?.['Create Database'] ?? ''};\n`);
  }
  for (const one of [...catalog.sequences, ...catalog.tables]) {
    const row = await shown(sql, 'TABLE', one, signal);
    parts.push(`USE ${quoteName(one.schema)};\n${row['Create Table'] ?? ''};\n`);
  }
  for (const { schema, name } of catalog.sequences) {
    const [row] = await sql.query(
      `SELECT next_not_cached_value AS v FROM ${quoteName(schema)}.${quoteName(name)}`,
      signal,
    );
    parts.push(`DO SETVAL(${quoteName(schema)}.${quoteName(name)}, ${row?.['v'] ?? '1'}, 0);\n`);
  }
  return parts.join('');
}

/** What is made when the rows are there: routines, views, triggers and events, each with the sql_mode that it was made with. */
export async function codeDefinitions(sql: SqlExecutor, catalog: Catalog, signal: AbortSignal): Promise<string> {
  const parts = [PREAMBLE, `DELIMITER ${DELIMITER}\n`];
  const add = async (kind: string, object: Named, column: RegExp): Promise<void> => {
    const row = await shown(sql, kind, object, signal);
    const text = Object.entries(row).find(([name]) => column.test(name))?.[1];
    // The server hides code from accounts without rights to it.
    if (!text || text.includes(DELIMITER)) throw hidden(kind, object);
    const mode = row['sql_mode'] ?? '';
    const zone = row['time_zone'] ? `SET SESSION time_zone = ${quote(row['time_zone'])}${DELIMITER}\n` : '';
    parts.push(`USE ${quoteName(object.schema)}${DELIMITER}\nSET SESSION sql_mode = ${quote(mode)}${DELIMITER}\n`);
    parts.push(`${zone}${text}${DELIMITER}\n`);
  };
  for (const routine of catalog.routines) await add(routine.kind, routine, /^Create (Function|Procedure|Package.*)$/);
  for (const view of await inOrder(sql, catalog.views, signal)) await add('VIEW', view, /^Create View$/);
  for (const trigger of catalog.triggers) await add('TRIGGER', trigger, /^SQL Original Statement$/);
  for (const event of catalog.events) await add('EVENT', event, /^Create Event$/);
  parts.push('DELIMITER ;\n');
  return parts.join('');
}

async function shown(sql: SqlExecutor, kind: string, { schema, name }: Named, signal: AbortSignal) {
  const [row] = await sql.query(`SHOW CREATE ${kind} ${quoteName(schema)}.${quoteName(name)}`, signal);
  if (!row) throw hidden(kind, { schema, name });
  return row;
}

function hidden(kind: string, { schema, name }: Named): VtError {
  return new VtError({
    code: 'FAILED_PRECONDITION',
    message: `the text of ${kind} ${schema}.${name} cannot be dumped`,
  });
}

/** Views after those that they read: a name in a view's text is taken for a use of that view, which at worst orders needlessly. */
async function inOrder(sql: SqlExecutor, views: readonly Named[], signal: AbortSignal): Promise<readonly Named[]> {
  const texts = new Map<Named, string>();
  for (const view of views) texts.set(view, (await shown(sql, 'VIEW', view, signal))['Create View'] ?? '');
  const ordered: Named[] = [];
  const visit = (view: Named, path: ReadonlySet<Named>): void => {
    if (ordered.includes(view) || path.has(view)) return;
    const text = texts.get(view) ?? '';
    const used = views.filter((other) => other !== view && text.includes(quoteName(other.name)));
    for (const other of used) visit(other, new Set([...path, view]));
    ordered.push(view);
  };
  for (const view of views) visit(view, new Set());
  return ordered;
}
