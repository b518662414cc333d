import { QueryLog, type QueryLogOptions } from '../query-log.ts';
import type { QueryRecord } from '../query-record.ts';

const options: QueryLogOptions = {
  format: 'json',
  mode: 'all',
  filterTag: '',
  rowThreshold: 0,
  timeThresholdMs: 0,
  sampleRate: 0,
  anyCondition: false,
  redacts: false,
  waitingLinesMax: 10,
  random: () => 0.5,
};
export const queryRecord: QueryRecord = {
  method: 'Execute',
  remoteAddr: '10.0.0.1',
  user: 'u',
  startMs: Date.UTC(2026, 0, 1),
  totalMs: 12.5,
  planMs: 0.5,
  executeMs: 12,
  commitMs: 0,
  statement: 'SELECT',
  sql: "select 'secret' from t where id = 7",
  shardQueries: 2,
  rowsAffected: 0n,
  rowsReturned: 3,
  error: '',
  tabletType: 'PRIMARY',
  sessionUuid: 'uuid',
  isCachedPlan: true,
  tablesUsed: ['k.t'],
  keyspace: 'k',
};

/** A log that keeps all, but for what is said. */
export function newQueryLog(more: Partial<QueryLogOptions> = {}): QueryLog {
  return new QueryLog({ ...options, ...more });
}
