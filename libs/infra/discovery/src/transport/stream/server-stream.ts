import type { ServerDuplexStream } from '@grpc/grpc-js';
import { Code, IdTable, VtError } from '@vt/base';
import { type QueryHandler, TabletCallError, type TabletRequest, WireReader } from '@vt/proto';
import {
  beginMessage,
  Definitions,
  endMessage,
  Kind,
  MessageReader,
  noState,
  QUERY_STREAM_VERSION,
  writeError,
} from '@vt/proto/hot';
import { ByteSender } from './byte-sender.ts';
import { ServerCall } from './server-call.ts';

export type ServerStreamOptions = {
  /** Largest message a gate may send. */
  readonly messageBytesMax: number;
  /** Requests under way on one stream. */
  readonly callsMax: number;
  readonly slotsMax: number;
  readonly statementBytesMax: number;
};

/** The least time between two looks at the deadlines. */
const DEADLINE_STEP_MS = 20;
const WINDOW_BYTES = 64 * 1024;

/** The tablet's end of one stream: reads requests, runs them, writes answers. */
export class ServerStream {
  readonly sender: ByteSender;
  readonly peer: string;
  readonly user: string;
  readonly #stream: ServerDuplexStream<Buffer, Buffer>;
  readonly #handler: QueryHandler;
  readonly #options: ServerStreamOptions;
  readonly #definitions: Definitions;
  readonly #reader: MessageReader;
  readonly #calls = new IdTable<ServerCall>();
  readonly #onClose: () => void;
  #windowBytes = WINDOW_BYTES;
  #draining = false;
  #closed = false;
  #deadlines: NodeJS.Timeout | undefined;

  constructor(
    stream: ServerDuplexStream<Buffer, Buffer>,
    user: string,
    handler: QueryHandler,
    options: ServerStreamOptions,
    onClose: () => void,
  ) {
    this.#stream = stream;
    this.peer = stream.getPeer();
    this.user = user;
    this.#handler = handler;
    this.#options = options;
    this.#onClose = onClose;
    this.#definitions = new Definitions(options.slotsMax, options.statementBytesMax);
    this.#reader = new MessageReader(options.messageBytesMax, (kind, bytes, start, end) =>
      this.#message(kind, bytes, start, end),
    );
    this.sender = new ByteSender(stream, () => {
      for (const call of this.#calls.values()) call.mayGoOn();
    });
    stream.on('data', (bytes: Buffer) => this.#data(bytes));
    stream.on('end', () => this.#gone('the gate closed the stream'));
    stream.on('cancelled', () => this.#gone('the stream from the gate broke'));
    stream.on('error', (error: Error) => this.#gone(error.message));
    this.#hello();
  }

  /** Takes no new requests, and closes when those under way have ended. */
  drain(): void {
    this.#draining = true;
    this.#closeIfDone();
  }

  finished(call: ServerCall): void {
    this.#calls.delete(call.id);
    if (this.#draining) this.#closeIfDone();
  }

  #hello(): void {
    const { writer } = this.sender;
    const start = beginMessage(writer, Kind.HELLO);
    writer.varint32(QUERY_STREAM_VERSION);
    endMessage(writer, start);
    this.sender.written();
  }

  #data(bytes: Buffer): void {
    if (this.#closed) return;
    try {
      this.#reader.push(bytes);
    } catch (error) {
      // What follows cannot be read any more: the stream is over.
      const message = `query stream: ${(error as Error).message}`;
      this.#dropAll(message);
      this.#stream.emit('error', Object.assign(new Error(message), { code: Code.INVALID_ARGUMENT, details: message }));
    }
  }

  #message(kind: number, bytes: Buffer, start: number, end: number): void {
    if (kind === Kind.REQUEST) this.#request(bytes, start, end);
    else if (kind === Kind.CREDIT || kind === Kind.CANCEL) this.#control(kind, new WireReader(bytes, start, end));
    else if (kind === Kind.HELLO) this.#greeted(new WireReader(bytes, start, end));
    else if (!this.#definitions.define(kind, bytes, start, end)) throw new RangeError(`message of kind ${kind}`);
  }

  #greeted(reader: WireReader): void {
    reader.varint32();
    this.#windowBytes = reader.varint32();
  }

  #control(kind: number, reader: WireReader): void {
    const call = this.#calls.get(reader.varint32());
    if (kind === Kind.CREDIT) call?.addCredit(reader.safeUint());
    else call?.cancel(Object.assign(new Error('the gate cancelled the request'), { name: 'AbortError' }));
  }

  #request(bytes: Buffer, start: number, end: number): void {
    const { id, request } = this.#definitions.readRequest(bytes, start, end);
    if (request === undefined) this.#askForText(id);
    else if (this.#calls.has(id)) throw new RangeError(`request ${id} is under way already`);
    else if (this.#draining) this.#refuse(id, 'CLUSTER_EVENT', 'operation not allowed in state SHUTTING_DOWN');
    else if (this.#calls.size >= this.#options.callsMax) {
      this.#refuse(id, 'RESOURCE_EXHAUSTED', `more than ${this.#options.callsMax} requests on one stream`);
    } else this.#run(id, request);
  }

  #run(id: number, request: TabletRequest): void {
    const { timeoutMs } = request;
    const deadlineAt = timeoutMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
    const call = new ServerCall(id, this, this.#windowBytes, deadlineAt);
    this.#calls.add(call);
    if (timeoutMs !== undefined) this.#deadlines ??= setInterval(() => this.#checkDeadlines(), DEADLINE_STEP_MS);
    if (this.#handler.start) return this.#handler.start(request, call);
    this.#handler.call(request, call, call).then(
      (state) => call.finish(state),
      (error: unknown) => call.fail(error),
    );
  }

  #checkDeadlines(): void {
    const now = performance.now();
    let left = false;
    for (const call of this.#calls.values()) {
      if (call.deadlineAt <= now)
        call.cancel(new DOMException('the deadline of the request has passed', 'TimeoutError'));
      else if (call.deadlineAt !== Number.POSITIVE_INFINITY) left = true;
    }
    if (left) return;
    clearInterval(this.#deadlines);
    this.#deadlines = undefined;
  }

  #askForText(id: number): void {
    const start = beginMessage(this.sender.writer, Kind.SEND_TEXT);
    this.sender.writer.varint32(id);
    endMessage(this.sender.writer, start);
    this.sender.written();
  }

  #refuse(id: number, code: 'CLUSTER_EVENT' | 'RESOURCE_EXHAUSTED', message: string): void {
    const error = new TabletCallError({ code, message, mayHaveRun: false });
    writeError(this.sender.writer, id, error, false, noState);
    this.sender.written();
  }

  #closeIfDone(): void {
    if (this.#calls.size > 0 || this.#closed) return;
    // After the turn in which the last answer was written.
    setImmediate(() => {
      if (this.#closed || this.#calls.size > 0) return;
      this.#release();
      this.#stream.end();
    });
  }

  #gone(reason: string): void {
    if (this.#closed) return;
    this.#dropAll(reason);
    if (!this.#stream.writableEnded) this.#stream.end();
  }

  #dropAll(reason: string): void {
    const error = new VtError({ code: 'CANCELED', message: reason });
    const calls = this.#calls.values();
    this.#release();
    for (const call of calls) call.drop(error);
  }

  #release(): void {
    this.#closed = true;
    this.sender.close();
    clearInterval(this.#deadlines);
    this.#calls.clear();
    this.#onClose();
  }
}
