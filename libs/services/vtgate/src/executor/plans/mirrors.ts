import { toVtError, VtError } from '@vt/base';
import type { CopyContext, MirrorPort } from '@vt/engine';
import { Session } from '../../session/session.ts';
import type { ExecutorStats } from '../deps.ts';
import type { Mirrored } from '../statement.ts';

/** How long a copy may go on when its read has ended. */
const LAG_MS_MAX = 100;
/** Copies that run at one time in this gate; a read that comes while there are so many has none. */
const COPIES_MAX = 256;

type CopiedRead = {
  readonly session: Session;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  readonly stats: Pick<ExecutorStats, 'mirrored'>;
  /** How a session of its own reaches its shards. */
  readonly contextFor: (own: Session, signal: AbortSignal) => CopyContext;
  /** Told of what becomes of the copy. */
  readonly onCopy: (mirrored: Promise<Mirrored>) => void;
};

/** Runs the copies of reads that mirror rules ask for: beside them, outside of their transactions, and for no longer than they run themselves. */
export class Mirrors {
  #running = 0;

  /** For the reads of one statement. */
  port(read: CopiedRead): MirrorPort {
    return { start: (percent, copy) => this.#start(read, percent, copy) };
  }

  #start(read: CopiedRead, percent: number, copy: (own: CopyContext) => Promise<void>): (() => void) | undefined {
    if (read.random() * 100 >= percent) return undefined;
    if (this.#running >= COPIES_MAX) {
      read.stats.mirrored?.('skipped');
      return undefined;
    }
    this.#running++;
    const stop = new AbortController();
    const start = performance.now();
    let targetMs: number | undefined;
    let late: NodeJS.Timeout | undefined;
    const outcome = this.#run(read, copy, stop.signal).then((error) => {
      clearTimeout(late);
      targetMs = performance.now() - start;
      return error;
    });
    let end = (_sourceMs: number): void => {};
    const ended = new Promise<number>((resolve) => {
      end = resolve;
    });
    read.onCopy(
      Promise.all([ended, outcome]).then(([sourceMs, error]) => ({
        sourceMs,
        targetMs: targetMs ?? 0,
        error: error?.message ?? '',
      })),
    );
    return () => {
      end(performance.now() - start);
      if (targetMs === undefined) late = setTimeout(() => stop.abort(tookTooLong()), LAG_MS_MAX).unref();
    };
  }

  /** @returns what it failed with */
  async #run(
    { session, stats, contextFor }: CopiedRead,
    copy: (own: CopyContext) => Promise<void>,
    signal: AbortSignal,
  ): Promise<VtError | undefined> {
    // The read itself is sent first.
    await Promise.resolve();
    let error: VtError | undefined;
    try {
      await copy(contextFor(sessionOf(session), signal));
    } catch (thrown) {
      error = signal.aborted ? tookTooLong() : toVtError(thrown);
    }
    this.#running--;
    stats.mirrored?.(error ? 'error' : 'ok');
    return error;
  }
}

const tookTooLong = (): VtError => new VtError({ code: 'ABORTED', message: 'Mirror target query took too long' });

/** A copy is nobody's statement: it has the settings of the session, and nothing of its state. */
function sessionOf(session: Session): Session {
  const { keyspace, tabletType } = session.target;
  const target = { keyspace, tabletType, destination: undefined, tabletAlias: undefined };
  const own = new Session(session.id, session.uuid, session.caller, target, 'MULTI');
  for (const [name, value] of session.settings) own.settings.set(name, value);
  own.workload = session.workload;
  own.queryTimeoutMs = session.queryTimeoutMs;
  own.timeoutMsMax = session.timeoutMsMax;
  return own;
}
