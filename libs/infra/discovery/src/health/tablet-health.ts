import type { Message } from '@vt/proto';

export type Tablet = Message<'topodata.Tablet'>;
export type TabletTypeName = Tablet['type'];

/** Which tablets a query may go to. */
export type ShardTarget = { readonly keyspace: string; readonly shard: string; readonly tabletType: TabletTypeName };

/** What is known of one tablet's health. A new value for each change; values are never changed in place. */
export type TabletHealth = {
  /** `zone1-0000000100` */
  readonly alias: string;
  readonly cell: string;
  /** The topology's record of it: address, tags. */
  readonly tablet: Tablet;
  /** What the tablet says it serves; before its first word, what the topology says. */
  readonly target: ShardTarget;
  /** It said so, within the health timeout, and reported no error. */
  readonly serving: boolean;
  /** Seconds since the epoch at which a primary's term began; 0 for others. Of two primaries the later is the real one. */
  readonly primaryTermStart: bigint;
  readonly lagSeconds: number;
  /** Why it does not serve: its own health error, or what broke the stream. */
  readonly error: string | undefined;
  /** The names its streams reported as changed, in the message that made this value; empty mostly. */
  readonly schemaChanged: readonly string[];
  /** Loaded functions (UDFs) have changed. */
  readonly functionsChanged: boolean;
  /** Whether distributed transactions wait there to be resolved. */
  readonly txUnresolved: boolean;
  /** Version of the query stream it serves beside the compatible service; 0 for none. */
  readonly queryStreamVersion: number;
};

/** The error of a tablet that answers, and says itself that it does not serve. */
export const NOT_SERVING = 'the tablet says it is not serving';

export function aliasText(alias: Tablet['alias']): string {
  return alias === null ? '' : `${alias.cell}-${String(alias.uid).padStart(10, '0')}`;
}

/** `host:port` of its gRPC server; undefined when its record has none. */
export function grpcAddress(tablet: Tablet): string | undefined {
  return addressOf(tablet, 'grpc');
}

/** `host:port` of its pages. */
export function httpAddress(tablet: Tablet): string | undefined {
  return addressOf(tablet, 'vt');
}

function addressOf(tablet: Tablet, portName: string): string | undefined {
  const port = tablet.port_map[portName];
  if (port === undefined || tablet.hostname === '') return undefined;
  const host = tablet.hostname.includes(':') ? `[${tablet.hostname}]` : tablet.hostname;
  return `${host}:${port}`;
}

export function targetKey(target: ShardTarget): string {
  return `${target.keyspace}/${target.shard}/${target.tabletType}`;
}

/** A tablet of which only the topology has spoken yet. */
export function unknownHealth(tablet: Tablet): TabletHealth {
  return {
    alias: aliasText(tablet.alias),
    cell: tablet.alias?.cell ?? '',
    tablet,
    target: { keyspace: tablet.keyspace, shard: tablet.shard, tabletType: tablet.type },
    serving: false,
    primaryTermStart: 0n,
    lagSeconds: 0,
    error: 'no health message yet',
    schemaChanged: [],
    functionsChanged: false,
    txUnresolved: false,
    queryStreamVersion: 0,
  };
}

/**
 * The health after a message; undefined when the message is of another tablet (an address that was taken over by another
 * process), which must be dropped.
 */
export function afterMessage(
  before: TabletHealth,
  message: Message<'query.StreamHealthResponse'>,
): TabletHealth | undefined {
  if (message.tablet_alias !== null && aliasText(message.tablet_alias) !== before.alias) return undefined;
  const stats = message.realtime_stats;
  const healthError = stats?.health_error || undefined;
  const { target } = message;
  return {
    ...before,
    target:
      target === null
        ? before.target
        : { keyspace: target.keyspace, shard: target.shard, tabletType: target.tablet_type },
    serving: message.serving && healthError === undefined,
    primaryTermStart: target?.tablet_type === 'PRIMARY' ? message.primary_term_start_timestamp : 0n,
    lagSeconds: stats?.replication_lag_seconds ?? 0,
    error: healthError ?? (message.serving ? undefined : NOT_SERVING),
    schemaChanged: [...(stats?.table_schema_changed ?? []), ...(stats?.view_schema_changed ?? [])],
    functionsChanged: stats?.udfs_changed ?? false,
    txUnresolved: stats?.tx_unresolved ?? false,
    queryStreamVersion: message.query_stream_version,
  };
}

/** Whether a primary has begun to serve, or another term. */
export function isNewPrimary(health: TabletHealth, before: TabletHealth | undefined): boolean {
  if (!health.serving || health.target.tabletType !== 'PRIMARY') return false;
  return before?.serving !== true || before.primaryTermStart !== health.primaryTermStart;
}
