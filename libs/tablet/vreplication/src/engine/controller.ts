import { setTimeout as delay } from 'node:timers/promises';
import { MysqlSession, sql } from '@vt/mysql';
import type { Message } from '@vt/proto';
import { withOverrides } from '../config-overrides.ts';
import { writeLog } from '../store/stream-log.ts';
import type { StreamRow, StreamState } from '../store/stream-row.ts';
import { isLasting } from './failure.ts';
import type { EngineParts } from './parts.ts';
import type { Progress } from './progress.ts';
import { runStream } from './run-stream.ts';
import { type Observed, writeState } from './stream.ts';
import { StreamFigures } from './stream-figures.ts';

/** States of a row that a controller runs. */
const runningStates = new Set<StreamState>(['Init', 'Copying', 'Running', 'Lagging']);

const NOTE_MS = 10_000;

export type ControllerHooks = {
  readonly progress: Progress;
  /** Of all streams there have been. */
  readonly totals: StreamFigures;
  readonly onJournal: (journal: Message<'binlogdata.Journal'>, row: StreamRow) => boolean;
};

/** Runs one stream: again after failures, until it is done, stopped, or failed for good. */
export class Controller {
  readonly row: StreamRow;
  state: StreamState;
  lagSeconds = 0;
  /** `zone1-0000000100`; '' before the first. */
  sourceTablet = '';
  readonly figures: StreamFigures;
  errors = 0;
  message: string;
  readonly #parts: EngineParts;
  readonly #hooks: ControllerHooks;
  readonly #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();
  /** The error that the stream meets, and since when. */
  #failing: { readonly text: string; readonly sinceMs: number } | undefined;

  constructor(parts: EngineParts, row: StreamRow, hooks: ControllerHooks) {
    this.#parts = parts;
    this.row = row;
    this.state = row.state;
    this.message = row.message;
    this.#hooks = hooks;
    this.figures = new StreamFigures(hooks.totals);
  }

  start(): void {
    if (runningStates.has(this.row.state)) this.#running = this.#run();
  }

  abort(): void {
    this.#abort.abort();
  }

  /** Ends it, and waits until it writes no more. */
  async stop(): Promise<void> {
    this.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    const { retryDelayMs } = withOverrides(this.#parts.config, this.row.options);
    while (!signal.aborted) {
      try {
        await runStream(this.#streamParts(), signal);
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (await this.#failed(error)) return;
        await delay(retryDelayMs, undefined, { signal }).catch(() => {});
      }
    }
  }

  #streamParts() {
    return {
      engine: this.#parts,
      id: this.row.id,
      progress: this.#hooks.progress,
      onJournal: this.#hooks.onJournal,
      figures: this.figures,
      observe: ({ state, lagSeconds, sourceTablet }: Observed) => {
        if (state) this.state = state;
        if (state) this.message = '';
        if (lagSeconds !== undefined) this.lagSeconds = lagSeconds;
        if (sourceTablet !== undefined) this.sourceTablet = sourceTablet;
      },
    };
  }

  /** True: it is not tried again. */
  async #failed(error: unknown): Promise<boolean> {
    const text = error instanceof Error ? error.message : String(error);
    this.errors++;
    this.message = text;
    if (this.#failing?.text !== text) this.#failing = { text, sinceMs: performance.now() };
    const { maxTimeToRetryMs } = withOverrides(this.#parts.config, this.row.options);
    const isTooLong = maxTimeToRetryMs > 0 && performance.now() - this.#failing.sinceMs >= maxTimeToRetryMs;
    const isOver = isLasting(error) || isTooLong;
    this.#parts.log.warn({ err: error, stream: this.row.id, again: !isOver }, 'stream failed');
    const isNoted = await this.#note(text, isOver);
    if (isOver && isNoted) this.state = 'Error';
    this.#hooks.progress.changed(this.row.id);
    return isOver && isNoted;
  }

  /** Writes the failure into the row and the log. False: mysqld does not answer. */
  async #note(text: string, isOver: boolean): Promise<boolean> {
    // Not ended by a stop, which waits for it.
    const signal = AbortSignal.timeout(NOTE_MS);
    const { id } = this.row;
    try {
      const session = await MysqlSession.open(this.#parts.target, signal);
      try {
        await writeLog(session, id, 'Error', this.state, text, signal);
        if (isOver) await writeState(session, id, 'Error', text, signal);
        else
          await session.execute(
            sql`UPDATE _vt.vreplication SET message = ${text.slice(0, 950)} WHERE id = ${id}`,
            signal,
          );
      } finally {
        session.close();
      }
      return true;
    } catch (error) {
      this.#parts.log.warn({ err: error, stream: id }, 'a failure could not be noted');
      return false;
    }
  }
}
