import { anySignal } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import { collectResult, type Result } from '@vt/sqltypes';
import { answerRows } from '../../executor/session-answers/local-result.ts';
import type { StatementHandler, StatementRun } from '../../executor/statement.ts';
import type { TabletHealthRow } from '../../gateway/tablet-gateway.ts';
import { throttlerStatus } from '../../gateway/throttler-status.ts';
import { plainCall } from '../../tx/plain-call.ts';
import { likeFilter } from './like.ts';

const columns = [
  'Keyspace',
  'Shard',
  'TabletType',
  'Alias',
  'Hostname',
  'ReplicationSource',
  'ReplicationHealth',
  'ReplicationLag',
  'ThrottlerStatus',
].map((name) => ({ name }));

const ASK_MS_MAX = 5_000;

/** SHOW VITESS_REPLICATION_STATUS [LIKE 'keyspace']: what each replica's mysqld says of its replication, and its tablet's throttler. */
export const showReplicationStatus: StatementHandler = async (run) => {
  const filter = likeFilter(run.sql, run.mode);
  const replicas = run.deps.gateway
    .tablets()
    .filter(({ tabletType, keyspace }) => (tabletType === 'REPLICA' || tabletType === 'RDONLY') && filter(keyspace));
  answerRows(run.sink, columns, await Promise.all(replicas.map((replica) => rowOf(run, replica))));
};

async function rowOf(run: StatementRun, replica: TabletHealthRow): Promise<(string | null)[]> {
  const { keyspace, shard, tabletType, alias, hostname } = replica;
  const [said, throttler] = await Promise.all([ask(run, replica), throttlerStatus(replica.httpAddress, run.signal)]);
  const value = (...names: readonly string[]): string => names.map((name) => said.get(name)).find((text) => text) ?? '';
  const health = {
    EventStreamRunning: value('Replica_IO_Running', 'Slave_IO_Running') || 'No',
    EventApplierRunning: value('Replica_SQL_Running', 'Slave_SQL_Running') || 'No',
    LastError: value('Last_Error', 'Last_SQL_Error', 'Last_IO_Error'),
  };
  const host = value('Source_Host', 'Master_Host');
  const source = host === '' ? '' : `${host}:${value('Source_Port', 'Master_Port')}`;
  const lag = value('Seconds_Behind_Source', 'Seconds_Behind_Master');
  return [keyspace, shard, tabletType, alias, hostname, source, JSON.stringify(health), lag || null, throttler];
}

/** The only row of its answer by column; nothing where it cannot be asked. */
async function ask(
  { session, deps, signal }: StatementRun,
  replica: TabletHealthRow,
): Promise<ReadonlyMap<string, string>> {
  const { keyspace, shard, tabletType, alias } = replica;
  const sql = isMariadbVersion(deps.options.serverVersion) ? 'show slave status' : 'show replica status';
  const answer = collectResult({ rowsMax: 10 });
  const patience = anySignal([signal, AbortSignal.timeout(ASK_MS_MAX)]);
  try {
    const call = { ...plainCall(session), sql, alias };
    await deps.gateway.execute({ keyspace, shard, tabletType }, call, answer, patience);
    return byColumn(await answer.result);
  } catch {
    return new Map();
  }
}

function byColumn({ fields, rows }: Result): ReadonlyMap<string, string> {
  const [row] = rows;
  return new Map(fields.map(({ name }, i) => [name, Buffer.from(row?.[i] ?? []).toString()]));
}
