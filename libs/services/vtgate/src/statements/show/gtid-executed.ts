import { VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import { collectResult } from '@vt/sqltypes';
import { currentKeyspace } from '../../executor/place.ts';
import { answerRows } from '../../executor/session-answers/local-result.ts';
import type { StatementHandler, StatementRun } from '../../executor/statement.ts';
import { plainCall } from '../../tx/plain-call.ts';

type Position = { readonly shard: string; readonly gtid: string };

/** SHOW GLOBAL GTID_EXECUTED | VGTID_EXECUTED [FROM keyspace]: how far each shard's tablet is. */
export const showGtidExecuted: StatementHandler = async (run) => {
  const keyspace = /\bfrom\s+`?([^\s`]+)`?\s*$/i.exec(run.sql)?.[1] ?? currentKeyspace(run).name;
  const shards = run.deps.serving.shards(keyspace, run.session.target.tabletType);
  if (!shards) throw VtError.of('VT05003', keyspace);
  const positions = await Promise.all(shards.map(({ name }) => positionOf(run, keyspace, name)));
  if (/\bvgtid_executed\b/i.test(run.sql)) return answerVgtid(run, keyspace, positions);
  const columns = ['db_name', 'gtid_executed', 'shard'].map((name) => ({ name }));
  answerRows(
    run.sink,
    columns,
    positions.map(({ shard, gtid }) => [keyspace, gtid, shard]),
  );
};

async function positionOf({ session, deps, signal }: StatementRun, keyspace: string, shard: string): Promise<Position> {
  const isMariadb = isMariadbVersion(deps.options.serverVersion);
  const sql = isMariadb ? 'select @@global.gtid_current_pos' : "select replace(@@global.gtid_executed, '\\n', '')";
  const answer = collectResult({ rowsMax: 1 });
  const target = { keyspace, shard, tabletType: session.target.tabletType };
  await deps.gateway.execute(target, { ...plainCall(session), sql, repeatable: true }, answer, signal);
  return { shard, gtid: Buffer.from((await answer.result).rows[0]?.[0] ?? []).toString() };
}

/** One value that a VStream can begin with. */
function answerVgtid({ sink, deps }: StatementRun, keyspace: string, positions: readonly Position[]): void {
  const flavor = isMariadbVersion(deps.options.serverVersion) ? 'MariaDB' : 'MySQL56';
  const vgtid = { shard_gtids: positions.map(({ shard, gtid }) => ({ keyspace, shard, gtid: `${flavor}/${gtid}` })) };
  answerRows(sink, [{ name: 'db_name' }, { name: 'global vgtid_executed' }], [[keyspace, JSON.stringify(vgtid)]]);
}
