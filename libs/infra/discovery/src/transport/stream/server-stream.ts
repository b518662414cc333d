import type { ServerDuplexStream } from '@grpc/grpc-js';
import { Code, IdTable, VtError } from '@vt/base';
import { type QueryHandler, TabletCallError, type TabletRequest, WireReader, WireWriter } from '@vt/proto';
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
import type { PlainLink } from './plain-link.ts';
import type { PlainOffers, PlainTaker } from './plain-offers.ts';
import { ServerCall } from './server-call.ts';

export type ServerStreamOptions = {
  /** Largest message a gate may send. */
  readonly messageBytesMax: number;
  /** Requests under way on one stream. */
  readonly callsMax: number;
  readonly slotsMax: number;
  readonly statementBytesMax: number;
  /** Where gates may come with plain connections. */
  readonly plain?: PlainOffers | undefined;
};

/** The least time between two looks at the deadlines. */
const DEADLINE_STEP_MS = 20;
const WINDOW_BYTES = 64 * 1024;

/** The tablet's end of one stream: reads requests, runs them, writes answers. */
export class ServerStream implements PlainTaker {
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
  #token: Buffer | undefined;
  #link: PlainLink | undefined;
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
    stream.on('data', (bytes: Buffer) => this.#data(bytes, false));
    stream.on('end', () => this.#gone('the gate closed the stream'));
    stream.on('cancelled', () => this.#gone('the stream from the gate broke'));
    stream.on('error', (error: Error) => this.#gone(error.message));
    this.#token = options.plain?.offer(this);
    this.#hello(this.#token);
  }

  /** The gate has come with a plain connection; whether it uses it, its first bytes there tell. */
  moveTo(link: PlainLink): void {
    this.#link = link;
    let isMoved = false;
    link.listen({
      bytes: (bytes) => {
        if (!isMoved) this.sender.moveTo(link);
        isMoved = true;
        this.#data(bytes, true);
      },
      gone: (reason) => {
        if (isMoved) this.#gone(`the plain connection from the gate: ${reason}`);
      },
    });
    const hello = new WireWriter();
    writeHello(hello, undefined);
    link.write(hello.finish());
  }

  /** Takes no new requests, and closes when those under way have ended. */
  drain(): void {
    this.#draining = true;
    this.#closeIfDone();
  }

  written(): void {
    this.sender.written(this.#calls.size === 1);
  }

  finished(call: ServerCall): void {
    this.#calls.delete(call.id);
    if (this.#draining) this.#closeIfDone();
  }

  #hello(token: Buffer | undefined): void {
    writeHello(this.sender.writer, token);
    this.sender.written();
  }

  #data(bytes: Buffer, isShared: boolean): void {
    if (this.#closed) return;
    try {
      if (isShared) this.#reader.pushShared(bytes);
      else this.#reader.push(bytes);
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
    else if (kind === Kind.PING) this.#answerPing();
    else if (!this.#definitions.define(kind, bytes, start, end)) throw new RangeError(`message of kind ${kind}`);
  }

  #answerPing(): void {
    const { writer } = this.sender;
    endMessage(writer, beginMessage(writer, Kind.PING));
    this.sender.written();
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
      this.#link?.end();
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
    this.#link?.destroy();
    for (const call of calls) call.drop(error);
  }

  #release(): void {
    this.#closed = true;
    if (this.#token) this.#options.plain?.withdraw(this.#token);
    this.sender.close();
    clearInterval(this.#deadlines);
    this.#calls.clear();
    this.#onClose();
  }
}

function writeHello(writer: WireWriter, token: Buffer | undefined): void {
  const start = beginMessage(writer, Kind.HELLO);
  writer.varint32(QUERY_STREAM_VERSION);
  if (token) writer.bytes(token);
  endMessage(writer, start);
}
