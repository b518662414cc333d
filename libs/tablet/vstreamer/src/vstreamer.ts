import { VtError } from '@vt/base';
import { parsePosition } from '@vt/mysql';
import type { Message } from '@vt/proto';
import { CopyStream } from './copy/copy-stream.ts';
import { badRequest } from './errors.ts';
import { RuleSet } from './filter/rules.ts';
import { readPosition } from './rows/snapshot.ts';
import { type ResultsResponse, streamResults } from './rows/stream-results.ts';
import { type RowsResponse, streamRows } from './rows/stream-rows.ts';
import { streamTables, type TablesResponse } from './rows/stream-tables.ts';
import type { StreamSource } from './source/source.ts';
import { BinlogStream } from './stream/binlog-stream.ts';
import type { VEvent } from './stream/events.ts';

type Options = Message<'binlogdata.VStreamOptions'> | null;
export type StreamRequest = Pick<
  Message<'binlogdata.VStreamRequest'>,
  'position' | 'filter' | 'table_last_p_ks' | 'options'
>;

export type StreamKind = 'VStream' | 'VStreamResults' | 'VStreamRows' | 'VStreamTables';
export type StreamCounts = { readonly [K in StreamKind]: number };

/** Streams that were opened and those that failed; and what was given: messages with events, with rows of tables, and with rows of results. */
export type StreamTotals = {
  created: number;
  failed: number;
  events: number;
  packets: number;
  rowPackets: number;
  rows: number;
  tables: number;
  resultPackets: number;
  resultRows: number;
};

const STREAMS_MAX = 500;
const CURRENT = 'current';

/** The streams of a tablet: changes from a position on, rows, tables, results. All end when the engine closes. */
export class VStreamer {
  readonly #source: StreamSource;
  readonly #closed = new AbortController();
  readonly #running: Record<StreamKind, number> = { VStream: 0, VStreamResults: 0, VStreamRows: 0, VStreamTables: 0 };

  constructor(source: StreamSource) {
    this.#source = source;
  }

  readonly totals: StreamTotals = {
    created: 0,
    failed: 0,
    events: 0,
    packets: 0,
    rowPackets: 0,
    rows: 0,
    tables: 0,
    resultPackets: 0,
    resultRows: 0,
  };

  /** Streams that are being given now. */
  get running(): StreamCounts {
    return this.#running;
  }

  /** Ends all streams; new ones are refused. */
  close(): void {
    this.#closed.abort(new VtError({ code: 'UNAVAILABLE', message: 'vstreamer: the tablet is closing' }));
  }

  /**
   * Changes. Position: a GTID set, 'current', or empty: all rows first. With last keys the copy goes on where it was.
   * @throws INVALID_ARGUMENT for a wrong filter or position
   */
  stream(request: StreamRequest, signal: AbortSignal): AsyncGenerator<VEvent[]> {
    const count = (events: VEvent[]): void => {
      this.totals.events += events.length;
      this.totals.packets++;
    };
    return this.#run('VStream', signal, (ended) => this.#stream(request, ended), count);
  }

  async *#stream(request: StreamRequest, signal: AbortSignal): AsyncGenerator<VEvent[]> {
    const { filter, options, table_last_p_ks: lastKeys } = request;
    const stream = {
      rules: new RuleSet(filter, options?.internal_tables ?? []),
      bestEffort: filter?.field_event_mode === 'BEST_EFFORT',
      eventTypes: (options?.event_types ?? []).map(String),
      packetBytes: packetBytes(options),
    };
    if (request.position === '' || lastKeys.length > 0) {
      const copy = {
        position: readStart(request.position),
        lastKeys,
        tablesToCopy: options?.tables_to_copy ?? [],
        stream,
      };
      return yield* new CopyStream(this.#source, copy, signal).run();
    }
    const isCurrent = request.position === CURRENT;
    const start = isCurrent ? await readPosition(this.#source, signal) : request.position;
    if (isCurrent) yield [...startEvents(this.#source, start)];
    yield* new BinlogStream(this.#source, { ...stream, start: readStart(start) }, signal).run();
  }

  /** Rows of one table as of a moment, by its key. */
  rows(request: Message<'binlogdata.VStreamRowsRequest'>, signal: AbortSignal): AsyncGenerator<RowsResponse> {
    const { query, lastpk, options } = request;
    const rows = { query, lastpk, packetBytes: packetBytes(options) };
    const count = ({ rows: given = [] }: RowsResponse): void => {
      this.totals.rows += given.length;
      if (given.length > 0) this.totals.rowPackets++;
    };
    return this.#run('VStreamRows', signal, (ended) => streamRows(this.#source, rows, ended), count);
  }

  /** Rows of all tables as of one moment. */
  tables(signal: AbortSignal, options: Options = null): AsyncGenerator<TablesResponse> {
    let last = '';
    const count = ({ table_name = '' }: TablesResponse): void => {
      if (table_name !== last) this.totals.tables++;
      last = table_name;
    };
    return this.#run(
      'VStreamTables',
      signal,
      (ended) => streamTables(this.#source, packetBytes(options), ended),
      count,
    );
  }

  /** The result of any query, and the position that it was read at. */
  results(query: string, signal: AbortSignal): AsyncGenerator<ResultsResponse> {
    const count = ({ rows: given = [] }: ResultsResponse): void => {
      this.totals.resultRows += given.length;
      if (given.length > 0) this.totals.resultPackets++;
    };
    return this.#run('VStreamResults', signal, (ended) => streamResults(this.#source, query, ended), count);
  }

  async *#run<T>(
    kind: StreamKind,
    signal: AbortSignal,
    open: (signal: AbortSignal) => AsyncGenerator<T>,
    count: (message: T) => void,
  ): AsyncGenerator<T> {
    const closed = this.#closed.signal;
    closed.throwIfAborted();
    const total = Object.values(this.#running).reduce((a, b) => a + b, 0);
    if (total >= STREAMS_MAX)
      throw new VtError({
        code: 'RESOURCE_EXHAUSTED',
        message: `vstreamer: ${STREAMS_MAX} streams are running already`,
      });
    this.#running[kind]++;
    this.totals.created++;
    const either = new AbortController();
    const end = (): void => either.abort(closed.aborted ? closed.reason : signal.reason);
    if (signal.aborted) end();
    for (const one of [signal, closed]) one.addEventListener('abort', end, { once: true });
    try {
      for await (const message of open(either.signal)) {
        count(message);
        yield message;
      }
      closed.throwIfAborted();
    } catch (error) {
      if (!either.signal.aborted) this.totals.failed++;
      throw error;
    } finally {
      this.#running[kind]--;
      for (const one of [signal, closed]) one.removeEventListener('abort', end);
      either.abort();
    }
  }
}

/** The first message of a stream that begins now: where it begins. */
function startEvents(source: StreamSource, gtid: string): VEvent[] {
  const { keyspace, shard } = source;
  return [
    { type: 'GTID', gtid, keyspace, shard },
    { type: 'OTHER', keyspace, shard },
  ];
}

function readStart(text: string) {
  try {
    return parsePosition(text);
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error));
  }
}

const PACKET_OPTIONS = ['vstream_packet_size', 'vstream-packet-size'];

function packetBytes(options: Options): number | undefined {
  for (const name of PACKET_OPTIONS) {
    const value = Number(options?.config_overrides[name]);
    if (Number.isSafeInteger(value) && value > 0) return value;
  }
  return undefined;
}
