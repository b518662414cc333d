import { parse, redact } from '@vt/sqlparser';
import type { Mirrored } from '../executor/statement.ts';

/** One statement that has run. Times are milliseconds. */
export type QueryRecord = {
  readonly method: 'Execute' | 'Prepare';
  readonly remoteAddr: string;
  readonly user: string;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly totalMs: number;
  readonly planMs: number;
  readonly executeMs: number;
  readonly commitMs: number;
  readonly statement: string;
  readonly sql: string;
  readonly shardQueries: number;
  readonly rowsAffected: bigint;
  readonly rowsReturned: number;
  readonly error: string;
  readonly tabletType: string;
  readonly sessionUuid: string;
  readonly isCachedPlan: boolean;
  readonly tablesUsed: readonly string[];
  readonly keyspace: string;
  /** Of a read that was copied to another keyspace. */
  readonly mirrored?: Mirrored;
};

export type EmitReason = 'all' | 'error' | 'filtertag' | 'rowthreshold' | 'sample' | 'timethreshold';

/** A line without its end; fields have the names of Vitess's log. */
export function formatRecord(record: QueryRecord, format: 'json' | 'text', hides: boolean, reason: EmitReason): string {
  const fields = fieldsOf(record, hides, reason);
  if (format === 'json') return JSON.stringify(fields);
  return Object.values(fields)
    .map((value) =>
      typeof value === 'string' ? JSON.stringify(value) : Array.isArray(value) ? `[${value.join(' ')}]` : value,
    )
    .join('\t');
}

function fieldsOf(record: QueryRecord, hides: boolean, reason: EmitReason) {
  const seconds = (ms: number): number => Number((ms / 1000).toFixed(6));
  return {
    Method: record.method,
    RemoteAddr: record.remoteAddr,
    Username: record.user,
    ImmediateCaller: record.user,
    'Effective Caller': record.user,
    Start: new Date(record.startMs).toISOString(),
    End: new Date(record.startMs + record.totalMs).toISOString(),
    TotalTime: seconds(record.totalMs),
    PlanTime: seconds(record.planMs),
    ExecuteTime: seconds(record.executeMs),
    CommitTime: seconds(record.commitMs),
    StmtType: record.statement,
    SQL: hides ? hidden(record.sql) : record.sql,
    BindVars: hides ? '[REDACTED]' : '{}',
    ShardQueries: record.shardQueries,
    RowsAffected: Number(record.rowsAffected),
    RowsReturned: record.rowsReturned,
    Error: hides && record.error !== '' ? '[REDACTED]' : record.error,
    TabletType: record.tabletType,
    SessionUUID: record.sessionUuid,
    'Cached Plan': record.isCachedPlan,
    TablesUsed: record.tablesUsed,
    ActiveKeyspace: record.keyspace,
    MirrorSourceExecuteTime: seconds(record.mirrored?.sourceMs ?? 0),
    MirrorTargetExecuteTime: seconds(record.mirrored?.targetMs ?? 0),
    MirrorTargetError: hides && record.mirrored?.error ? '[REDACTED]' : (record.mirrored?.error ?? ''),
    EmitReason: reason,
  };
}

/** The statement without its values; what cannot be parsed is not shown at all. */
export function hidden(sql: string): string {
  try {
    return redact(parse(sql));
  } catch {
    return '[REDACTED]';
  }
}
