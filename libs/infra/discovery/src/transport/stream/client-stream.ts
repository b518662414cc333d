import type { ClientDuplexStream } from '@grpc/grpc-js';
import { IdTable, toVtError, VtError } from '@vt/base';
import { TabletCallError, type TabletRequest, WireReader } from '@vt/proto';
import {
  beginMessage,
  endMessage,
  Kind,
  MessageReader,
  QUERY_STREAM_VERSION,
  readEnd,
  readError,
  VERSION_OF_ATOMIC_COMMIT,
  writeRequest,
} from '@vt/proto/hot';
import { fromServiceError, isServiceError, type PlainTarget } from '@vt/servenv';
import type { ResultSink } from '@vt/sqltypes';
import type { CallSettle, RunningCall } from '../tablet-connection.ts';
import { ByteSender } from './byte-sender.ts';
import { abortError, ClientCall } from './client-call.ts';
import { DefinitionTables } from './definition-tables.ts';
import { KnownColumns } from './known-columns.ts';
import { LinkWatch } from './link-watch.ts';
import { PlainLink } from './plain-link.ts';

export type ClientStreamOptions = {
  /** Bytes of rows of one request that may be under way. */
  readonly windowBytes: number;
  /** Largest message of either side. */
  readonly messageBytesMax: number;
  readonly connectTimeoutMs: number;
  /** How long a tablet may take to answer a cancel before the call fails without its word. */
  readonly cancelGraceMs: number;
  /** Requests under way. */
  readonly callsMax: number;
  /** Bytes of requests that gRPC has not taken yet. */
  readonly waitingBytesMax: number;
  /** Where the tablet may take a plain connection. */
  readonly plainTarget?: PlainTarget | undefined;
  /** How long a plain connection on which answers are awaited may be silent before the gate asks, and again before it is lost. */
  readonly quietMs?: number;
};

const TICK_MS = 20;
const VERSION_MIN = 1;
const VERSION_OF_DESCRIBE = 2;
/** How long a plain connection may take to be answered; then the stream stays in gRPC. */
const PLAIN_TIMEOUT_MS = 500;
/** As gRPC's keepalive. */
const QUIET_MS = 10_000;
/** After so many times of being asked for it, the text goes with the request. */
const TEXTS_MAX = 2;

/** The gate's end of one stream, from its opening to its end, which all calls on it share. */
export class ClientStream {
  readonly #stream: ClientDuplexStream<Buffer, Buffer>;
  /** What it moves to, or has moved to. */
  #link: PlainLink | undefined;
  #linkTimer: NodeJS.Timeout | undefined;
  #watch: LinkWatch | undefined;
  readonly #options: ClientStreamOptions;
  readonly #onReady: () => void;
  readonly #onBroken: (error: VtError) => void;
  readonly #sender: ByteSender;
  readonly #reader: MessageReader;
  readonly #tables = new DefinitionTables();
  readonly #columns = new KnownColumns();
  readonly #calls = new IdTable<ClientCall>();
  #nextId = 1;
  #ready = false;
  /** The tablet's. */
  #version = 0;
  #broken: VtError | undefined;
  #ticks: NodeJS.Timeout | undefined;
  readonly #connectTimer: NodeJS.Timeout;

  constructor(
    stream: ClientDuplexStream<Buffer, Buffer>,
    options: ClientStreamOptions,
    events: { onReady: () => void; onBroken: (error: VtError) => void },
  ) {
    this.#stream = stream;
    this.#options = options;
    this.#onReady = events.onReady;
    this.#onBroken = events.onBroken;
    this.#sender = new ByteSender(stream, () => {});
    this.#reader = new MessageReader(options.messageBytesMax, (kind, bytes, start, end) =>
      this.#message(kind, bytes, start, end),
    );
    this.#connectTimer = setTimeout(
      () =>
        this.close(new VtError({ code: 'UNAVAILABLE', message: 'the tablet did not open the query stream in time' })),
      options.connectTimeoutMs,
    );
    stream.on('data', (bytes: Buffer) => this.#data(bytes, false));
    stream.on('error', (error) => this.close(streamError(error)));
    stream.on('end', () => this.#ended());
    this.#hello();
  }

  /** `settle` is told how it ended, at once where it cannot begin. Undefined: it is settled already. */
  start(
    request: TabletRequest,
    sink: ResultSink,
    settle: CallSettle,
    signal: AbortSignal | undefined,
  ): RunningCall | undefined {
    const refusal = this.#refusal(signal);
    if (refusal !== undefined) {
      settle.reject(refusal);
      return undefined;
    }
    const call = new ClientCall(this.#newId(), request, sink, this, this.#options.windowBytes, settle);
    this.#calls.add(call);
    if (signal !== undefined) call.watch(signal);
    if (call.deadlineAt !== Number.POSITIVE_INFINITY) this.#tick();
    if (this.#ready) this.#send(call);
    return call;
  }

  credit(call: ClientCall, bytes: number): void {
    const { writer } = this.#sender;
    const start = beginMessage(writer, Kind.CREDIT);
    writer.varint32(call.id);
    writer.bigint(BigInt(bytes));
    endMessage(writer, start);
    this.#sender.written();
  }

  /** Fails a call that was not sent; cancels one that was, and waits a little for what the tablet says of it. */
  abort(call: ClientCall, error: TabletCallError): void {
    if (call.aborted !== undefined || !this.#calls.has(call.id)) return;
    if (call.frame === undefined) return this.#drop(call, error);
    call.aborted = error;
    call.payCredit();
    this.#cancel(call);
  }

  /** As `abort`, but what the tablet answers within the grace is passed on: mysqld may have a good answer all the same. */
  interrupt(call: ClientCall, error: TabletCallError): void {
    if (call.aborted !== undefined || call.interrupted !== undefined || !this.#calls.has(call.id)) return;
    if (call.frame === undefined) return this.#drop(call, error);
    call.interrupted = error;
    this.#cancel(call);
  }

  #drop(call: ClientCall, error: VtError): void {
    this.#calls.delete(call.id);
    call.broken(error, false);
  }

  #cancel(call: ClientCall): void {
    call.deadlineAt = performance.now() + this.#options.cancelGraceMs;
    this.#writeCancel(call);
    this.#tick();
  }

  #writeCancel(call: ClientCall): void {
    const { writer } = this.#sender;
    const start = beginMessage(writer, Kind.CANCEL);
    writer.varint32(call.id);
    endMessage(writer, start);
    this.#sender.written();
  }

  /** Every call fails, with the truth about whether it may have run. */
  close(error: VtError): void {
    if (this.#broken !== undefined) return;
    this.#broken = error;
    clearTimeout(this.#connectTimer);
    clearTimeout(this.#linkTimer);
    this.#watch?.stop();
    clearInterval(this.#ticks);
    const frame = this.#sender.frame;
    this.#sender.close();
    this.#link?.destroy();
    this.#stream.cancel();
    const calls = this.#calls.values();
    this.#calls.clear();
    this.#onBroken(error);
    for (const call of calls) call.broken(error, call.frame !== undefined && call.frame < frame);
  }

  #refusal(signal: AbortSignal | undefined): TabletCallError | undefined {
    if (signal?.aborted) return abortError(signal);
    if (this.#broken !== undefined) return TabletCallError.from(this.#broken, false);
    if (this.#calls.size >= this.#options.callsMax) return exhausted(`${this.#options.callsMax} requests under way`);
    if (this.#sender.waitingBytes > this.#options.waitingBytesMax)
      return exhausted('requests faster than the tablet takes them');
    return undefined;
  }

  /** INVARIANT: no two calls under way have the same number. */
  #newId(): number {
    do this.#nextId = this.#nextId >= 0x7fffffff ? 1 : this.#nextId + 1;
    while (this.#calls.has(this.#nextId));
    return this.#nextId;
  }

  #hello(): void {
    const { writer } = this.#sender;
    const start = beginMessage(writer, Kind.HELLO);
    writer.varint32(QUERY_STREAM_VERSION);
    writer.varint32(this.#options.windowBytes);
    endMessage(writer, start);
    this.#sender.written();
  }

  #send(call: ClientCall): void {
    const { method, atomic } = call.request;
    if (method === 'describe' && this.#version < VERSION_OF_DESCRIBE)
      return this.#drop(call, unknownThere('the tablet describes no statements'));
    if (atomic !== undefined && this.#version < VERSION_OF_ATOMIC_COMMIT)
      return this.#drop(call, unknownThere(`the tablet knows no ${method} on the query stream`));
    const { writer } = this.#sender;
    const slots = this.#tables.slots(writer, call.request, call.textsSent > TEXTS_MAX);
    const before = writer.length;
    try {
      writeRequest(writer, call.id, call.request, slots);
    } catch (error) {
      writer.truncate(before);
      this.#calls.delete(call.id);
      call.broken(toVtError(error), false);
      return;
    }
    // The tablet would end the stream, and with it what all others have under way.
    if (writer.length - before > this.#options.messageBytesMax) {
      writer.truncate(before);
      return this.#drop(call, tooLong());
    }
    call.frame = this.#sender.frame;
    this.#sender.written(this.#calls.size === 1);
  }

  /** INVARIANT: of a tablet that ends the stream when all is answered, the answers in the plain connection come first: its end counts then. */
  #ended(): void {
    if (this.#ready && this.#link) return;
    this.close(new VtError({ code: 'UNAVAILABLE', message: 'the tablet closed the query stream' }));
  }

  #data(bytes: Buffer, isShared: boolean): void {
    if (this.#broken !== undefined) return;
    try {
      if (isShared) this.#reader.pushShared(bytes);
      else this.#reader.push(bytes);
    } catch (error) {
      this.close(new VtError({ code: 'INTERNAL', message: `query stream: ${(error as Error).message}`, cause: error }));
    }
  }

  #message(kind: number, bytes: Buffer, start: number, end: number): void {
    const reader = new WireReader(bytes, start, end);
    if (kind === Kind.HELLO) {
      this.#greeted(reader.varint32(), reader.at < reader.end ? reader.bytes() : undefined);
      return;
    }
    // That it came is all it says.
    if (kind === Kind.PING) return;
    const call = this.#calls.get(reader.varint32());
    // The tablet may still speak of a call that is over here.
    if (call === undefined) return;
    this.#answer(call, kind, reader);
  }

  #answer(call: ClientCall, kind: number, reader: WireReader): void {
    if (kind === Kind.ROWS) call.rows(reader.buffer.subarray(reader.at, reader.end));
    else if (kind === Kind.END) {
      const end = readEnd(reader);
      if (!end.more) this.#calls.delete(call.id);
      call.end(end);
    } else if (kind === Kind.COLUMNS) {
      const { definitions, format } = this.#columns.read(reader);
      call.columns(definitions, format);
    } else if (kind === Kind.ERROR) {
      this.#calls.delete(call.id);
      call.failed(readError(reader));
    } else if (kind === Kind.SEND_TEXT) this.#sendText(call);
    else throw new RangeError(`message of kind ${kind}`);
  }

  #sendText(call: ClientCall): void {
    if (call.textsSent === 0) this.#tables.forgetStatements();
    call.textsSent += 1;
    this.#send(call);
  }

  /** Also once more, on the plain connection that it moves to. */
  #greeted(version: number, token: Uint8Array | undefined): void {
    this.#version = version;
    if (version < VERSION_MIN) throw new RangeError(`version ${version} of the query stream is not spoken here`);
    const { plainTarget } = this.#options;
    if (token && plainTarget) this.#move(plainTarget, token);
    else if (!this.#ready) this.#begin();
  }

  /** Connects without HTTP/2. Requests wait for the tablet's answer there, or for its failure. */
  #move(target: PlainTarget, token: Uint8Array): void {
    const link = PlainLink.open(target, token);
    const stay = () => {
      this.#link = undefined;
      link.destroy();
      this.#begin();
    };
    this.#link = link;
    this.#linkTimer = setTimeout(stay, PLAIN_TIMEOUT_MS);
    link.listen({
      bytes: (bytes) => {
        this.#watch?.heard();
        this.#data(bytes, true);
      },
      gone: (reason) => {
        if (!this.#ready) return stay();
        this.close(unavailable(`the plain connection: ${reason}`));
      },
    });
  }

  #begin(): void {
    clearTimeout(this.#connectTimer);
    clearTimeout(this.#linkTimer);
    const link = this.#link;
    if (link) {
      this.#sender.moveTo(link);
      this.#watch = new LinkWatch(this.#options.quietMs ?? QUIET_MS, {
        isWaiting: () => this.#calls.size > 0,
        taken: () => link.taken,
        ask: () => this.#ping(),
        lost: () => this.close(unavailable('the plain connection: the tablet does not answer')),
      });
    }
    this.#ready = true;
    this.#onReady();
    for (const call of this.#calls.values()) this.#send(call);
  }

  #ping(): void {
    const { writer } = this.#sender;
    endMessage(writer, beginMessage(writer, Kind.PING));
    this.#sender.written();
  }

  /** The tablet has the same deadline: what it says of a statement that takes too long comes first, and this only where it says nothing. */
  #giveUp(call: ClientCall): void {
    const error = call.aborted ?? call.interrupted ?? call.late ?? tooLate(call.request);
    this.#calls.delete(call.id);
    if (call.late !== undefined && call.frame !== undefined) this.#writeCancel(call);
    call.broken(error, call.frame !== undefined);
  }

  #tick(): void {
    this.#ticks ??= setInterval(() => this.#checkDeadlines(), TICK_MS);
  }

  #checkDeadlines(): void {
    const now = performance.now();
    let left = false;
    for (const call of this.#calls.values()) {
      if (call.deadlineAt > now) left ||= call.deadlineAt !== Number.POSITIVE_INFINITY;
      else if ((call.aborted ?? call.interrupted ?? call.late) === undefined && call.frame !== undefined) {
        left = true;
        call.late = tooLate(call.request);
        call.deadlineAt = now + this.#options.cancelGraceMs;
      } else this.#giveUp(call);
    }
    if (left) return;
    clearInterval(this.#ticks);
    this.#ticks = undefined;
  }
}

/** However a connection breaks, to a caller the tablet is not available. Refusals stay what they are. */
function streamError(thrown: Error): VtError {
  const error = isServiceError(thrown) ? fromServiceError(thrown) : toVtError(thrown);
  if (!['CANCELED', 'INTERNAL', 'UNAVAILABLE', 'UNKNOWN'].includes(error.code)) return error;
  return unavailable(error.message, thrown);
}

function unavailable(reason: string, cause?: unknown): VtError {
  const message = `vttablet: rpc error: code = Unavailable desc = ${reason}`;
  return new VtError({ code: 'UNAVAILABLE', message, cause });
}

function unknownThere(message: string): VtError {
  return new VtError({ code: 'UNIMPLEMENTED', message });
}

function tooLate({ timeoutMs }: TabletRequest): TabletCallError {
  const message = `the tablet did not answer within ${timeoutMs} ms`;
  return new TabletCallError({ code: 'DEADLINE_EXCEEDED', message, mayHaveRun: false });
}

function exhausted(what: string): TabletCallError {
  return new TabletCallError({ code: 'RESOURCE_EXHAUSTED', message: `query stream: ${what}`, mayHaveRun: false });
}

function tooLong(): VtError {
  const message = "Got a packet bigger than 'max_allowed_packet' bytes";
  return new VtError({ code: 'RESOURCE_EXHAUSTED', errno: 1153, state: '08S01', message });
}
