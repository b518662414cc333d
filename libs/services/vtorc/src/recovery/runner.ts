import { anySignal } from '@vt/base';
import { openReparent, PromotedError, REPARENT_LOCK_TTL_S, type ReparentDeps, release } from '@vt/reparent';
import type { Logger } from '@vt/servenv';
import { type Problem, type ProblemCode, type Repair, repairOf } from '../analysis/problem.ts';
import type { ShardView } from '../view/observed.ts';
import type { History, Outcome } from './history.ts';
import { type RepairOptions, repairs } from './repairs.ts';
import type { Switches } from './switches.ts';

export type RunnerOptions = {
  readonly deps: ReparentDeps;
  readonly history: History;
  readonly switches: Switches;
  readonly repair: RepairOptions;
  readonly waitReplicasMs: number;
  /** The shard as it is, after everybody in it was asked again; `isFresh`: as it was seen just now, with its record read again. */
  readonly lookAgain: (
    keyspace: string,
    shard: string,
    isFresh: boolean,
    signal: AbortSignal,
  ) => Promise<readonly Problem[]>;
  readonly onEnd: (problem: Problem, outcome: Outcome, ms: number) => void;
  /** Told how long the shard's lock took. */
  readonly onLock: (action: 'Lock' | 'Unlock', ms: number) => void;
  readonly log: Logger;
};

const BACKOFF_MS = 1_000;
const BACKOFF_MS_MAX = 30_000;
/** A replica's problem that is back so soon after its repair was not repaired: it is looked at again after a while, which stays short, since it may be another. */
const [RECURS_MS, RECURRED_MS] = [10_000, 2_000];
/** A lock that took no longer was free: nobody repaired anything meanwhile. */
const FREE_LOCK_MS = 250;
const urgent = new Set<Repair>(['emergency-reparent']);
/** Repairs of one tablet, which may be the one that does not answer: they can be given up at any step, and are begun anew later. */
const interruptible = new Set<Repair>(['drain', 'fix-primary', 'fix-replica', 'fix-stale-primary', 'fix-type']);
/** What several tablets bear witness to: a second look would cost more than it saves. Silence alone is asked about again. */
const certain = new Set<ProblemCode>(['DeadPrimary', 'DeadPrimaryAndSomeReplicas']);

/**
 * Repairs problems: of one shard one at a time, the first in rank first, under the shard's lock, which makes several vtorcs one actor. With the lock
 * held the shard is looked at again, since somebody else may have repaired it meanwhile.
 */
export class Runner {
  readonly #options: RunnerOptions;
  /** What each shard that is being repaired is being repaired of, and how to end that. */
  readonly #busy = new Map<string, { readonly problem: Problem; readonly end: AbortController }>();
  /** Failed repairs are tried again after a while that grows, or at once when more tablets answer than did then. By code and alias. */
  readonly #failures = new Map<string, { count: number; notBeforeMs: number; answering: number }>();

  /** When a replica's problem was repaired last. By code and alias. */
  readonly #repairedAtMs = new Map<string, number>();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /**
   * Takes up the first problem that may be repaired, unless this shard is being repaired; a repair of one tablet is given up, though, where the primary is lost. Resolves
   * when that is done; false: nothing was to do.
   */
  async repairNext(view: ShardView, problems: readonly Problem[], signal: AbortSignal): Promise<boolean> {
    const key = `${view.keyspace}/${view.shard}`;
    const next = this.#next(view, problems, performance.now());
    if (!next) return false;
    const running = this.#busy.get(key);
    if (running) {
      if (isUrgent(next) && interruptible.has(repairOf(running.problem.code) ?? 'emergency-reparent'))
        running.end.abort(new GivenUpError(next));
      return false;
    }
    const end = new AbortController();
    this.#busy.set(key, { problem: next, end });
    try {
      await this.#repair(view, next, anySignal([signal, end.signal]));
    } finally {
      this.#busy.delete(key);
    }
    return true;
  }

  /** A problem of the primary that is to be repaired holds up the repair of its replicas, also while it waits to be tried again, or is not certain yet: the shard's lock is free then. */
  #next(view: ShardView, problems: readonly Problem[], nowMs: number): Problem | undefined {
    const isSuspect = problems.some(({ code }) => code.startsWith('UnreachablePrimary'));
    for (const problem of problems) {
      if (isSuspect && repairOf(problem.code) === 'fix-replica') continue;
      if (this.#options.switches.refusal(problem, view) !== undefined) continue;
      const failed = this.#failures.get(keyOf(problem));
      if (!failed || failed.notBeforeMs <= nowMs || answering(view) > failed.answering) return problem;
      if (repairOf(problem.code) !== 'fix-replica') return undefined;
    }
    return undefined;
  }

  async #repair(view: ShardView, problem: Problem, signal: AbortSignal): Promise<void> {
    const { history, log, onEnd } = this.#options;
    const started = Date.now();
    const id = history.begin(problem, started);
    log.warn({ recovery: id, ...problem }, 'repairing');
    const note = (text: string, atMs = Date.now()): void => history.step(id, text, atMs);
    const outcome = await this.#underLock(problem, note, signal).catch((cause: unknown) => {
      const error: unknown = signal.reason instanceof GivenUpError ? signal.reason : cause;
      note(error instanceof Error ? error.message : String(error));
      log.error({ err: error, recovery: id, code: problem.code, alias: problem.alias }, 'repair failed');
      return error instanceof PromotedError ? 'incomplete' : 'failed';
    });
    if (outcome === 'failed' && !(signal.reason instanceof GivenUpError)) this.#failed(view, problem, BACKOFF_MS_MAX);
    else if (outcome === 'repaired' && this.#recurs(problem)) this.#failed(view, problem, RECURRED_MS);
    else this.#failures.delete(keyOf(problem));
    const ended = Date.now();
    history.end(id, outcome, ended);
    log.info({ recovery: id, code: problem.code, alias: problem.alias, outcome, ms: ended - started }, 'repair ended');
    onEnd(problem, outcome, ended - started);
  }

  async #underLock(
    problem: Problem,
    note: (text: string, atMs?: number) => void,
    signal: AbortSignal,
  ): Promise<'not needed' | 'repaired'> {
    const { deps, lookAgain, onLock, repair, waitReplicasMs } = this.#options;
    const { keyspace, shard, code, alias } = problem;
    const kind = repairOf(code);
    if (kind === undefined) return 'not needed';
    const askedMs = performance.now();
    const options = { signal, ttlSeconds: REPARENT_LOCK_TTL_S };
    const lock = await deps.topo.shards.lock(keyspace, shard, `vtorc: ${code}`, options);
    onLock('Lock', performance.now() - askedMs);
    try {
      note('shard locked');
      const isFresh = certain.has(code) && performance.now() - askedMs < FREE_LOCK_MS;
      const now = await lookAgain(keyspace, shard, isFresh, signal);
      const again = now.find((p) => repairOf(p.code) === kind && (p.alias === alias || urgent.has(kind)));
      if (!again) {
        note('looked again: nothing to repair any more');
        return 'not needed';
      }
      note(`looked again: ${again.code}: ${again.detail}`);
      const reparent = await openReparent(deps, { keyspace, shard }, lock, waitReplicasMs, signal);
      try {
        await repairs[kind](reparent, again, repair, now);
      } finally {
        for (const { value, time } of reparent.events.list) {
          note(value ?? '', Number(time?.seconds ?? 0n) * 1000 + (time?.nanoseconds ?? 0) / 1e6);
        }
      }
      return 'repaired';
    } finally {
      const endedMs = performance.now();
      await release(lock, deps.log);
      onLock('Unlock', performance.now() - endedMs);
    }
  }

  /** Whether a problem that was repaired just now had been repaired shortly before. */
  #recurs(problem: Problem): boolean {
    if (repairOf(problem.code) !== 'fix-replica') return false;
    const now = performance.now();
    for (const [key, atMs] of this.#repairedAtMs) if (now - atMs > RECURS_MS) this.#repairedAtMs.delete(key);
    const isBack = this.#repairedAtMs.has(keyOf(problem));
    this.#repairedAtMs.set(keyOf(problem), now);
    return isBack;
  }

  #failed(view: ShardView, problem: Problem, waitMsMax: number): void {
    const count = (this.#failures.get(keyOf(problem))?.count ?? 0) + 1;
    const waitMs = Math.min(BACKOFF_MS * 2 ** (count - 1), waitMsMax);
    this.#failures.set(keyOf(problem), { count, notBeforeMs: performance.now() + waitMs, answering: answering(view) });
  }
}

class GivenUpError extends Error {
  override readonly name = 'GivenUpError';

  constructor({ code, alias }: Problem) {
    super(`given up, to be begun anew: ${alias} is to be replaced first (${code})`);
  }
}

function isUrgent({ code }: Problem): boolean {
  const kind = repairOf(code);
  return kind !== undefined && urgent.has(kind);
}

const answering = ({ tablets }: ShardView): number => tablets.filter((o) => o.isReachable === true).length;

function keyOf({ code, keyspace, shard, alias }: Problem): string {
  return `${code} ${keyspace}/${shard} ${alias}`;
}
