import type { NewStream, Streams, StreamView } from '@vt/onlineddl';
import { type StreamRow, sourceText, type VReplicationEngine } from '@vt/vreplication';
import { literal } from '../manager/literal.ts';

/** The number of OnlineDDL among the types of workflows. */
const WORKFLOW_TYPE = 5;

type Place = { readonly cell: string; readonly keyspace: string; readonly shard: string; readonly dbName: string };

/** The tablet's streams into itself: workflows that are called like their migrations. */
export function migrationStreams(engine: VReplicationEngine, place: Place): Streams {
  const of = (uuid: string): string => `workflow = ${literal(uuid)} AND workflow_type = ${WORKFLOW_TYPE}`;
  return {
    async create(stream, signal) {
      await engine.insertStreams([insertStatement(stream, place)], signal);
    },
    async find(uuid, signal) {
      const [row] = await engine.streams(of(uuid), signal);
      return row && viewOf(row);
    },
    async copying(id, signal) {
      return await engine.isCopying(id, signal);
    },
    async setState(uuid, state, message, signal) {
      const set = `state = ${literal(state)}, message = ${literal(message)}`;
      await engine.updateStreams(of(uuid), () => set, signal);
    },
    async waitForPos(id, position, signal) {
      await engine.waitForPos(id, position, signal);
    },
    async remove(uuid, signal) {
      await engine.deleteStreams(of(uuid), signal);
    },
  };
}

function insertStatement({ uuid, rule, pos, deferSecondaryKeys }: NewStream, place: Place): string {
  const { cell, keyspace, shard, dbName } = place;
  const source = sourceText({ keyspace, shard, filter: { rules: [rule] } });
  const [columns, values] = [
    'workflow, source, pos, max_tps, max_replication_lag, cell, tablet_types, time_updated, transaction_timestamp, state, db_name, workflow_type, defer_secondary_keys, options',
    `${literal(uuid)}, ${literal(source)}, ${literal(pos)}, 0, 0, ${literal(cell)}, 'PRIMARY', UNIX_TIMESTAMP(), 0, 'Init', ${literal(dbName)}, ${WORKFLOW_TYPE}, ${Number(deferSecondaryKeys)}, '{}'`,
  ];
  return `INSERT INTO _vt.vreplication (${columns}) VALUES (${values})`;
}

function viewOf(row: StreamRow): StreamView {
  return {
    id: row.id,
    state: row.state,
    message: row.message,
    pos: row.pos,
    rowsCopied: row.rowsCopied,
    timeUpdated: Number(row.timeUpdated),
    transactionTimestamp: Number(row.transactionTimestamp),
    timeHeartbeat: Number(row.timeHeartbeat),
    timeThrottled: Number(row.timeThrottled),
    componentThrottled: row.componentThrottled,
    reasonThrottled: row.reasonThrottled,
  };
}
