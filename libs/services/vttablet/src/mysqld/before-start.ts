import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { VtError } from '@vt/base';
import type { Mysqld } from '@vt/mysqlctl';
import type { Logger } from '@vt/servenv';
import type { TabletIdentity } from '@vt/tabletserver';
import { isTopoError, type TopoServer, tabletAliasEqual } from '@vt/topo';
import { AckedMarker } from './acked-marker.ts';
import { takeBackUnacknowledged } from './rejoin.ts';

export type BeforeStart = {
  readonly mysqld: Mysqld;
  readonly topo: TopoServer;
  readonly identity: TabletIdentity;
  readonly replUser: { readonly user: string; readonly password: string };
  /** How long a crashed primary waits for somebody to take over before it goes on as primary. */
  readonly graceMs: number;
  readonly log: Logger;
};

const POLL_MS = 200;
const WARN_EVERY_MS = 10_000;

/**
 * Before a mysqld starts that crashed as a primary with acknowledged commits: waits a while for a failover and, if there was one, takes back what nobody
 * acknowledged. Returns arguments for its start. A server that was shut down, or was no such primary, starts at once. Recovery would commit what the failover has declared void.
 *
 * INVARIANT: it goes on as primary only when the topology says, after that while, that it is still the one; while nobody can say, it waits.
 */
export async function beforeStart(options: BeforeStart, signal: AbortSignal): Promise<readonly string[]> {
  const { mysqld, graceMs, log } = options;
  if (!new AckedMarker(mysqld.layout.dir).isSet || !existsSync(mysqld.layout.pidFile)) return [];
  log.info({ graceMs }, 'mysqld crashed as primary: waiting whether another tablet takes over');
  const end = performance.now() + graceMs;
  for (let warnedMs = Number.NEGATIVE_INFINITY; ; await delay(POLL_MS, undefined, { signal })) {
    try {
      if (await isReplaced(options, signal)) return await takeBack(options, signal);
      if (performance.now() >= end) break;
    } catch (error) {
      signal.throwIfAborted();
      if (performance.now() - warnedMs < WARN_EVERY_MS) continue;
      warnedMs = performance.now();
      log.warn({ err: error }, 'waiting: cannot see whether this shard has another primary');
    }
  }
  log.info('nobody took over: going on as primary');
  return [];
}

async function isReplaced({ topo, identity }: BeforeStart, signal: AbortSignal): Promise<boolean> {
  try {
    const { value } = await topo.shards.get(identity.keyspace, identity.shard, { signal });
    return value.primary_alias !== null && !tabletAliasEqual(value.primary_alias, identity.alias);
  } catch (error) {
    if (isTopoError(error, 'NoNode')) return false;
    throw error;
  }
}

async function takeBack({ topo, identity, mysqld, replUser, log }: BeforeStart, signal: AbortSignal) {
  const { value: shard } = await topo.shards.get(identity.keyspace, identity.shard, { signal });
  if (!shard.primary_alias) throw new VtError({ code: 'UNAVAILABLE', message: 'the shard has no primary just now' });
  const { value: primary } = await topo.tablets.get(shard.primary_alias, { signal });
  return await takeBackUnacknowledged(mysqld, primary, replUser, log);
}
