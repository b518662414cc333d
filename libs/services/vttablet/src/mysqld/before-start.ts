import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Mysqld } from '@vt/mysqlctl';
import type { Logger } from '@vt/servenv';
import type { TabletIdentity } from '@vt/tabletserver';
import { type TopoServer, tabletAliasEqual } from '@vt/topo';
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

/**
 * Before a mysqld starts that crashed as a primary with acknowledged commits: waits a while for a failover and, if there was one, takes back what nobody
 * acknowledged. Returns arguments for its start. A server that was shut down, or was no such primary, starts at once. Recovery would commit what the failover has declared void.
 */
export async function beforeStart(options: BeforeStart, signal: AbortSignal): Promise<readonly string[]> {
  const { mysqld, graceMs, log } = options;
  if (!new AckedMarker(mysqld.layout.dir).isSet || !existsSync(mysqld.layout.pidFile)) return [];
  log.info({ graceMs }, 'mysqld crashed as primary: waiting whether another tablet takes over');
  const end = Date.now() + graceMs;
  do {
    const args = await takeBackIfReplaced(options, signal);
    if (args) return args;
    await delay(POLL_MS, undefined, { signal });
  } while (Date.now() < end);
  log.info('nobody took over: going on as primary');
  return [];
}

async function takeBackIfReplaced(options: BeforeStart, signal: AbortSignal): Promise<readonly string[] | undefined> {
  const { topo, identity, mysqld, replUser, log } = options;
  const { keyspace, shard, alias } = identity;
  try {
    const { value } = await topo.shards.get(keyspace, shard, { signal });
    if (!value.primary_alias || tabletAliasEqual(value.primary_alias, alias)) return undefined;
    const { value: primary } = await topo.tablets.get(value.primary_alias, { signal });
    return await takeBackUnacknowledged(mysqld, primary, replUser, log);
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ err: error }, 'cannot see whether this shard has another primary');
    return undefined;
  }
}
