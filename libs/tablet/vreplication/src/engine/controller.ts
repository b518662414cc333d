import type { StreamRow, StreamState } from '../store/stream-row.ts';
import type { EngineParts } from './parts.ts';

/** States of a row that a controller runs. */
const runningStates = new Set<StreamState>(['Init', 'Copying', 'Running', 'Lagging']);

/** Runs one stream: again after failures, until it is done, stopped, or failed for good. */
export class Controller {
  readonly row: StreamRow;
  state: StreamState;
  lagSeconds = 0;
  readonly #parts: EngineParts;
  readonly #changed: () => void;
  readonly #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(parts: EngineParts, row: StreamRow, changed: () => void) {
    this.#parts = parts;
    this.row = row;
    this.state = row.state;
    this.#changed = changed;
  }

  start(): void {
    if (!runningStates.has(this.row.state)) return;
    this.#running = this.#run();
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
    this.#parts.log.info({ stream: this.row.id }, 'stream starts');
    this.#changed();
  }
}
