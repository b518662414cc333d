import type { MessageInput } from '@vt/proto';
import type { Caller, QueryTarget, TabletAlias, TabletTypeName } from '@vt/proto/hot';

export type Target = QueryTarget;
export type TabletType = TabletTypeName;
export type { TabletAlias };

/** Who this tablet is. Type and term change; the rest does not. */
export type TabletIdentity = {
  readonly alias: TabletAlias;
  readonly keyspace: string;
  readonly shard: string;
  /** The schema on mysqld. */
  readonly dbName: string;
};

/** The tablet's own statements, which the table ACL does not concern. Known by being this object: no caller can say that it is this one. */
export const tabletItself: Caller = { effective: null, immediate: null };

/** The user that limits, texts and statistics name: as the gate authenticated it, else as the application says. */
export function userOf(caller: Caller): string {
  return caller.immediate?.username || caller.effective?.principal || '';
}

export type Workload = 'OLTP' | 'OLAP' | 'DBA';

type Options = MessageInput<'query.ExecuteOptions'>;

/** query.ExecuteOptions as the query service heeds them. */
export type RequestOptions = {
  readonly workload: Workload;
  readonly clientFoundRows: boolean;
  readonly isolation: string;
  readonly accessModes: readonly string[];
  /** Replaces the query timeout; 0: none. */
  readonly authoritativeTimeoutMs: number | undefined;
  readonly transactionTimeoutMs: number | undefined;
  /** What is bounded is how long a transaction's client may be silent. */
  readonly lastsWhileUsed?: boolean;
  readonly skipStatementCache: boolean;
  /** 0, the most important, to 100; undefined: it says none. */
  readonly priority: number | undefined;
  /** For this statement instead of the tablet's own. */
  readonly consolidator: 'enable' | 'disable' | 'notOnPrimary' | undefined;
  readonly workloadName: string;
};

const isolationNames = [
  'DEFAULT',
  'REPEATABLE_READ',
  'READ_COMMITTED',
  'READ_UNCOMMITTED',
  'SERIALIZABLE',
  'CONSISTENT_SNAPSHOT_READ_ONLY',
  'AUTOCOMMIT',
];
const accessModeNames = ['CONSISTENT_SNAPSHOT', 'READ_WRITE', 'READ_ONLY'];
const workloadNames = ['OLTP', 'OLTP', 'OLAP', 'DBA'];

const PRIORITY_MAX = 100;
const consolidatorNames = [
  'CONSOLIDATOR_UNSPECIFIED',
  'CONSOLIDATOR_DISABLED',
  'CONSOLIDATOR_ENABLED',
  'CONSOLIDATOR_ENABLED_REPLICAS',
];
const consolidators: Readonly<Record<string, RequestOptions['consolidator']>> = {
  CONSOLIDATOR_DISABLED: 'disable',
  CONSOLIDATOR_ENABLED: 'enable',
  CONSOLIDATOR_ENABLED_REPLICAS: 'notOnPrimary',
};

/** An enum value by name, however it came. */
const named = (value: string | number | undefined, names: readonly string[]): string =>
  typeof value === 'number' ? (names[value] ?? '') : (value ?? names[0] ?? '');

/** Options come by reference again and again: each object is read once. */
const known = new WeakMap<Options, RequestOptions>();

export function readOptions(options: Options): RequestOptions {
  const found = known.get(options);
  if (found) return found;
  const workload = named(options.workload, workloadNames);
  const read: RequestOptions = {
    workload: workload === 'OLAP' || workload === 'DBA' ? workload : 'OLTP',
    clientFoundRows: options.client_found_rows ?? false,
    isolation: named(options.transaction_isolation, isolationNames),
    accessModes: (options.transaction_access_mode ?? []).map((mode) => named(mode, accessModeNames)),
    authoritativeTimeoutMs: milliseconds(options.authoritative_timeout),
    transactionTimeoutMs: milliseconds(options.transaction_timeout),
    lastsWhileUsed: options.transaction_lasts_while_used ?? false,
    skipStatementCache: options.skip_query_plan_cache ?? false,
    priority: priorityOf(options.priority),
    consolidator: consolidators[named(options.consolidator, consolidatorNames)],
    workloadName: options.WorkloadName ?? '',
  };
  known.set(options, read);
  return read;
}

/** Gates have looked at it; of what is none all the same nothing is known. */
function priorityOf(text: string | undefined): number | undefined {
  const value = text ? Number(text) : Number.NaN;
  return value >= 0 && value <= PRIORITY_MAX ? value : undefined;
}

function milliseconds(value: bigint | number | string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
