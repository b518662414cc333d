import type { MessageInput } from '@vt/proto';
import type { Logger } from '@vt/servenv';
import type { TabletIdentity, TabletType } from '@vt/tabletserver';
import {
  isTopoError,
  orAbsent,
  rebuildSrvKeyspaceLocked,
  type Shard,
  type Tablet,
  type TopoServer,
  tabletAliasEqual,
} from '@vt/topo';
import { keyRangeOf } from '../identity.ts';
import { timeOf } from '../time.ts';

export type Registration = {
  readonly identity: TabletIdentity;
  readonly initialType: TabletType;
  readonly hostname: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly mysqlHost: string;
  readonly mysqlPort: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly dbNameOverride: string;
};

/** Makes keyspace and shard where they are not there yet, and this tablet is not another shard's. Many tablets may do so at once. */
export async function ensureShard(topo: TopoServer, identity: TabletIdentity, signal: AbortSignal): Promise<Shard> {
  const { alias, keyspace, shard } = identity;
  // Without its cell's record the tablet ends: a keyspace that it left would not have the durability that its operator is about to give it.
  await topo.cells.get(alias.cell, { signal });
  await requireOwnAlias(topo, identity, signal);
  await topo.keyspaces.create(keyspace, {}, { signal }).catch((error: unknown) => {
    if (!isTopoError(error, 'NodeExists')) throw error;
  });
  return (await topo.shards.getOrCreate(keyspace, shard, { signal })).value;
}

/** The cell's serving graph, if the keyspace (or this shard) is not in it yet. A keyspace whose other shards are still missing is left for later. */
export async function ensureServingGraph(
  topo: TopoServer,
  { keyspace, shard, alias }: TabletIdentity,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const isThere = async () => {
    const graph = await orAbsent(topo.serving.keyspace(alias.cell, keyspace, { signal }));
    return (
      graph?.partitions.some(({ shard_references }) => shard_references.some(({ name }) => name === shard)) ?? false
    );
  };
  if (await isThere()) return;
  const lock = await topo.keyspaces.lock(keyspace, 'RebuildKeyspace', { signal });
  try {
    if (!(await isThere())) await rebuildSrvKeyspaceLocked(topo, keyspace, { cells: [alias.cell], signal });
  } catch (error) {
    if (!isTopoError(error, 'FailedPrecondition')) throw error;
    log.info({ why: error.message }, 'the serving graph is not complete yet');
  } finally {
    await lock.unlock();
  }
}

/** Whether the shard's record says that this tablet is its primary. */
export function isShardPrimary(shard: Shard, identity: TabletIdentity): boolean {
  return tabletAliasEqual(shard.primary_alias ?? undefined, identity.alias);
}

/**
 * Why the primary of a shard does not start whose data folder was made anew. INVARIANT: it is not the primary any more: the rows that it had may be on its
 * replicas, and an empty server in its place would be no match for them, and would be served.
 */
export function dataAreGone({ keyspace, shard }: TabletIdentity): Error {
  return new Error(
    `it is the primary of ${keyspace}/${shard}, and its data are gone (the data folder was made anew): make another tablet the primary first (EmergencyReparentShard; vtorc does), or remove this one's record if there is none (DeleteTablets --allow-primary)`,
  );
}

/** The record as the tablet starts with. It goes on as the primary if the shard's record says that it is. */
export function startRecord(registration: Registration, shard: Shard): MessageInput<'topodata.Tablet'> {
  const { identity } = registration;
  const isPrimary = isShardPrimary(shard, identity);
  return {
    alias: identity.alias,
    hostname: registration.hostname,
    port_map: { ...registration.ports },
    keyspace: identity.keyspace,
    shard: identity.shard,
    key_range: keyRangeOf(identity.shard),
    type: isPrimary ? 'PRIMARY' : registration.initialType,
    db_name_override: registration.dbNameOverride,
    tags: { ...registration.tags },
    mysql_hostname: registration.mysqlHost,
    mysql_port: registration.mysqlPort,
    primary_term_start_time: isPrimary ? shard.primary_term_start_time : null,
    tablet_start_time: timeOf(Date.now()),
  };
}

/** Throws where the topology has this alias for another shard. */
async function requireOwnAlias(topo: TopoServer, identity: TabletIdentity, signal: AbortSignal): Promise<void> {
  const was = (await orAbsent(topo.tablets.get(identity.alias, { signal })))?.value;
  if (!was || was.keyspace === '' || (was.keyspace === identity.keyspace && was.shard === identity.shard)) return;
  throw new Error(
    `the topology has this alias for ${was.keyspace}/${was.shard}: delete that tablet first, or choose another uid`,
  );
}

/** Writes the record, unless another tablet already has this alias for another shard. */
export async function writeRecord(
  topo: TopoServer,
  record: MessageInput<'topodata.Tablet'>,
  identity: TabletIdentity,
  signal: AbortSignal,
): Promise<Tablet> {
  await requireOwnAlias(topo, identity, signal);
  await topo.tablets.createOrReplace(record, { signal });
  // Before it replicates: whoever fences the shard while this cell's topology is away must know of it.
  await topo.tabletCopies.save(record, { signal });
  return (await topo.tablets.get(identity.alias, { signal })).value;
}
