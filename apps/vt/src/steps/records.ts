import { type ClusterConfig, durabilityOf, type TabletConfig, tabletsOf } from '../cluster/config.ts';
import { topoAddress } from '../cluster/ports.ts';
import { cellRoot } from '../cluster/process-specs.ts';
import type { Vtctl } from './vtctl.ts';

/** The cell, the keyspaces and their shards in the topology. What is there stays. */
export async function createRecords(vtctl: Vtctl, config: ClusterConfig): Promise<void> {
  const { cell } = config;
  await vtctl.ensure('AddCellInfo', {
    name: cell,
    cell_info: { server_address: topoAddress(config), root: cellRoot(cell) },
  });
  for (const { name, shards } of config.keyspaces) {
    await vtctl.ensure('CreateKeyspace', { name, durability_policy: durabilityOf(config), sidecar_db_name: '_vt' });
    for (const shard of shards) await vtctl.ensure('CreateShard', { keyspace: name, shard_name: shard });
  }
}

/** Gives each shard that has none its first primary. Returns the shards that got one. */
export async function electPrimaries(vtctl: Vtctl, config: ClusterConfig): Promise<readonly string[]> {
  const firsts = tabletsOf(config).filter((tablet) => tablet.first);
  const elected = await Promise.all(firsts.map((tablet) => electPrimary(vtctl, config, tablet)));
  return elected.flatMap((shard) => shard ?? []);
}

async function electPrimary(vtctl: Vtctl, config: ClusterConfig, tablet: TabletConfig): Promise<string | undefined> {
  const { keyspace, shard, uid } = tablet;
  const found = await vtctl.call('GetShard', { keyspace, shard_name: shard });
  if (found.shard?.shard?.primary_alias) return undefined;
  const wait = { seconds: 30n, nanos: 0 };
  const new_primary = { cell: config.cell, uid };
  await vtctl.call('PlannedReparentShard', { keyspace, shard, new_primary, wait_replicas_timeout: wait });
  return `${keyspace}/${shard}`;
}
