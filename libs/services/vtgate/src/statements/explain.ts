import { VtError } from '@vt/base';
import { explainPlan } from '@vt/plan';
import { anyShard } from '@vt/vschema';
import { answerRows } from '../executor/local-result.ts';
import { anyKeyspace } from '../executor/place.ts';
import { explainedPlan, explainedScratch } from '../executor/planned.ts';
import { onlyKeyspace, stripKeyspaces } from '../executor/qualifiers.ts';
import { sendText } from '../executor/send.ts';
import type { StatementHandler, StatementRun } from '../executor/statement.ts';
import { scan } from '../text/scan.ts';

const UNLIMITED = 18446744073709551615n;

/** EXPLAIN and DESCRIBE: one mysqld of the keyspace says it. */
export const explain: StatementHandler = async (run) => {
  const { sql, keyspaces } = stripKeyspaces(run.sql, run.mode, (name) => run.deps.vschema().keyspaces.has(name));
  if (keyspaces.length > 1) throw VtError.of('VT03031');
  const keyspace = onlyKeyspace(keyspaces, '') || anyKeyspace(run);
  await sendText(run, keyspace, run.session.target.destination ?? anyShard, withoutRowLimit(run, sql));
};

/** Tablets' connections have a limit of rows, which is no part of the client's statement and must not show in its plan. */
function withoutRowLimit({ deps, mode, session }: StatementRun, sql: string): string {
  if (/mariadb/i.test(deps.options.serverVersion)) return sql;
  const tokens = [...scan(sql, mode)];
  const at = tokens.findIndex(({ kind, text }) => kind === 'word' && text === 'SELECT');
  const first = tokens[at];
  const isTop = at > 0 && tokens.slice(0, at).every(({ kind, text }) => kind === 'word' || text === '=');
  if (!first || !isTop || sql.slice(first.end).trimStart().startsWith('/*+')) return sql;
  const limit = session.selectLimit ?? UNLIMITED;
  return `${sql.slice(0, first.end)} /*+ SET_VAR(sql_select_limit=${limit}) */${sql.slice(first.end)}`;
}

/** VEXPLAIN [PLAN] statement: the gate's plan as JSON. */
export const vexplain: StatementHandler = async (run) => {
  const { first, second } = run.classified;
  const form = second?.text ?? '';
  if (['ALL', 'KEYS', 'QUERIES', 'TRACE'].includes(form)) throw VtError.of('VT12001', `VEXPLAIN ${form}`);
  const start = form === 'PLAN' ? second?.end : first?.end;
  const shown = await explained(run, run.sql.slice(start ?? 0).trim());
  answerRows(run.sink, [{ name: 'JSON' }], [[JSON.stringify(shown, undefined, '\t')]]);
};

async function explained(run: StatementRun, sql: string): Promise<object> {
  try {
    return explainPlan(explainedPlan(run, sql));
  } catch (refusal) {
    const scratch = await explainedScratch(run, sql, refusal);
    if (scratch === undefined) throw refusal;
    return scratch;
  }
}
