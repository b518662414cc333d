import { VtError } from '@vt/base';
import { anyShard } from '@vt/vschema';
import { anyKeyspace } from '../executor/place.ts';
import { sendText } from '../executor/send.ts';
import type { StatementHandler, StatementRun } from '../executor/statement.ts';
import { databaseNames, plansBack } from '../executor/system-schemas/system-schemas.ts';
import { keyspacesOfTables, onlyKeyspace, stripKeyspaces } from '../executor/texts/qualifiers.ts';
import { settingStatement } from '../session/session-settings.ts';

const LIMIT = 'sql_select_limit';
const UNLIMITED = 18446744073709551615n;

/** EXPLAIN and DESCRIBE: one mysqld of the keyspace says it, under the keyspace's name. */
export const explain: StatementHandler = async (run) => {
  const { sql, keyspaces } = stripKeyspaces(run.sql, run.mode, (name) => run.deps.vschema().keyspaces.has(name));
  if (keyspacesOfTables(run, keyspaces).length > 1) throw VtError.of('VT03031');
  const keyspace = onlyKeyspace(keyspaces, '') || anyKeyspace(run);
  const { destination } = run.session.target;
  const sink = plansBack(run.sink, databaseNames(run.deps));
  await withoutRowLimit(run, () => sendText(run, keyspace, destination ?? anyShard, sql, { sink }));
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
