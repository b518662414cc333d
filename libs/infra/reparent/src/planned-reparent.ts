import { setTimeout as delay } from 'node:timers/promises';
import { toVtError, VtError } from '@vt/base';
import { parsePosition, positionContains } from '@vt/mysql';
import type { Message } from '@vt/proto';
import { type Tablet, tabletAliasEqual, tabletAliasString } from '@vt/topo';
import { canEstablish, needsAcks } from './durability.ts';
import { byAdvance, type Candidate, checkExpected, electNext, namedTablet } from './elect.ts';
import { followAll, promote } from './follow-all.ts';
import {
  call,
  checkLock,
  currentPrimary,
  type Reparent,
  type ReparentDeps,
  type Reparented,
  sameTablet,
  underShardLock,
} from './reparent.ts';
import { aliasOf, durationMs } from './shard-tablets.ts';

type Request = Message<'vtctldata.PlannedReparentShardRequest'>;

const WAIT_REPLICAS_MS = 15_000;
const ATTACH_MS = 3_000;
const CONNECTED_POLL_MS = 10;
/** replicationdata's number of a thread that has its connection. */
const IO_RUNNING = 3;
const ACTION = 'PlannedReparentShard';

/**
 * Moves the primary of a shard, or makes its first one, while everybody is reachable. Under the shard's lock. When a step before the old
 * primary gave up its role fails, nothing has changed; when the new one cannot catch up, the old one is put back.
 */
export async function plannedReparent(deps: ReparentDeps, request: Request, signal: AbortSignal): Promise<Reparented> {
  const waitMs = durationMs(request.wait_replicas_timeout, WAIT_REPLICAS_MS);
  const action = `${ACTION}(${newPrimaryText(request)})`;
  return underShardLock(deps, request, action, waitMs, signal, (reparent) => plannedReparentLocked(reparent, request));
}

/** As plannedReparent, with the shard's lock held. */
export async function plannedReparentLocked(reparent: Reparent, request: Request): Promise<Reparented> {
  checkNotAvoided(request);
  checkExpected(reparent, request.expected_primary);
  const { record, tablets, events } = reparent;
  const current = currentPrimary(tablets);
  const primary = current
    ? await moveFrom(reparent, request, current)
    : record.primary_term_start_time === null && record.primary_alias === null
      ? await promoteFirst(reparent, request)
      : await promoteFromNone(reparent, request);
  return { primary, events };
}

function checkNotAvoided({ new_primary, avoid_primary }: Request): void {
  if (!new_primary || !tabletAliasEqual(new_primary, avoid_primary ?? undefined)) return;
  const message = `primary-elect tablet ${tabletAliasString(new_primary)} is the same as the tablet to avoid`;
  throw new VtError({ code: 'INVALID_ARGUMENT', message });
}

function newPrimaryText({ new_primary, avoid_primary }: Request): string {
  const text = (alias: Request['new_primary']) => (alias ? tabletAliasString(alias) : '');
  return `tablet-alias: ${text(new_primary)}, avoid: ${text(avoid_primary)}`;
}

const others = ({ tablets }: Reparent, primary: Tablet): Tablet[] => tablets.filter((t) => !sameTablet(t, primary));

/** The shard never had a primary: nobody has written, unless somebody made data by hand. */
async function promoteFirst(reparent: Reparent, request: Request): Promise<Tablet> {
  const elect = request.new_primary
    ? namedTablet(reparent, request.new_primary)
    : await mostAdvanced(reparent, request);
  reparent.events.info(`initial promotion of ${aliasOf(elect)}`);
  await promote(reparent, { elect, method: 'InitPrimary', followers: others(reparent, elect), action: ACTION });
  return elect;
}

/** There was a primary, and none calls itself so now: stops everybody, and promotes only who has everything. */
async function promoteFromNone(reparent: Reparent, request: Request): Promise<Tablet> {
  const { tablets, events } = reparent;
  events.info('no tablet is primary: making all read-only and comparing their positions');
  const stopped = await Promise.all(
    tablets.map(async (tablet): Promise<Candidate> => {
      const { primary_status } = await call(reparent, tablet, 'DemotePrimary', {}, reparent.waitMs);
      return { tablet, position: parsePosition(primary_status?.position ?? '') };
    }),
  );
  const elect = request.new_primary
    ? namedTablet(reparent, request.new_primary)
    : byAdvance(
        reparent,
        stopped.filter(({ tablet }) => mayBePrimary(reparent, request, tablet)),
      )[0]?.tablet;
  if (!elect) throw noCandidate(reparent);
  const position = stopped.find(({ tablet }) => sameTablet(tablet, elect))?.position;
  const ahead = stopped.find((other) => !positionContains(position, other.position));
  if (ahead) {
    const message = `${aliasOf(elect)} is not more advanced than ${aliasOf(ahead.tablet)}: use EmergencyReparentShard`;
    throw new VtError({ code: 'FAILED_PRECONDITION', message });
  }
  await promote(reparent, { elect, method: 'PromoteReplica', followers: others(reparent, elect), action: ACTION });
  return elect;
}

function mayBePrimary({ durability }: Reparent, { avoid_primary }: Request, tablet: Tablet): boolean {
  const isAvoided = tabletAliasEqual(tablet.alias ?? undefined, avoid_primary ?? undefined);
  return durability.promotionRule(tablet) !== 'must_not' && !isAvoided;
}

function noCandidate({ keyspace, shard }: Reparent): VtError {
  return new VtError({
    code: 'FAILED_PRECONDITION',
    message: `no replica tablet in shard ${keyspace}/${shard} to promote`,
  });
}

async function mostAdvanced(reparent: Reparent, request: Request): Promise<Tablet> {
  const able = reparent.tablets.filter((tablet) => mayBePrimary(reparent, request, tablet));
  const missing: string[] = [];
  const candidates = await Promise.all(
    able.map(async (tablet): Promise<Candidate | undefined> => {
      try {
        return { tablet, position: parsePosition((await call(reparent, tablet, 'PrimaryPosition', {})).position) };
      } catch (error) {
        missing.push(`${aliasOf(tablet)} (${toVtError(error).message})`);
        return undefined;
      }
    }),
  );
  if (missing.length > 0) {
    const message = `cannot choose a first primary while these cannot be reached: ${missing.join(', ')}`;
    throw new VtError({ code: 'FAILED_PRECONDITION', message });
  }
  const [best] = byAdvance(
    reparent,
    candidates.filter((c) => c !== undefined),
  );
  if (best === undefined) throw noCandidate(reparent);
  reparent.events.info(`elected ${aliasOf(best.tablet)}`);
  return best.tablet;
}

async function moveFrom(reparent: Reparent, request: Request, current: Tablet): Promise<Tablet> {
  const { new_primary, avoid_primary } = request;
  const isAvoided = avoid_primary === null || tabletAliasEqual(avoid_primary, current.alias ?? undefined);
  // Without a name the primary moves away from where it is; one that is to be avoided and is not primary already is avoided.
  if (!new_primary && !isAvoided) {
    reparent.events.info(`${aliasOf(current)} is primary, and not the one to avoid: nothing to do`);
    return current;
  }
  const elect = new_primary
    ? namedTablet(reparent, new_primary)
    : await electNext(reparent, current, {
        crossCell: request.allow_cross_cell_promotion,
        lagMsMax: durationMs(request.tolerable_replication_lag, 0),
      });
  if (sameTablet(elect, current)) return await stay(reparent, current);
  checkElect(reparent, request, current, elect);
  await catchUp(reparent, current, elect);
  await attachAcker(reparent, current, elect);
  await handOver(reparent, current, elect);
  return elect;
}

/** The one asked for is primary already: puts right what an interrupted reparent may have left. */
async function stay(reparent: Reparent, current: Tablet): Promise<Tablet> {
  reparent.events.info(`${aliasOf(current)} stays primary; the others are set to follow it`);
  await call(reparent, current, 'UndoDemotePrimary', {
    semiSync: needsAcks(reparent.durability, current, reparent.tablets),
  });
  await followAll(reparent, current, ACTION);
  return current;
}

function checkElect({ durability, tablets }: Reparent, request: Request, current: Tablet, elect: Tablet): void {
  const no =
    durability.promotionRule(elect) === 'must_not'
      ? `is ${elect.type}: only a REPLICA can become primary`
      : !request.allow_cross_cell_promotion && elect.alias?.cell !== current.alias?.cell
        ? `is in another cell than ${aliasOf(current)}, and cross-cell promotion was not allowed`
        : !canEstablish(durability, elect, tablets)
          ? `would have nobody to acknowledge its writes under ${durability.name}`
          : undefined;
  if (no !== undefined) throw new VtError({ code: 'FAILED_PRECONDITION', message: `${aliasOf(elect)} ${no}` });
}

/** Lets the next primary replicate up to where the current one is now, while that still serves. */
async function catchUp(reparent: Reparent, current: Tablet, elect: Tablet): Promise<void> {
  const { position } = await call(reparent, current, 'PrimaryPosition', {});
  const semiSync = reparent.durability.ackers > 0 && reparent.durability.mayAck(current, elect);
  const request = { parent: current.alias, force_start_replication: true, wait_position: position, semiSync };
  await call(reparent, elect, 'SetReplicationSource', request, reparent.waitMs);
}

/**
 * Lets somebody who may acknowledge the next primary's writes replicate from it already now, while the current one still serves with the elect's acknowledgements: then the first write
 * after the move need not wait for anybody to connect. Where that fails nothing is lost, the others follow later as well.
 */
async function attachAcker(reparent: Reparent, current: Tablet, elect: Tablet): Promise<void> {
  const { durability, events, waitMs } = reparent;
  if (durability.ackers === 0 || !durability.mayAck(current, elect)) return;
  const acker = others(reparent, elect).find((t) => !sameTablet(t, current) && durability.mayAck(elect, t));
  if (!acker) return;
  const request = { parent: elect.alias, force_start_replication: true, semiSync: true };
  try {
    const limitMs = Math.min(waitMs, ATTACH_MS);
    const untilMs = performance.now() + limitMs;
    await call(reparent, acker, 'SetReplicationSource', request, limitMs);
    await connected(reparent, acker, untilMs);
    events.info(`${aliasOf(acker)} replicates from ${aliasOf(elect)} already`);
  } catch (error) {
    events.warn(`${aliasOf(acker)} does not replicate from ${aliasOf(elect)} yet: ${toVtError(error).message}`);
  }
}

/** Until a replica that was told whom to follow has its connection: starting does not wait for that. */
async function connected(reparent: Reparent, replica: Tablet, untilMs: number): Promise<void> {
  for (;;) {
    const { status } = await call(reparent, replica, 'ReplicationStatus', {}, Math.max(1, untilMs - performance.now()));
    if (status?.io_state === IO_RUNNING) return;
    if (performance.now() >= untilMs) throw new Error(`it has not connected within ${ATTACH_MS} ms`);
    await delay(CONNECTED_POLL_MS, undefined, { signal: reparent.signal });
  }
}

async function handOver(reparent: Reparent, current: Tablet, elect: Tablet): Promise<void> {
  const { events, waitMs, durability, tablets } = reparent;
  await checkLock(reparent);
  events.info(`demoting ${aliasOf(current)}`);
  try {
    const { primary_status } = await call(reparent, current, 'DemotePrimary', {}, waitMs);
    events.info(`${aliasOf(current)} is demoted at ${primary_status?.position ?? ''}`);
    await call(reparent, elect, 'WaitForPosition', { position: primary_status?.position ?? '' }, waitMs);
    events.info(`${aliasOf(elect)} has everything`);
  } catch (error) {
    events.warn(`${aliasOf(elect)} cannot take over (${toVtError(error).message}): ${aliasOf(current)} stays primary`);
    await call(reparent, current, 'UndoDemotePrimary', { semiSync: needsAcks(durability, current, tablets) });
    await followAll(reparent, current, ACTION).catch((problem: unknown) => events.warn(String(problem)));
    throw error;
  }
  // From here on the old primary stays fenced, whatever happens: the new one may have begun to take writes.
  await promote(reparent, { elect, method: 'PromoteReplica', followers: others(reparent, elect), action: ACTION });
}
