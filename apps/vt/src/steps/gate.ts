import { setTimeout as sleep } from 'node:timers/promises';
import { toVtError } from '@vt/base';
import { MysqlConnection } from '@vt/mysql';
import { StartError } from '@vt/servenv/cli';
import type { ClusterConfig } from '../cluster/config.ts';
import { portOf } from '../cluster/ports.ts';

/** A connection to the cluster's vtgate, as anybody's client would make one. */
export function connectGate(
  config: ClusterConfig,
  database: string | undefined,
  signal: AbortSignal,
): Promise<MysqlConnection> {
  const target = { host: '127.0.0.1', port: portOf(config, 'vtgateMysql'), user: 'root', programName: 'vt' };
  return MysqlConnection.connect({ ...target, ...(database !== undefined && { database }) }, signal);
}

/** Resolves when every shard answers through vtgate, replicas too where there are some. Throws StartError with the last refusal. */
export async function waitServing(config: ClusterConfig, signal: AbortSignal, timeoutMs: number): Promise<void> {
  const types = config.replicas > 0 ? ['', '@replica'] : [''];
  const shards = config.keyspaces.flatMap(({ name, shards: list }) => list.map((shard) => `${name}:${shard}`));
  const targets = shards.flatMap((shard) => types.map((type) => `${shard}${type}`));
  const end = Date.now() + timeoutMs;
  await Promise.all(targets.map((target) => waitTarget(config, target, end, signal)));
}

async function waitTarget(config: ClusterConfig, target: string, end: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    const problem = await askTarget(config, target, signal);
    if (problem === undefined) return;
    if (Date.now() > end) throw new StartError(`${target} does not serve: ${problem}`);
    await sleep(100, undefined, { signal });
  }
}

async function askTarget(config: ClusterConfig, target: string, signal: AbortSignal): Promise<string | undefined> {
  let connection: MysqlConnection | undefined;
  try {
    connection = await connectGate(config, undefined, signal);
    await connection.execute(`use \`${target}\``);
    await connection.execute('select 1 from dual');
    return undefined;
  } catch (error) {
    return toVtError(error).message;
  } finally {
    connection?.close();
  }
}
