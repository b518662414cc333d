import { VtError } from '@vt/base';
import { formatPosition, type Position, positionContains } from '@vt/mysql';
import type { Message } from '@vt/proto';
import { type Tablet, tabletAliasEqual, tabletAliasString } from '@vt/topo';
import { canEstablish } from './durability.ts';
import { byAdvance, checkExpected, namedTablet } from './elect.ts';
import { errantByJournal, errantOf } from './errant.ts';
import { promote } from './follow-all.ts';
import {
  call,
  currentPrimary,
  type Reparent,
  type ReparentDeps,
  type Reparented,
  sameTablet,
  underShardLock,
} from './reparent.ts';
import { aliasOf, durationMs } from './shard-tablets.ts';
import { letGo, type Stopped, stopEverybody } from './stop-replication.ts';

type Request = Message<'vtctldata.EmergencyReparentShardRequest'>;

const WAIT_REPLICAS_MS = 15_000;
const JOURNAL_TIMEOUT_MS = 2_000;
const ACTION = 'EmergencyReparentShard';

/**
 * Gives a shard whose primary is lost a new one, under the shard's lock. Fencing comes first: nobody is chosen before it is certain (where the durability policy can make it so)
 * that no other tablet can acknowledge a write any more. The new primary has every transaction that any reachable tablet has received.
 */
export async function emergencyReparent(
  deps: ReparentDeps,
  request: Request,
  signal: AbortSignal,
): Promise<Reparented> {
  const waitMs = durationMs(request.wait_replicas_timeout, WAIT_REPLICAS_MS);
  const name = request.new_primary ? tabletAliasString(request.new_primary) : '';
  const action = `${ACTION}(${name})`;
  return underShardLock(deps, request, action, waitMs, signal, (reparent) =>
    emergencyReparentLocked(reparent, request),
  );
}

/** As emergencyReparent, with the shard's lock held. `unsound`: aliases of tablets that are known to write badly, and are chosen last. */
export async function emergencyReparentLocked(
  begun: Reparent,
  request: Request,
  unsound: readonly string[] = [],
): Promise<Reparented> {
  checkExpected(begun, request.expected_primary);
  const { events, record } = begun;
  const ignored = (tablet: Tablet): boolean =>
    request.ignore_replicas.some((alias) => tabletAliasEqual(alias, tablet.alias ?? undefined));
  const tablets = begun.tablets.filter((tablet) => !ignored(tablet));
  const oldPrimary =
    tablets.find((t) => tabletAliasEqual(t.alias ?? undefined, record.primary_alias ?? undefined)) ??
    currentPrimary(tablets);
  const stopped = await stopEverybody(begun, tablets, { oldPrimary, waitForAll: request.wait_for_all_tablets });
  events.info(`stopped: ${stopped.map((s) => `${aliasOf(s.tablet)} at ${formatPosition(s.position)}`).join(', ')}`);
  const asStopped = (tablet: Tablet): Tablet => stopped.find((s) => sameTablet(s.tablet, tablet))?.tablet ?? tablet;
  const reparent = { ...begun, tablets: begun.tablets.map(asStopped) };
  const elect = await decide(reparent, request, stopped, oldPrimary, unsound).catch(async (error: unknown) => {
    await letGo(reparent, stopped, oldPrimary);
    throw error;
  });
  const followers = stopped.map(({ tablet }) => tablet).filter((tablet) => !sameTablet(tablet, elect));
  await promote(reparent, { elect, method: 'PromoteReplica', followers, action: ACTION });
  return { primary: elect, events };
}

/** Whom to promote; it has then all that it needs. */
async function decide(
  reparent: Reparent,
  request: Request,
  stopped: readonly Stopped[],
  old: Tablet | undefined,
  unsound: readonly string[],
): Promise<Tablet> {
  const { durability } = reparent;
  const { elect, mostAdvanced } = await choose(reparent, request, stopped, old, unsound);
  const all = stopped.map(({ tablet }) => tablet);
  if (!canEstablish(durability, elect.tablet, all)) {
    const message = `${aliasOf(elect.tablet)} will not be able to make forward progress on being promoted: nobody is left to acknowledge its writes under ${durability.name}`;
    throw failed(message);
  }
  if (!sameTablet(elect.tablet, mostAdvanced.tablet) && !positionContains(elect.position, mostAdvanced.position)) {
    await catchUp(reparent, elect.tablet, mostAdvanced);
  }
  return elect.tablet;
}

async function withoutErrant(reparent: Reparent, stopped: readonly Stopped[]): Promise<readonly Stopped[]> {
  const { events } = reparent;
  // Nearly always nobody has such, and nobody need be asked more.
  const suspect = errantOf(stopped);
  const errant = suspect.size > 0 ? errantByJournal(stopped, await journalLengths(reparent, stopped)) : suspect;
  for (const [alias, set] of errant) events.warn(`${alias} has errant GTIDs and cannot become primary: ${set}`);
  return stopped.filter(({ tablet }) => !errant.has(aliasOf(tablet)));
}

/** Of how many reparents each has heard, by alias; of those who do not answer, none. */
async function journalLengths(reparent: Reparent, stopped: readonly Stopped[]): Promise<ReadonlyMap<string, number>> {
  const timeoutMs = Math.min(reparent.waitMs, JOURNAL_TIMEOUT_MS);
  const asked = stopped.map(async ({ tablet }): Promise<[string, number]> => {
    const { length } = await call(reparent, tablet, 'ReadReparentJournalInfo', {}, timeoutMs);
    return [aliasOf(tablet), length];
  });
  const told = await Promise.allSettled(asked);
  return new Map(told.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
}

type Choice = { readonly elect: Stopped; readonly mostAdvanced: Stopped };

/** Whom to promote, and who has the most: that one's transactions must reach the new primary first. */
async function choose(
  reparent: Reparent,
  request: Request,
  stopped: readonly Stopped[],
  old: Tablet | undefined,
  unsound: readonly string[],
): Promise<Choice> {
  const { durability, events } = reparent;
  const sound = await withoutErrant(reparent, stopped);
  const reached = stopped.map(({ tablet }) => tablet);
  const ordered = byAdvance(reparent, sound) as Stopped[];
  const [mostAdvanced] = ordered;
  if (mostAdvanced === undefined) throw failed('no valid candidates for emergency reparent');
  const split = ordered.find((other) => !positionContains(mostAdvanced.position, other.position));
  if (split) throw failed(splitText(mostAdvanced, split));
  const sameCell = (t: Tablet): boolean =>
    !request.prevent_cross_cell_promotion || !old || t.alias?.cell === old.alias?.cell;
  if (request.new_primary) {
    const wanted = namedTablet(reparent, request.new_primary);
    const found = sound.find(({ tablet }) => sameTablet(tablet, wanted));
    if (!found) throw failed(`${aliasOf(wanted)} was asked for, and was not reached or has errant GTIDs`);
    if (durability.promotionRule(wanted) === 'must_not')
      throw failed(`${aliasOf(wanted)} is ${wanted.type}: it cannot become primary`);
    return { elect: found, mostAdvanced };
  }
  const able = ordered.filter(({ tablet }) => durability.promotionRule(tablet) !== 'must_not' && sameCell(tablet));
  // The old primary, if it is the one reached, is the last choice: there was a reason to come here.
  const rank = ({ tablet }: Stopped): number =>
    unsound.includes(aliasOf(tablet)) ? 2 : old && sameTablet(tablet, old) ? 1 : 0;
  const [elect] = able
    .filter(({ tablet }) => canEstablish(durability, tablet, reached))
    .sort((a, b) => rank(a) - rank(b));
  if (elect) {
    events.info(`elected ${aliasOf(elect.tablet)}`);
    return { elect, mostAdvanced };
  }
  const why =
    able.length > 0 ? `will not be able to make forward progress under ${durability.name}` : 'may become primary';
  throw failed(`no reachable tablet ${able.length > 0 ? '' : 'of the right type and cell '}${why}`);
}

function splitText(a: Stopped, b: Stopped): string {
  const text = ({ tablet, position }: Stopped): string => `${aliasOf(tablet)} at ${formatPosition(position)}`;
  return `split brain detected between servers: ${text(a)}, ${text(b)}: neither has all that the other has`;
}

/** Gives the elect what only the most advanced tablet has. */
async function catchUp(reparent: Reparent, elect: Tablet, from: Stopped): Promise<void> {
  const { events, waitMs } = reparent;
  events.info(`${aliasOf(elect)} first takes over what ${aliasOf(from.tablet)} has`);
  await awaitApplied(reparent, from.tablet, from.position);
  const request = {
    parent: from.tablet.alias,
    force_start_replication: true,
    wait_position: formatPosition(from.position),
    semiSync: false,
  };
  await call(reparent, elect, 'SetReplicationSource', request, waitMs);
}

/** What is only in a relay log is not in the binary log yet, from which others read. */
async function awaitApplied(reparent: Reparent, tablet: Tablet, position: Position): Promise<void> {
  await call(reparent, tablet, 'WaitForPosition', { position: formatPosition(position) }, reparent.waitMs);
}

function failed(message: string): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message });
}
