import { VtError } from '@vt/base';
import { explainPlan } from '@vt/plan';
import { anyShard } from '@vt/vschema';
import { answerRows } from '../executor/local-result.ts';
import { anyKeyspace } from '../executor/place.ts';
import { explainedPlan, explainedScratch } from '../executor/planned.ts';
import { onlyKeyspace, stripKeyspaces } from '../executor/qualifiers.ts';
import { sendText } from '../executor/send.ts';
import type { StatementHandler, StatementRun } from '../executor/statement.ts';
import { settingStatement } from '../session/session-settings.ts';

const LIMIT = 'sql_select_limit';
const UNLIMITED = 18446744073709551615n;

/** EXPLAIN and DESCRIBE: one mysqld of the keyspace says it. */
export const explain: StatementHandler = async (run) => {
  const { sql, keyspaces } = stripKeyspaces(run.sql, run.mode, (name) => run.deps.vschema().keyspaces.has(name));
  if (keyspaces.length > 1) throw VtError.of('VT03031');
  const keyspace = onlyKeyspace(keyspaces, '') || anyKeyspace(run);
  const { destination } = run.session.target;
  await withoutRowLimit(run, () => sendText(run, keyspace, destination ?? anyShard, sql));
};

/** Tablets' connections have a limit of rows, which is no part of the client's statement and must not show in its plan. */
async function withoutRowLimit({ session, shards, signal }: StatementRun, send: () => Promise<void>): Promise<void> {
  const { settings, selectLimit } = session;
  const held = session.shardSessions.length > 0;
  settings.set(LIMIT, String(selectLimit ?? UNLIMITED));
  try {
    if (held) await shards.setHeld(settingStatement(LIMIT, settings.get(LIMIT) as string), signal);
    await send();
  } finally {
    settings.delete(LIMIT);
  }
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
