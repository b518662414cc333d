import { anySignal, toVtError, VtError } from '@vt/base';
import { clientError } from '../gateway/tablet-error.ts';
import type { TabletTarget } from '../gateway/tablet-gateway.ts';
import type { Session, ShardSession } from '../session/session.ts';
import type { ReachCrashPoint } from './crash-point.ts';
import type { TwoPcPort } from './two-pc-port.ts';

const UNRESOLVED = 302;
/** For undoing, which goes on when the client is gone. */
const CLEAN_UP_MS = 10_000;
/** An answer waits so long for the other shards to show what was decided. */
const VISIBLE_MS = 2_000;

/** So long it is believed of a shard that it can take part. */
const ABLE_MS = 60_000;

export type AtomicCommitDeps = {
  readonly port: TwoPcPort;
  readonly reach: ReachCrashPoint;
  /** A decided transaction was left to the resolver. */
  readonly onUnresolved: () => void;
};

/** One transaction on its way. */
type Commit = {
  readonly session: Session;
  readonly dtid: string;
  readonly decider: ShardSession;
  readonly others: readonly ShardSession[];
  /** Nothing is written of it before its decision: without a decision it is rolled back. Else the deciding shard has a record of it from the beginning. */
  readonly presumesAbort: boolean;
};

/**
 * Two-phase commit of a session's shards (docs/reference/atomic-commit.md). The first to write decides: its own commit carries the decision, so that the transaction is committed
 * exactly when that commit is durable. All others are prepared before.
 *
 * INVARIANT: no shard commits before the decision is durable, and none rolls back after it.
 */
export class AtomicCommit {
  readonly #deps: AtomicCommitDeps;
  /** Shards that can take part, and until when that is believed. */
  readonly #ableUntil = new Map<string, number>();

  constructor(deps: AtomicCommitDeps) {
    this.#deps = deps;
  }

  /** Whether the shards’ primaries can take part: not every one may have the tables for it. */
  async isPossible(writers: readonly ShardSession[], signal: AbortSignal): Promise<boolean> {
    const places = writers.map(({ target, state }) => ({ target, alias: state.alias }));
    if (this.#deps.port.presumesAbort(places) !== true) return false;
    const able = await Promise.all(writers.map(({ target }) => this.#isAble(target, signal)));
    return !able.includes(false);
  }

  async #isAble(target: TabletTarget, signal: AbortSignal): Promise<boolean> {
    const { keyspace, shard } = target;
    const key = `${keyspace}/${shard}`;
    if ((this.#ableUntil.get(key) ?? 0) > performance.now()) return true;
    try {
      await this.#deps.port.read(target, `${keyspace}:${shard}:0`, signal);
    } catch {
      return false;
    }
    this.#ableUntil.set(key, performance.now() + ABLE_MS);
    return true;
  }

  /** Resolves when it is decided to commit. @throws when it is rolled back, or when nobody can tell yet. */
  async run(session: Session, writers: readonly ShardSession[], signal: AbortSignal): Promise<void> {
    const [decider, ...others] = writers as [ShardSession, ...ShardSession[]];
    const { keyspace, shard } = decider.target;
    const dtid = `${keyspace}:${shard}:${decider.state.transactionId}`;
    const places = writers.map(({ target, state }) => ({ target, alias: state.alias }));
    const presumesAbort = this.#deps.port.presumesAbort(places) ?? false;
    const commit: Commit = { session, dtid, decider, others, presumesAbort };
    await this.#prepareAll(commit, signal);
    await this.#decide(commit, signal);
    this.#deps.reach('gate.decided');
    await this.#finish(commit);
  }

  async #prepareAll(commit: Commit, signal: AbortSignal): Promise<void> {
    const { port, reach } = this.#deps;
    const { dtid, decider, others } = commit;
    const stop = new AbortController();
    const all = anySignal([signal, stop.signal]);
    try {
      if (!commit.presumesAbort) await this.#create(commit, signal);
      reach('gate.before-prepare');
      await Promise.all(
        others.map(async ({ target, state }) => {
          await port.prepare(target, state.alias, state.transactionId, dtid, all);
          reach('gate.one-prepared');
        }),
      );
      reach('gate.prepared');
    } catch (error) {
      stop.abort(error);
      await this.#undo(commit, !commit.presumesAbort);
      throw clientError(error, decider.target.keyspace);
    }
  }

  async #create({ dtid, decider, others }: Commit, signal: AbortSignal): Promise<void> {
    const { port, reach } = this.#deps;
    reach('gate.before-create');
    const targets = others.map(({ target }) => target);
    await port.createTransaction(decider.target, dtid, targets, signal);
    reach('gate.created');
  }

  async #decide(commit: Commit, signal: AbortSignal): Promise<void> {
    const { port } = this.#deps;
    const { decider, dtid, others } = commit;
    const { target, state } = decider;
    let { reservedId } = state;
    try {
      if (commit.presumesAbort) {
        const targets = others.map((other) => other.target);
        reservedId = await port.decideCommit(target, state.alias, state.transactionId, dtid, targets, signal);
      } else await port.startCommit(target, state.alias, state.transactionId, dtid, signal);
    } catch (error) {
      if (!(await this.#wasDecided(commit, toVtError(error)))) throw clientError(error, target.keyspace);
    }
    decider.state = { ...state, transactionId: 0n, reservedId };
  }

  /** The call failed: what became of it is asked of the shard by deciding the contrary. */
  async #wasDecided(commit: Commit, cause: VtError): Promise<boolean> {
    const { port } = this.#deps;
    const { decider, dtid } = commit;
    const signal = AbortSignal.timeout(CLEAN_UP_MS);
    try {
      if (commit.presumesAbort) await port.decideRollback(decider.target, dtid, signal);
      else await port.setRollback(decider.target, dtid, signal);
    } catch (error) {
      const decision = await port.read(decider.target, dtid, signal).catch(() => undefined);
      if (decision?.state === 'COMMIT') return true;
      if (decision?.state !== 'ROLLBACK') throw this.#unknown(commit, cause, toVtError(error));
    }
    await this.#undo(commit, true);
    return false;
  }

  #unknown({ session, dtid }: Commit, cause: VtError, why: VtError): VtError {
    this.#deps.onUnresolved();
    session.warn(UNRESOLVED, `transaction ${dtid} is not resolved yet: ${why.message}`);
    const message = `${cause.message}: whether the transaction is committed is not known yet (${dtid})`;
    return new VtError({ code: 'UNKNOWN', message, cause });
  }

  /** Rolls everything back and forgets it. What cannot be reached is left to the resolver. @param isKnown the deciding shard has a record of it. */
  async #undo({ dtid, decider, others, presumesAbort }: Commit, isKnown: boolean): Promise<void> {
    const { port, onUnresolved } = this.#deps;
    const signal = AbortSignal.timeout(CLEAN_UP_MS);
    try {
      if (isKnown && !presumesAbort) await port.setRollback(decider.target, dtid, signal).catch(() => {});
      const undone = await Promise.allSettled([decider, ...others].map((one) => this.#undoPart(one, dtid, signal)));
      if (undone.some(({ status }) => status === 'rejected')) onUnresolved();
      else if (isKnown) await port.conclude(decider.target, dtid, signal);
    } catch {
      onUnresolved();
    }
    for (const shard of [decider, ...others]) shard.state = { ...shard.state, transactionId: 0n };
  }

  /** What a tablet cannot look up among the prepared, as its tables are not there or not its to write, it can still roll back: else its rows stay locked. */
  async #undoPart({ target, state }: ShardSession, dtid: string, signal: AbortSignal): Promise<void> {
    const { port } = this.#deps;
    try {
      await port.rollbackPrepared(target, dtid, state.transactionId, signal);
    } catch (error) {
      await port.rollback(target, state.alias, state.transactionId, signal).catch(() => {});
      throw error;
    }
  }

  /** It is committed, whatever happens here; the client waits a while so that it sees on all shards what it did. */
  async #finish({ session, dtid, decider, others }: Commit): Promise<void> {
    const { port, reach, onUnresolved } = this.#deps;
    const signal = AbortSignal.timeout(CLEAN_UP_MS);
    for (const shard of others) shard.state = { ...shard.state, transactionId: 0n };
    const committing = Promise.all(
      others.map(async ({ target }) => {
        await port.commitPrepared(target, dtid, signal);
        reach('gate.one-committed');
      }),
    );
    const done = committing.then(
      () => this.#conclude(decider, dtid, signal),
      (error: unknown) => {
        onUnresolved();
        session.warn(
          UNRESOLVED,
          `transaction ${dtid} is committed, but not yet on all shards: ${toVtError(error).message}`,
        );
      },
    );
    await withinTime(
      committing.catch(() => done),
      VISIBLE_MS,
    );
  }

  /** Nobody waits for that. */
  async #conclude({ target }: ShardSession, dtid: string, signal: AbortSignal): Promise<void> {
    const { port, reach, onUnresolved } = this.#deps;
    try {
      reach('gate.committed');
      await port.conclude(target, dtid, signal);
      reach('gate.concluded');
    } catch {
      onUnresolved();
    }
  }
}

/** Waits for it, but not longer. */
function withinTime(work: Promise<unknown>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    timer.unref();
    void work.finally(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
