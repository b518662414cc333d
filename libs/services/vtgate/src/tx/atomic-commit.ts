import { anySignal, toVtError, VtError } from '@vt/base';
import { clientError } from '../gateway/tablet-error.ts';
import type { Session, ShardSession } from '../session/session.ts';
import type { ReachCrashPoint } from './crash-point.ts';
import type { TwoPcPort } from './two-pc-port.ts';

const UNRESOLVED = 302;
/** For undoing, which goes on when the client is gone. */
const CLEAN_UP_MS = 10_000;
/** An answer waits so long for the other shards to show what was decided. */
const VISIBLE_MS = 2_000;

export type AtomicCommitDeps = {
  readonly port: TwoPcPort;
  readonly reach: ReachCrashPoint;
  /** A decided transaction was left to the resolver. */
  readonly onUnresolved: () => void;
};

/**
 * Two-phase commit of a session's shards. The first to write decides: its own commit carries the decision, so that the transaction is committed
 * exactly when that commit is durable. All others are prepared before.
 *
 * INVARIANT: no shard commits before the decision is durable, and none rolls back after it.
 */
export class AtomicCommit {
  readonly #deps: AtomicCommitDeps;

  constructor(deps: AtomicCommitDeps) {
    this.#deps = deps;
  }

  /** Resolves when it is decided to commit. @throws when it is rolled back, or when nobody can tell yet. */
  async run(session: Session, writers: readonly ShardSession[], signal: AbortSignal): Promise<void> {
    const [decider, ...others] = writers as [ShardSession, ...ShardSession[]];
    const { keyspace, shard } = decider.target;
    const dtid = `${keyspace}:${shard}:${decider.state.transactionId}`;
    await this.#prepareAll(dtid, decider, others, signal);
    await this.#decide(session, dtid, decider, others, signal);
    decider.state = { ...decider.state, transactionId: 0n };
    this.#deps.reach('gate.decided');
    await this.#finish(session, dtid, decider, others);
  }

  async #prepareAll(dtid: string, decider: ShardSession, others: readonly ShardSession[], signal: AbortSignal) {
    const { port, reach } = this.#deps;
    const stop = new AbortController();
    const all = anySignal([signal, stop.signal]);
    try {
      reach('gate.before-create');
      const targets = others.map(({ target }) => target);
      await port.createTransaction(decider.target, dtid, targets, signal);
      reach('gate.created');
      await Promise.all(
        others.map(async ({ target, state }) => {
          await port.prepare(target, state.alias, state.transactionId, dtid, all);
          reach('gate.one-prepared');
        }),
      );
      reach('gate.prepared');
    } catch (error) {
      stop.abort(error);
      await this.#undo(dtid, decider, others);
      throw clientError(error, decider.target.keyspace);
    }
  }

  async #decide(
    session: Session,
    dtid: string,
    decider: ShardSession,
    others: readonly ShardSession[],
    signal: AbortSignal,
  ): Promise<void> {
    const { port } = this.#deps;
    const { target, state } = decider;
    try {
      await port.startCommit(target, state.alias, state.transactionId, dtid, signal);
    } catch (error) {
      if (await this.#wasDecided(session, dtid, decider, others, toVtError(error))) return;
      throw clientError(error, target.keyspace);
    }
  }

  /** The call failed: what became of it is asked of the shard by deciding the contrary. */
  async #wasDecided(
    session: Session,
    dtid: string,
    decider: ShardSession,
    others: readonly ShardSession[],
    cause: VtError,
  ): Promise<boolean> {
    const { port } = this.#deps;
    const signal = AbortSignal.timeout(CLEAN_UP_MS);
    try {
      await port.setRollback(decider.target, dtid, signal);
    } catch (error) {
      const decision = await port.read(decider.target, dtid, signal).catch(() => undefined);
      if (decision?.state === 'COMMIT') return true;
      if (decision?.state !== 'ROLLBACK') throw this.#unknown(session, dtid, cause, toVtError(error));
    }
    await this.#undo(dtid, decider, others);
    return false;
  }

  #unknown(session: Session, dtid: string, cause: VtError, why: VtError): VtError {
    this.#deps.onUnresolved();
    session.warn(UNRESOLVED, `transaction ${dtid} is not resolved yet: ${why.message}`);
    const message = `${cause.message}: whether the transaction is committed is not known yet (${dtid})`;
    return new VtError({ code: 'UNKNOWN', message, cause });
  }

  /** Rolls everything back and forgets it. What cannot be reached is left to the resolver. */
  async #undo(dtid: string, decider: ShardSession, others: readonly ShardSession[]): Promise<void> {
    const { port, onUnresolved } = this.#deps;
    const signal = AbortSignal.timeout(CLEAN_UP_MS);
    try {
      await port.setRollback(decider.target, dtid, signal).catch(() => {});
      await port.rollbackPrepared(decider.target, dtid, decider.state.transactionId, signal);
      await Promise.all(
        others.map(({ target, state }) => port.rollbackPrepared(target, dtid, state.transactionId, signal)),
      );
      await port.conclude(decider.target, dtid, signal);
    } catch {
      onUnresolved();
    }
    for (const shard of [decider, ...others]) shard.state = { ...shard.state, transactionId: 0n };
  }

  /** It is committed, whatever happens here; the client waits a while so that it sees on all shards what it did. */
  async #finish(session: Session, dtid: string, decider: ShardSession, others: readonly ShardSession[]): Promise<void> {
    const { port, reach, onUnresolved } = this.#deps;
    const signal = AbortSignal.timeout(CLEAN_UP_MS);
    for (const shard of others) shard.state = { ...shard.state, transactionId: 0n };
    const committing = Promise.all(
      others.map(async ({ target }) => {
        await port.commitPrepared(target, dtid, signal);
        reach('gate.one-committed');
      }),
    );
    const done = committing
      .then(async () => {
        reach('gate.committed');
        await port.conclude(decider.target, dtid, signal);
        reach('gate.concluded');
      })
      .catch((error: unknown) => {
        onUnresolved();
        session.warn(
          UNRESOLVED,
          `transaction ${dtid} is committed, but not yet on all shards: ${toVtError(error).message}`,
        );
      });
    await Promise.race([done, committing.catch(() => done), sleep(VISIBLE_MS)]);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
