import { anySignal, type CodeName, toVtError, VtError } from '@vt/base';
import { type Tablet, tabletAliasEqual } from '@vt/topo';
import { needsAcks } from './durability.ts';
import { PromotedError } from './promoted-error.ts';
import { call, checkLock, type Reparent, sameTablet } from './reparent.ts';
import { aliasOf, compareTimes } from './shard-tablets.ts';

/** Milliseconds a promotion may take beyond what the replicas are waited for: applying relay logs is included. */
const PROMOTE_EXTRA_MS = 15_000;
/** How long the replicas are waited for when the new primary serves and somebody follows it. */
const FOLLOWERS_MS = 10_000;
/** How long the topology may take to say whether a promotion whose answer was lost has happened. */
const LOOK_MS = 2_000;

export type Promotion = {
  readonly elect: Tablet;
  readonly method: 'InitPrimary' | 'PromoteReplica';
  /** Those who are to follow. */
  readonly followers: readonly Tablet[];
  /** Name of the operation, for the journal. */
  readonly action: string;
};

/**
 * Makes a tablet primary, and everybody else follow it, all at once: a replica that already asks the new primary for transactions when that begins to write shortens the time
 * in which writes wait. Rejects when the promotion fails, with a PromotedError when it happened and only what comes after it failed; a replica that could not follow is a warning,
 * unless no write could be acknowledged without it.
 */
export async function promote(reparent: Reparent, promotion: Promotion): Promise<string> {
  const { durability, tablets, events, waitMs } = reparent;
  const { elect, method, followers } = promotion;
  const semiSync = needsAcks(durability, elect, tablets);
  // INVARIANT: who lost the lock makes no second primary.
  await checkLock(reparent);
  const createdNs = BigInt(Date.now()) * 1_000_000n;
  const promoting = call(reparent, elect, method, { semiSync }, waitMs + PROMOTE_EXTRA_MS);
  const failed = new AbortController();
  const awaiting = { ...reparent, signal: anySignal([reparent.signal, failed.signal]) };
  const following = followers.map((tablet) => follow(awaiting, elect, tablet, createdNs));
  for (const one of following) one.catch(() => {});
  const { position } = await promoting.catch(async (error: unknown) => {
    // They would wait for a journal that nobody writes, and have no time for the next attempt.
    failed.abort(error);
    return await lostAnswer(reparent, elect, error);
  });
  events.info(`${aliasOf(elect)} is primary at ${position}`);
  // INVARIANT: while the others are still told. With semi-sync the journal's row commits only when one of them follows.
  const unwritten = await writeJournal(reparent, promotion, createdNs, position).then(
    () => undefined,
    (error: unknown) => {
      const message = `${aliasOf(elect)} is primary, but no reparent journal could be written: ${toVtError(error).message}`;
      return new PromotedError(elect, message, error);
    },
  );
  report(reparent, followers, elect, await problemsOf(reparent, following));
  if (unwritten) throw unwritten;
  return position;
}

/** Whose answer did not come may have been promoted all the same; the shard's record, which the new primary writes, tells. Rejects in any case, with what is known. */
async function lostAnswer(reparent: Reparent, elect: Tablet, error: unknown): Promise<never> {
  if (!unknowing.has(toVtError(error).code)) throw error;
  const { deps, keyspace, shard, record } = reparent;
  // Not with the reparent's signal: that the lock was lost may be why there is no answer.
  const now = await deps.topo.shards.get(keyspace, shard, { timeoutMs: LOOK_MS }).catch(() => undefined);
  const { primary_alias = null, primary_term_start_time = null } = now?.value ?? {};
  const isNew = compareTimes(primary_term_start_time, record.primary_term_start_time) > 0;
  if (isNew && tabletAliasEqual(primary_alias ?? undefined, elect.alias ?? undefined)) {
    const message = `${aliasOf(elect)} is primary by the shard's record, though its answer was lost; no reparent journal was written: ${toVtError(error).message}`;
    throw new PromotedError(elect, message, error);
  }
  const message = `it is not known whether ${aliasOf(elect)} became primary: ${toVtError(error).message}`;
  throw new VtError({ code: toVtError(error).code, message, cause: error });
}

const unknowing = new Set<CodeName>(['CANCELED', 'DEADLINE_EXCEEDED', 'UNAVAILABLE']);

/** Points everybody else at a primary that is one already. */
export async function followAll(reparent: Reparent, primary: Tablet, action: string): Promise<void> {
  const followers = reparent.tablets.filter((t) => !sameTablet(t, primary));
  const createdNs = BigInt(Date.now()) * 1_000_000n;
  const { position } = await call(reparent, primary, 'PrimaryPosition', {});
  const following = followers.map((tablet) => follow(reparent, primary, tablet, createdNs));
  for (const one of following) one.catch(() => {});
  await writeJournal(reparent, { elect: primary, action }, createdNs, position);
  report(reparent, followers, primary, await problemsOf(reparent, following));
}

/** Why each does not follow; undefined: it does. The shard's lock is held meanwhile, so that one that hangs is not waited for to its end. */
async function problemsOf({ waitMs }: Reparent, following: readonly Promise<void>[]): Promise<readonly unknown[]> {
  const limitMs = Math.min(waitMs, FOLLOWERS_MS);
  const patience = delay(limitMs, new Error(`no answer within ${limitMs} ms`));
  const outcome = (one: Promise<void>): Promise<unknown> =>
    one.then(
      () => undefined,
      (error: unknown) => error,
    );
  return Promise.all(following.map((one) => Promise.race([outcome(one), patience])));
}

function delay<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(value), ms).unref();
  });
}

async function follow(reparent: Reparent, primary: Tablet, tablet: Tablet, createdNs: bigint): Promise<void> {
  const { durability, waitMs } = reparent;
  const request = {
    parent: primary.alias,
    time_created_ns: createdNs,
    force_start_replication: true,
    semiSync: durability.ackers > 0 && durability.mayAck(primary, asReplica(tablet)),
  };
  await call(reparent, tablet, 'SetReplicationSource', request, waitMs);
}

/** A tablet as it will be: who was primary becomes a replica. */
function asReplica(tablet: Tablet): Tablet {
  return tablet.type === 'PRIMARY' ? { ...tablet, type: 'REPLICA' } : tablet;
}

async function writeJournal(
  reparent: Reparent,
  { elect, action }: Pick<Promotion, 'elect' | 'action'>,
  createdNs: bigint,
  position: string,
): Promise<void> {
  await call(
    reparent,
    elect,
    'PopulateReparentJournal',
    {
      time_created_ns: createdNs,
      action_name: action,
      primary_alias: elect.alias,
      replication_position: position,
    },
    reparent.waitMs,
  );
}

function report(
  { events }: Reparent,
  followers: readonly Tablet[],
  primary: Tablet,
  problems: readonly unknown[],
): void {
  const failed = followers.filter((_, i) => problems[i] !== undefined);
  for (const [i, tablet] of followers.entries()) {
    if (problems[i] !== undefined) events.warn(`${aliasOf(tablet)} does not follow yet: ${String(problems[i])}`);
  }
  events.info(`${followers.length - failed.length} of ${followers.length} replicas follow ${aliasOf(primary)}`);
}
