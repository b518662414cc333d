import { VtError } from '@vt/base';
import { MysqlConnection } from '../client/connection.ts';
import type { ConnectOptions } from '../client/options.ts';
import type { Position } from '../gtid/index.ts';
import type { DumpCommand, DumpSink } from './dump-command.ts';
import { dumpRequest, dumpSettings } from './dump-request.ts';
import type { BinlogEvent } from './event.ts';
import { EventReader } from './event-reader.ts';

export type BinlogOptions = {
  readonly connect: ConnectOptions;
  /** Transactions that are not wanted any more; undefined: everything the server still has. */
  readonly start: Position;
  /** Tells this reader from the server's replicas and other readers: another one with the same id ends the stream of the first. */
  readonly serverId: number;
  /** The stream ends where the log ends, instead of waiting for more. */
  readonly endsWithLog?: boolean;
  /** How often the server says that nothing happens. */
  readonly heartbeatMs?: number;
  /** How long the server may say nothing at all before it counts as gone; default: five heartbeats. */
  readonly silenceMs?: number;
  /** Events that were received and not yet read, in bytes; above that the server's socket is not read. */
  readonly waitingBytesMax?: number;
};

const HEARTBEAT_MS = 1000;
const WAITING_BYTES_MAX = 4 * 1024 * 1024;
/** So many heartbeats may fail to come before the server counts as gone. */
const HEARTBEATS_MISSED_MAX = 5;

/** Of one batch; a single event may be longer. */
const BATCH_BYTES_MAX = 256 * 1024;

/**
 * The events of a server's binary log from a position on, as they happen: in batches of what has come so far, each read as it is iterated, once, before the
 * next is asked for. Ends when the signal is aborted; throws the server's error, or UNAVAILABLE when it is gone: what was not yielded was not read, and reading
 * may go on behind the last whole transaction.
 */
export async function* readBinlog(options: BinlogOptions, signal: AbortSignal): AsyncGenerator<Iterable<BinlogEvent>> {
  const reader = new EventReader();
  for await (const batch of dumpBinlog(options, signal)) yield readAll(reader, batch);
}

function* readAll(reader: EventReader, batch: readonly Buffer[]): Iterable<BinlogEvent> {
  for (const bytes of batch) yield* reader.read(bytes);
}

/** The same as bytes, an event each, as the server sends them. */
export async function* dumpBinlog(options: BinlogOptions, signal: AbortSignal): AsyncGenerator<readonly Buffer[]> {
  const connection = await MysqlConnection.connect(options.connect, signal);
  const heartbeatMs = options.heartbeatMs ?? HEARTBEAT_MS;
  const queue = new EventQueue(
    options.waitingBytesMax ?? WAITING_BYTES_MAX,
    options.silenceMs ?? heartbeatMs * HEARTBEATS_MISSED_MAX,
  );
  const stop = (): void => queue.end(undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (const sql of dumpSettings(options.start, heartbeatMs, connection.isMariadb)) await connection.execute(sql);
    const reader = { serverId: options.serverId, endsWithLog: options.endsWithLog ?? false };
    queue.attach(connection.dump(dumpRequest(options.start, reader, connection.isMariadb), queue));
    for (let batch = await queue.next(); batch !== undefined; batch = await queue.next()) yield batch;
  } finally {
    signal.removeEventListener('abort', stop);
    queue.end(undefined);
    connection.destroy();
  }
}

type Batch = { readonly events: Buffer[]; bytes: number };

/** Events between the socket and their reader. */
class EventQueue implements DumpSink {
  readonly #bytesMax: number;
  readonly #silenceMs: number;
  /** Whole ones but for the last, which grows. */
  readonly #batches: Batch[] = [];
  #bytes = 0;
  #paused = false;
  #command: DumpCommand | undefined;
  #ended = false;
  #error: VtError | undefined;
  #wake: (() => void) | undefined;

  constructor(bytesMax: number, silenceMs: number) {
    this.#bytesMax = bytesMax;
    this.#silenceMs = silenceMs;
  }

  attach(command: DumpCommand): void {
    this.#command = command;
  }

  event(bytes: Buffer): boolean {
    let batch = this.#batches.at(-1);
    if (batch === undefined || batch.bytes >= BATCH_BYTES_MAX) {
      batch = { events: [], bytes: 0 };
      this.#batches.push(batch);
    }
    batch.events.push(bytes);
    batch.bytes += bytes.length;
    this.#bytes += bytes.length;
    this.#wake?.();
    this.#paused = this.#bytes > this.#bytesMax;
    return !this.#paused;
  }

  end(error: VtError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#wake?.();
  }

  /** What has come, up to a limit; undefined at the end. */
  async next(): Promise<readonly Buffer[] | undefined> {
    while (this.#batches.length === 0) {
      if (this.#error) throw this.#error;
      if (this.#ended) return undefined;
      await this.#arrival();
    }
    const { events, bytes } = this.#batches.shift() as Batch;
    this.#bytes -= bytes;
    if (this.#paused && this.#bytes <= this.#bytesMax / 2) {
      this.#paused = false;
      this.#command?.resume();
    }
    return events;
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      const silence = setTimeout(() => this.end(gone(this.#silenceMs)), this.#silenceMs);
      this.#wake = () => {
        clearTimeout(silence);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}

function gone(silenceMs: number): VtError {
  return new VtError({ code: 'UNAVAILABLE', message: `binlog: the server has not said anything for ${silenceMs} ms` });
}
