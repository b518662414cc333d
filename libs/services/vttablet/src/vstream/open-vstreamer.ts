import { create, type Message } from '@vt/proto';
import type { FlagValues, Logger, Stats } from '@vt/servenv';
import type { TabletIdentity, TabletServer, TabletType, Target } from '@vt/tabletserver';
import { type SrvVSchema, TopoError, type TopoServer } from '@vt/topo';
import { buildVSchema, type SrvVSchemaDocument, vindexRegistry } from '@vt/vschema';
import { type ThrottleCheck, VStreamer, type VStreamGate } from '@vt/vstreamer';
import type { VttabletFlags } from '../flags.ts';
import type { OpenedServer } from '../mysqld/open-server.ts';

/** How often a stream says that it is there. */
const HEARTBEAT_MS = 900;

export type VStreamParts = {
  readonly flags: FlagValues<VttabletFlags>;
  readonly topo: TopoServer;
  readonly identity: TabletIdentity;
  readonly opened: OpenedServer;
  readonly queryService: TabletServer;
  readonly throttle: ThrottleCheck;
  readonly stats: Stats;
  readonly log: Logger;
  readonly sidecarName: string;
};

/** The streams of this tablet's mysqld. */
export function openVStreamer(parts: VStreamParts): VStreamer {
  const { flags, topo, identity, opened, queryService, log } = parts;
  const { server } = opened;
  const registry = vindexRegistry();
  const vstreamer = new VStreamer({
    connect: server.connectOptions('vt_filtered'),
    flavor: server.version.flavor,
    dbName: identity.dbName,
    sidecarName: parts.sidecarName,
    keyspace: identity.keyspace,
    shard: identity.shard,
    vschema: async (signal) => {
      const document = await readVSchema(topo, identity.alias.cell, signal);
      // The record's fields are named as in the JSON form; absent messages are null there.
      return buildVSchema(document as unknown as SrvVSchemaDocument, registry);
    },
    throttle: parts.throttle,
    schemaChanged: () => {
      queryService.schema?.reload().catch((error: unknown) => log.warn({ err: error }, 'schema could not be reloaded'));
    },
    packetBytes: flags['vstream-packet-size'],
    heartbeatMs: HEARTBEAT_MS,
  });
  publish(parts.stats, vstreamer, flags['vstream-packet-size']);
  return vstreamer;
}

function publish(stats: Stats, vstreamer: VStreamer, packetBytes: number): void {
  const { totals } = vstreamer;
  stats.counterFunc('VStreamersCreated', 'streams that were opened', () => totals.created);
  stats.counterFunc('VStreamersEndedWithErrors', 'streams that failed', () => totals.failed);
  stats.counterFunc('VStreamerEventsStreamed', 'events of changes that were given', () => totals.events);
  stats.counterFunc('VStreamerNumPackets', 'messages with events that were given', () => totals.packets);
  stats.counterFunc('RowStreamerNumPackets', 'messages with rows of tables that were given', () => totals.rowPackets);
  stats.counterFunc('RowStreamerNumRows', 'rows of tables that were given', () => totals.rows);
  stats.counterFunc('TableStreamerNumTables', 'tables that were given as of one moment', () => totals.tables);
  stats.counterFunc(
    'ResultStreamerNumPackets',
    'messages with rows of results that were given',
    () => totals.resultPackets,
  );
  stats.counterFunc('ResultStreamerNumRows', 'rows of results that were given', () => totals.resultRows);
  stats.gaugeFunc('VStreamPacketSize', 'bytes of a message with events, about', () => packetBytes);
  stats.gaugesFunc('VStreamerCount', 'streams that are being given, by method', ['Method'], () =>
    Object.entries(vstreamer.running).map(([kind, count]) => [[kind], count] as const),
  );
}

/** A cluster without any VSchema yet has an empty one. */
export async function readVSchema(topo: TopoServer, cell: string, signal: AbortSignal): Promise<SrvVSchema> {
  try {
    return await topo.serving.vschema(cell, { signal });
  } catch (error) {
    if (error instanceof TopoError && error.kind === 'NoNode') return create('vschema.SrvVSchema');
    throw error;
  }
}

export function vstreamGate(queryService: TabletServer): VStreamGate {
  const { state } = queryService;
  return {
    enter: (target) => state.verify(target ? readTarget(target) : undefined),
    get isServing() {
      return state.state !== 'NOT_CONNECTED';
    },
  };
}

export function readTarget({ keyspace, shard, tablet_type }: Message<'query.Target'>): Target {
  const tabletType = String(tablet_type);
  return { keyspace, shard, tabletType: (tabletType === 'MASTER' ? 'PRIMARY' : tabletType) as TabletType };
}
