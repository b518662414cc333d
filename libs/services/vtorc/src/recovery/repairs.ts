import { toVtError, VtError } from '@vt/base';
import { create } from '@vt/proto';
import { call, emergencyReparentLocked, needsAcks, plannedReparentLocked, type Reparent } from '@vt/reparent';
import { type Tablet, tabletAliasEqual, tabletAliasString } from '@vt/topo';
import type { Problem, Repair } from '../analysis/problem.ts';

export type RepairOptions = {
  readonly preventCrossCell: boolean;
  readonly tolerableLagMs: number;
};

type Work = (
  reparent: Reparent,
  problem: Problem,
  options: RepairOptions,
  /** Everything else that was found with it. */
  found: readonly Problem[],
) => Promise<void>;

/** What is done about problems, each with the shard's lock held. Sorted. */
export const repairs: Readonly<Record<Repair, Work>> = {
  drain: async (reparent, problem) => {
    await call(reparent, tabletOf(reparent, problem.alias), 'ChangeType', { tablet_type: 'DRAINED', semiSync: false });
  },
  'elect-primary': async (reparent, _problem, options) => {
    const { keyspace, shard } = reparent;
    const lag = options.tolerableLagMs;
    const tolerable_replication_lag =
      lag > 0 ? { seconds: BigInt(Math.floor(lag / 1000)), nanos: (lag % 1000) * 1e6 } : null;
    const request = {
      keyspace,
      shard,
      tolerable_replication_lag,
      allow_cross_cell_promotion: !options.preventCrossCell,
    };
    await plannedReparentLocked(reparent, create('vtctldata.PlannedReparentShardRequest', request));
  },
  'emergency-reparent': async (reparent, problem, options, found) => {
    const { keyspace, shard } = reparent;
    const request = { keyspace, shard, prevent_cross_cell_promotion: options.preventCrossCell };
    const { primary } = await emergencyReparentLocked(
      reparent,
      create('vtctldata.EmergencyReparentShardRequest', request),
      found.flatMap(({ code, alias }) => (code === 'InvalidReplica' ? [alias] : [])),
    );
    if (primary.alias && tabletAliasString(primary.alias) === problem.alias) {
      reparent.events.warn(`${problem.alias} was primary, and is again: nobody else could be`);
    }
  },
  'fix-primary': async (reparent, { code, alias }) => {
    const primary = tabletOf(reparent, alias);
    if (code === 'PrimaryHasPrimary') await call(reparent, primary, 'ResetReplicationParameters', {});
    await call(reparent, primary, 'UndoDemotePrimary', {
      semiSync: needsAcks(reparent.durability, primary, reparent.tablets),
    });
  },
  'fix-replica': async (reparent, { code, alias }) => {
    const replica = tabletOf(reparent, alias);
    if (code === 'ReplicaIsWritable') await call(reparent, replica, 'SetReadOnly', {});
    const primary = primaryOf(reparent);
    const { durability } = reparent;
    await call(reparent, replica, 'SetReplicationSource', {
      parent: primary.alias,
      force_start_replication: true,
      semiSync: durability.ackers > 0 && durability.mayAck(primary, replica),
      ...(code === 'ReplicaMisconfigured' && { heartbeat_interval: await heartbeatOf(reparent, replica) }),
    });
  },
  'fix-stale-primary': async (reparent, { alias }) => {
    const stale = tabletOf(reparent, alias);
    const primary = primaryOf(reparent);
    const semiSync =
      reparent.durability.ackers > 0 && reparent.durability.mayAck(primary, { ...stale, type: 'REPLICA' });
    try {
      await call(reparent, stale, 'SetReplicationSource', {
        parent: primary.alias,
        force_start_replication: true,
        semiSync,
      });
    } catch (error) {
      reparent.events.warn(
        `${alias} cannot be told (${toVtError(error).message}): its record is set right, and it reads that when it is back`,
      );
      await setRecordRight(reparent, stale);
    }
  },
  'fix-type': async (reparent, { alias }) => {
    const primary = tabletOf(reparent, alias);
    await call(reparent, primary, 'ChangeType', {
      tablet_type: 'PRIMARY',
      semiSync: needsAcks(reparent.durability, primary, reparent.tablets),
    });
  },
};

/** Half of the time after which the replica gives up on its source: what mysqld takes by itself. */
async function heartbeatOf(reparent: Reparent, replica: Tablet): Promise<number> {
  const { status } = await call(reparent, replica, 'FullStatus', {});
  return (status?.replication_configuration?.replica_net_timeout ?? 0) / 2;
}

async function setRecordRight({ deps, signal }: Reparent, stale: Tablet): Promise<void> {
  if (!stale.alias) return;
  await deps.topo.tablets.updateFields(
    stale.alias,
    (record) => {
      record.type = 'REPLICA';
      record.primary_term_start_time = null;
    },
    { signal },
  );
}

function tabletOf({ tablets }: Reparent, alias: string): Tablet {
  const found = tablets.find((t) => t.alias !== null && tabletAliasString(t.alias) === alias);
  if (!found) throw new VtError({ code: 'NOT_FOUND', message: `${alias} has no record any more` });
  return found;
}

function primaryOf({ record, tablets, keyspace, shard }: Reparent): Tablet {
  const found = tablets.find((t) => tabletAliasEqual(t.alias ?? undefined, record.primary_alias ?? undefined));
  if (!found)
    throw new VtError({ code: 'FAILED_PRECONDITION', message: `${keyspace}/${shard} has no primary to follow` });
  return found;
}
