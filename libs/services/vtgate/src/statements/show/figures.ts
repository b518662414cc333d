import { collectResult, emptyOk, encodeColumnDefinition, encodeTextRow, type Result, type Row } from '@vt/sqltypes';
import { anyShard } from '@vt/vschema';
import { anyKeyspace, isSystemSchema } from '../../executor/place.ts';
import { sendText } from '../../executor/send.ts';
import type { StatementHandler, StatementRun } from '../../executor/statement.ts';
import { literal } from '../../executor/system-schemas/schemas-of-others.ts';
import { askShards, type FigureView, figures, isSpread } from '../../executor/system-schemas/shard-figures.ts';
import { scan, type Token } from '../../text/scan.ts';
import { showServer, takeFrom } from './server.ts';

/** SHOW TABLE STATUS: of tables with all their shards' rows. */
export const showTableStatus: StatementHandler = (run) => showFigures(run, 'tables', 0);

/** SHOW INDEX: with the values that all shards have. */
export const showIndex: StatementHandler = (run) => showFigures(run, 'statistics', 1);

/** @param sources how many FROM are left when the keyspace's own is taken out. */
async function showFigures(run: StatementRun, view: FigureView, sources: number): Promise<void> {
  const { keyspace: named, sql } = takeFrom(run);
  const keyspace = named ?? anyKeyspace(run);
  const tokens = [...scan(sql, run.mode)];
  const filter = tokens.find(({ kind, text }) => kind === 'word' && (text === 'WHERE' || text === 'LIKE'));
  const before = tokens.slice(0, filter ? tokens.indexOf(filter) : tokens.length);
  const left = before.filter(({ kind, text }) => kind === 'word' && (text === 'FROM' || text === 'IN')).length;
  const isOther = left !== sources || before.some(({ text }) => text === '.');
  const isOfSystem = named === undefined && isSystemSchema(run.session.target.keyspace);
  if (isOther || isOfSystem || !isSpread(run, keyspace)) return showServer(run);
  run.shards.apart = true;
  const isOfFigures = filter?.text === 'WHERE' && namesFigures(tokens.slice(tokens.indexOf(filter)), view);
  const result = await askShards(run, keyspace, view, isOfFigures ? sql.slice(0, filter.start) : sql);
  const rows = isOfFigures ? await filtered(run, keyspace, result, sql.slice(filter.end)) : result.rows;
  run.sink.columns(result.fields.map(encodeColumnDefinition), 'text');
  if (rows.length > 0) run.sink.rows(Buffer.concat(rows.map(encodeTextRow)));
  run.sink.end({ ...emptyOk, warnings: result.warnings }, false);
}

function namesFigures(condition: readonly Token[], view: FigureView): boolean {
  return condition.some(({ kind, text }) => kind !== 'string' && figures[view].has(text.toLowerCase()));
}

/** A mysqld decides which of the rows the condition is true of. */
async function filtered(
  run: StatementRun,
  keyspace: string,
  result: Result,
  condition: string,
): Promise<readonly Row[]> {
  const { fields, rows } = result;
  if (rows.length === 0) return rows;
  const selects = rows.map((row, n) => {
    const values = fields.map((field, i) => `${literal(field, row[i] ?? null)} as \`${field.name}\``);
    return `select ${n} as \`#\`, ${values.join(', ')}`;
  });
  const answer = collectResult({ rowsMax: rows.length });
  const sql = `select \`#\` from (${selects.join(' union all ')}) as shown where (${condition.replace(/;\s*$/, '')}) order by 1`;
  await sendText(run, keyspace, anyShard, sql, { sink: answer });
  const numbers = (await answer.result).rows.map(([n]) => Number(Buffer.from(n ?? []).toString()));
  return numbers.map((n) => rows[n] ?? []);
}
