import { PassThrough, type Readable } from 'node:stream';
import { type EmitReason, formatRecord, type QueryRecord } from './query-record.ts';

export type QueryLogOptions = {
  readonly format: 'json' | 'text';
  /** `error`: only statements that failed. */
  readonly mode: 'all' | 'error';
  /** Only statements with this text in them; '': all. */
  readonly filterTag: string;
  /** Only statements that returned or changed at least so many rows; 0: all. */
  readonly rowThreshold: number;
  /** Only statements that took at least so long; 0: all. */
  readonly timeThresholdMs: number;
  /** This part of all is logged whatever the thresholds say; 0: none for this alone. */
  readonly sampleRate: number;
  /** One threshold is enough, where else all must be reached. */
  readonly anyCondition: boolean;
  readonly redacts: boolean;
  /** Lines that may wait for one reader; more are dropped, and counted. */
  readonly waitingLinesMax: number;
  readonly random: () => number;
};

/** Beside each other; every one costs each statement the writing of a line. */
const READERS_MAX = 16;

type Reader = { readonly format: 'json' | 'text'; readonly stream: PassThrough; waiting: number };

/** Tells of statements that have run, to a file and to whoever reads along. While nobody does, it costs nothing. */
export class QueryLog {
  readonly #options: QueryLogOptions;
  readonly #readers = new Set<Reader>();
  dropped = 0;

  constructor(options: QueryLogOptions) {
    this.#options = options;
  }

  /** Somebody reads along. */
  get wanted(): boolean {
    return this.#readers.size > 0;
  }

  get redacts(): boolean {
    return this.#options.redacts;
  }

  add(record: QueryRecord): void {
    const reason = this.#reason(record);
    if (!reason) return;
    const lines = new Map<string, string>();
    for (const reader of this.#readers) {
      let line = lines.get(reader.format);
      if (line === undefined) {
        line = `${formatRecord(record, reader.format, this.#options.redacts, reason)}\n`;
        lines.set(reader.format, line);
      }
      this.#give(reader, line);
    }
  }

  /** Lines from now on, until the signal aborts; undefined: too many read already. */
  follow(signal: AbortSignal, format: 'json' | 'text' = this.#options.format): Readable | undefined {
    if (this.#readers.size >= READERS_MAX) return undefined;
    const stream = new PassThrough();
    const reader: Reader = { format, stream, waiting: 0 };
    this.#readers.add(reader);
    const leave = (): void => {
      this.#readers.delete(reader);
      stream.end();
    };
    signal.addEventListener('abort', leave, { once: true });
    stream.on('error', leave);
    stream.on('close', leave);
    return stream;
  }

  #give(reader: Reader, line: string): void {
    if (reader.waiting >= this.#options.waitingLinesMax) {
      this.dropped++;
      return;
    }
    reader.waiting++;
    reader.stream.write(line, () => {
      reader.waiting--;
    });
  }

  #reason(record: QueryRecord): EmitReason | undefined {
    const { mode, filterTag, rowThreshold, timeThresholdMs, sampleRate, anyCondition, random } = this.#options;
    if (mode === 'error' && record.error === '') return undefined;
    if (sampleRate > 0 && random() < sampleRate) return 'sample';
    const rows = Math.max(Number(record.rowsAffected), record.rowsReturned);
    const conditions: (readonly [reason: EmitReason, holds: boolean])[] = [];
    if (filterTag !== '') conditions.push(['filtertag', record.sql.includes(filterTag)]);
    if (rowThreshold > 0) conditions.push(['rowthreshold', rows >= rowThreshold]);
    if (timeThresholdMs > 0) conditions.push(['timethreshold', record.totalMs >= timeThresholdMs]);
    if (conditions.length === 0) return sampleRate > 0 ? undefined : mode === 'error' ? 'error' : 'all';
    const held = conditions.filter(([, holds]) => holds);
    if (anyCondition ? held.length === 0 : held.length < conditions.length) return undefined;
    return held[0]?.[0];
  }
}
