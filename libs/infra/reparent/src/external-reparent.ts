import { VtError } from '@vt/base';
import { type Tablet, type TabletAliasLike, tabletAliasEqual } from '@vt/topo';
import { needsAcks } from './durability.ts';
import { call, type ReparentDeps, underShardLock } from './reparent.ts';

export type ExternallyReparented = {
  readonly keyspace: string;
  readonly shard: string;
  readonly newPrimary: Tablet;
  readonly oldPrimary: TabletAliasLike | null;
};

/** Somebody else made this tablet's mysqld the primary: the tablet becomes what its mysqld is. The old primary follows by the shard's record. */
export async function externallyReparented(
  deps: ReparentDeps,
  alias: TabletAliasLike,
  signal: AbortSignal,
): Promise<ExternallyReparented> {
  const { value: tablet } = await deps.topo.tablets.get(alias, { signal });
  const { keyspace, shard } = tablet;
  return underShardLock(deps, tablet, 'TabletExternallyReparented', deps.remoteTimeoutMs, signal, async (reparent) => {
    const { record, durability, tablets } = reparent;
    const old = record.primary_alias;
    const isPrimary = tabletAliasEqual(old ?? undefined, alias) && tablet.type === 'PRIMARY';
    if (!isPrimary) {
      await call(reparent, tablet, 'ChangeType', {
        tablet_type: 'PRIMARY',
        semiSync: needsAcks(durability, tablet, tablets),
      });
    }
    return { keyspace, shard, newPrimary: tablet, oldPrimary: old };
  });
}

/** Points one replica at the primary of its shard. Returns the primary. */
export async function reparentTablet(deps: ReparentDeps, alias: TabletAliasLike, signal: AbortSignal): Promise<Tablet> {
  const { value: tablet } = await deps.topo.tablets.get(alias, { signal });
  return underShardLock(deps, tablet, 'ReparentTablet', deps.remoteTimeoutMs, signal, async (reparent) => {
    const { record, durability } = reparent;
    if (!record.primary_alias) throw precondition(`no primary tablet for shard ${tablet.keyspace}/${tablet.shard}`);
    const { value: primary } = await deps.topo.tablets.get(record.primary_alias, { signal });
    if (tabletAliasEqual(record.primary_alias, alias)) {
      throw precondition(`cannot ReparentTablet current shard primary (${tablet.keyspace}/${tablet.shard})`);
    }
    const semiSync = durability.ackers > 0 && durability.mayAck(primary, tablet);
    await call(reparent, tablet, 'SetReplicationSource', { parent: primary.alias, semiSync });
    return primary;
  });
}

function precondition(message: string): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message });
}
