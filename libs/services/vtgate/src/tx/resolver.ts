import { anySignal, VtError } from '@vt/base';
import type { TabletTarget } from '../gateway/tablet-gateway.ts';
import { type Decision, decidingTarget, type TwoPcPort } from './two-pc-port.ts';

const ROUND_MS = 30_000;

export type ResolverDeps = {
  readonly port: TwoPcPort;
  readonly onResolved: (decision: Decision) => void;
  readonly onProblem: (dtid: string, error: unknown) => void;
};

/**
 * Ends what a gate or tablet left in the middle of an atomic commit. Any gate may, several at once: what was decided is done, what was not is
 * decided to roll back, and doing it twice does nothing.
 */
export class Resolver {
  readonly #deps: ResolverDeps;
  readonly #signal: AbortSignal;
  readonly #running = new Set<string>();

  constructor(deps: ResolverDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
  }

  /** A primary says that something waits there. One round at a time for each shard. */
  async resolve(target: TabletTarget): Promise<void> {
    const key = `${target.keyspace}/${target.shard}`;
    if (this.#signal.aborted || this.#running.has(key)) return;
    this.#running.add(key);
    const signal = anySignal([this.#signal, AbortSignal.timeout(ROUND_MS)]);
    try {
      for (const decision of await this.#deps.port.unresolved(target, signal))
        await this.#one(target, decision, signal);
    } catch (error) {
      this.#deps.onProblem(key, error);
    } finally {
      this.#running.delete(key);
    }
  }

  async #one(target: TabletTarget, decision: Decision, signal: AbortSignal): Promise<void> {
    try {
      await this.#end(target, decision, signal);
      this.#deps.onResolved(decision);
    } catch (error) {
      this.#deps.onProblem(decision.dtid, error);
    }
  }

  async #end(target: TabletTarget, { dtid, state, participants }: Decision, signal: AbortSignal): Promise<void> {
    const { port } = this.#deps;
    if (state === 'UNKNOWN') return this.#endOrphan(target, dtid, signal);
    if (state === 'PREPARE') await port.setRollback(target, dtid, signal);
    const end = (participant: TabletTarget) =>
      state === 'COMMIT'
        ? port.commitPrepared(participant, dtid, signal)
        : port.rollbackPrepared(participant, dtid, 0n, signal);
    await Promise.all(participants.map(end));
    await port.conclude(target, dtid, signal);
  }

  /**
   * A prepared part of which the deciding shard has no record is undecided, or its transaction is over: had it been committed, this part would have been before that was forgotten.
   * INVARIANT: where abort is presumed, its gate may still be about to decide. So the contrary is decided first, which one of the two cannot. Where nobody can tell whether it is, the part
   * stays: its gate may have decided since its record was looked for.
   */
  async #endOrphan(target: TabletTarget, dtid: string, signal: AbortSignal): Promise<void> {
    const { port } = this.#deps;
    const decider = decidingTarget(dtid);
    const known = decider && (await port.read(decider, dtid, signal));
    if (!decider || (known && known.state !== 'ROLLBACK')) return;
    const presumesAbort = port.presumesAbort([{ target: decider, alias: undefined }]);
    if (presumesAbort === undefined) {
      const message = `${dtid} is decided by ${decider.keyspace}/${decider.shard}, which does not serve`;
      throw new VtError({ code: 'UNAVAILABLE', message });
    }
    if (presumesAbort) await port.decideRollback(decider, dtid, signal);
    await port.rollbackPrepared(target, dtid, 0n, signal);
    if (presumesAbort) await port.conclude(decider, dtid, signal);
  }
}
