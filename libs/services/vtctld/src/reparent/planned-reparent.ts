import { VtError } from '@vt/base';
import type { Message, RequestInput, Response } from '@vt/proto';
import { type Tablet, tabletAliasEqual, tabletAliasString } from '@vt/topo';
import type { Context } from '../context.ts';
import { aliasOf, durationMs, shardTablets } from '../shard-tablets.ts';
import type { Manager, ManagerMethod } from '../tablet-managers.ts';
import { type Durability, durabilityPolicy } from './durability.ts';
import { Events } from './events.ts';

type Request = Message<'vtctldata.PlannedReparentShardRequest'>;

const WAIT_REPLICAS_MS = 15_000;
const ACTION = 'PlannedReparentShard';

/** All that the steps of one reparent share. */
type Reparent = {
  readonly context: Context;
  readonly request: Request;
  readonly durability: Durability;
  readonly tablets: readonly Tablet[];
  readonly waitMs: number;
  readonly signal: AbortSignal;
  readonly events: Events;
};

/**
 * Moves the primary of a shard, or makes its first one, while everybody is reachable. Under the shard's lock. When a step before the old primary gave up its role fails, nothing has changed; when the
 * new one cannot take over, the old one is put back.
 */
export async function plannedReparent(
  context: Context,
  request: Request,
  signal: AbortSignal,
): Promise<{ primary: Tablet; events: Events }> {
  const { keyspace, shard } = request;
  const lock = await context.topo.shards.lock(keyspace, shard, `${ACTION}(${newPrimaryText(request)})`, { signal });
  try {
    return await reparentLocked(context, request, AbortSignal.any([signal, lock.lost]));
  } finally {
    await lock.unlock();
  }
}

function newPrimaryText({ new_primary, avoid_primary }: Request): string {
  return `${new_primary ? tabletAliasString(new_primary) : 'any'}, avoiding ${avoid_primary ? tabletAliasString(avoid_primary) : 'none'}`;
}

async function reparentLocked(
  context: Context,
  request: Request,
  signal: AbortSignal,
): Promise<{ primary: Tablet; events: Events }> {
  const { keyspace, shard } = request;
  const { durability_policy } = (await context.topo.keyspaces.get(keyspace, { signal })).value;
  const record = (await context.topo.shards.get(keyspace, shard, { signal })).value;
  checkExpected(request, record.primary_alias);
  const tablets = await shardTablets(context, keyspace, shard, signal);
  const reparent: Reparent = {
    context,
    request,
    durability: durabilityPolicy(durability_policy),
    tablets,
    waitMs: durationMs(request.wait_replicas_timeout, WAIT_REPLICAS_MS),
    signal,
    events: new Events(context.log),
  };
  const current =
    record.primary_alias &&
    tablets.find((t) => tabletAliasEqual(t.alias ?? undefined, record.primary_alias ?? undefined));
  const primary = current
    ? await moveFrom(reparent, current)
    : await promoteFirst(reparent, record.primary_alias !== null);
  await followAll(reparent, primary, current ?? undefined);
  return { primary, events: reparent.events };
}

function checkExpected({ expected_primary }: Request, actual: Request['expected_primary']): void {
  if (expected_primary === null || tabletAliasEqual(expected_primary, actual ?? undefined)) return;
  const is = actual ? tabletAliasString(actual) : 'none';
  throw new VtError({
    code: 'FAILED_PRECONDITION',
    message: `primary ${is} is not the expected primary ${tabletAliasString(expected_primary)}`,
  });
}

/** The shard never had a primary, or its record is lost. */
async function promoteFirst(reparent: Reparent, had: boolean): Promise<Tablet> {
  if (had) {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: 'the primary of the shard record has no tablet record; use EmergencyReparentShard',
    });
  }
  const elect = await electFirst(reparent);
  reparent.events.info(`initial promotion of ${aliasOf(elect)}`);
  const { position } = await call(reparent, elect, 'InitPrimary', { semiSync: needsAcks(reparent, elect) });
  reparent.events.info(`${aliasOf(elect)} is primary at ${position}`);
  return elect;
}

async function electFirst(reparent: Reparent): Promise<Tablet> {
  const { tablets, request, events } = reparent;
  if (request.new_primary) return named(reparent, request.new_primary);
  const able = tablets.filter(
    (t) => t.type === 'REPLICA' && !tabletAliasEqual(t.alias ?? undefined, request.avoid_primary ?? undefined),
  );
  const positions = await Promise.all(able.map(async (t) => ({ tablet: t, position: await positionOf(reparent, t) })));
  const reachable = positions.filter((p) => p.position !== undefined);
  if (reachable.length < able.length) {
    const missing = positions.filter((p) => p.position === undefined).map((p) => aliasOf(p.tablet));
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `cannot choose a first primary while ${missing.join(', ')} cannot be reached`,
    });
  }
  // Before the first promotion nobody has written; should one have more, the others must not win over it.
  const [best] = reachable.sort((a, b) => (b.position ?? '').length - (a.position ?? '').length);
  if (best === undefined)
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `no replica tablet in shard ${request.keyspace}/${request.shard} to promote`,
    });
  events.info(`elected ${aliasOf(best.tablet)}`);
  return best.tablet;
}

async function positionOf(reparent: Reparent, tablet: Tablet): Promise<string | undefined> {
  try {
    return (await call(reparent, tablet, 'PrimaryPosition', {})).position;
  } catch (error) {
    reparent.events.warn(`${aliasOf(tablet)} does not tell its position: ${String(error)}`);
    return undefined;
  }
}

function named(reparent: Reparent, alias: NonNullable<Request['new_primary']>): Tablet {
  const found = reparent.tablets.find((t) => tabletAliasEqual(t.alias ?? undefined, alias));
  if (found) return found;
  const { keyspace, shard } = reparent.request;
  throw new VtError({
    code: 'INVALID_ARGUMENT',
    message: `primary-elect tablet ${tabletAliasString(alias)} is not in the shard ${keyspace}/${shard}`,
  });
}

/** Who is to follow the current primary; the current one when it is to stay. */
async function electNext(reparent: Reparent, current: Tablet): Promise<Tablet> {
  const { request, tablets } = reparent;
  if (request.new_primary) return named(reparent, request.new_primary);
  if (!request.avoid_primary || !tabletAliasEqual(request.avoid_primary, current.alias ?? undefined)) return current;
  const sameCell = (t: Tablet): boolean => request.allow_cross_cell_promotion || t.alias?.cell === current.alias?.cell;
  for (const tablet of tablets.filter((t) => t.type === 'REPLICA' && sameCell(t))) {
    if ((await positionOf(reparent, tablet)) !== undefined) return tablet;
  }
  throw new VtError({
    code: 'FAILED_PRECONDITION',
    message: `cannot find a tablet to reparent to in the same cell as the current primary`,
  });
}

async function moveFrom(reparent: Reparent, current: Tablet): Promise<Tablet> {
  const elect = await electNext(reparent, current);
  if (elect === current) {
    reparent.events.info(`${aliasOf(current)} stays primary; its replicas are set to follow it`);
    await call(reparent, current, 'UndoDemotePrimary', { semiSync: needsAcks(reparent, current) });
    return current;
  }
  await catchUp(reparent, current, elect);
  reparent.events.info(`demoting ${aliasOf(current)}`);
  const { primary_status } = await call(reparent, current, 'DemotePrimary', {});
  try {
    await call(reparent, elect, 'WaitForPosition', { position: primary_status?.position ?? '' }, reparent.waitMs);
  } catch (error) {
    reparent.events.warn(`${aliasOf(elect)} did not reach the last position: ${aliasOf(current)} stays primary`);
    await call(reparent, current, 'UndoDemotePrimary', { semiSync: needsAcks(reparent, current) });
    throw error;
  }
  // From here on the old primary stays fenced, whatever happens: the new one may have begun to take writes.
  const { position } = await call(reparent, elect, 'PromoteReplica', { semiSync: needsAcks(reparent, elect) });
  reparent.events.info(`${aliasOf(elect)} is primary at ${position}`);
  return elect;
}

/** Lets the next primary replicate up to where the current one is now, while that still serves. */
async function catchUp(reparent: Reparent, current: Tablet, elect: Tablet): Promise<void> {
  if (elect.type !== 'REPLICA') {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `${aliasOf(elect)} is ${elect.type}: only a REPLICA can become primary`,
    });
  }
  const { position } = await call(reparent, current, 'PrimaryPosition', {});
  const semiSync = reparent.durability.mayAck(current, elect);
  await call(
    reparent,
    elect,
    'SetReplicationSource',
    { parent: current.alias, force_start_replication: true, wait_position: position, semiSync },
    reparent.waitMs,
  );
}

/** Writes the journal on the new primary and makes everybody else follow it. One replica that cannot is an error, after all were told. */
async function followAll(reparent: Reparent, primary: Tablet, former: Tablet | undefined): Promise<void> {
  const { tablets, durability, events } = reparent;
  const createdNs = BigInt(Date.now()) * 1_000_000n;
  const followers = tablets.filter((t) => t !== primary);
  const follow = async (tablet: Tablet): Promise<void> => {
    const semiSync = durability.mayAck(primary, tablet);
    await call(
      reparent,
      tablet,
      'SetReplicationSource',
      {
        parent: primary.alias,
        time_created_ns: createdNs,
        force_start_replication: tablet === former || former === undefined,
        semiSync,
      },
      reparent.waitMs,
    );
  };
  const journal = async (): Promise<void> => {
    const { position } = await call(reparent, primary, 'PrimaryPosition', {});
    await call(
      reparent,
      primary,
      'PopulateReparentJournal',
      { time_created_ns: createdNs, action_name: ACTION, primary_alias: primary.alias, replication_position: position },
      reparent.waitMs,
    );
  };
  // INVARIANT: both at once. With semi-sync the journal's row commits only when a replica follows.
  const results = await Promise.allSettled([journal(), ...followers.map(follow)]);
  const failed = results.flatMap((r, i) =>
    r.status === 'rejected'
      ? [`${i === 0 ? 'reparent journal' : aliasOf(followers[i - 1] as Tablet)}: ${String(r.reason)}`]
      : [],
  );
  if (failed.length > 0)
    throw new VtError({
      code: 'UNKNOWN',
      message: `${aliasOf(primary)} is primary, but not everybody followed: ${failed.join('; ')}`,
    });
  events.info(`${followers.length} replicas follow ${aliasOf(primary)}`);
}

function needsAcks(reparent: Reparent, primary: Tablet): boolean {
  return (
    reparent.durability.ackers > 0 &&
    reparent.tablets.some((t) => t !== primary && reparent.durability.mayAck(primary, t))
  );
}

function call<M extends ManagerMethod>(
  { context, signal }: Reparent,
  tablet: Tablet,
  method: M,
  request: RequestInput<Manager, M>,
  timeoutMs = context.remoteTimeoutMs,
): Promise<Response<Manager, M>> {
  return context.tablets.call(tablet, method, request, { signal, timeoutMs });
}
