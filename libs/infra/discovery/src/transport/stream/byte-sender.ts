import { WireWriter } from '@vt/proto';

/** What both ends of a gRPC call can do, and of a plain connection. */
export type ByteStream = {
  write(bytes: Buffer): boolean;
  once(event: 'drain', listener: () => void): unknown;
};

/** A piece of the stream of bytes is at most this long: below gRPC's message limit, and where bigger is not faster. */
const PIECE_BYTES_MAX = 256 * 1024;
/** Packets shorter than this are copied into the frame; longer ones go out as they are. */
const COPY_BYTES_MAX = 16 * 1024;
const WRITER_BYTES = 64 * 1024;

/**
 * Gathers messages and sends what came together in one turn of the event loop as one gRPC message.
 * INVARIANT: bytes go out in the order in which they were given.
 */
export class ByteSender {
  readonly writer = new WireWriter(WRITER_BYTES);
  #stream: ByteStream;
  readonly #onDrain: () => void;
  #scheduled = false;
  #blocked = false;
  #closed = false;
  #frame = 0;

  constructor(stream: ByteStream, onDrain: () => void) {
    this.#stream = stream;
    this.#onDrain = onDrain;
  }

  /** gRPC has enough to do: producers should wait for the drain. What is written all the same is kept. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** The number of the frame that is being gathered; those with lower numbers have been given to gRPC. */
  get frame(): number {
    return this.#frame;
  }

  /** Bytes gathered and not given to gRPC yet. */
  get waitingBytes(): number {
    return this.writer.length;
  }

  /**
   * To be called after each message. `isAlone`: nothing else is under way, so that nothing would come to share the message: it goes out when the
   * running callback is done, without the event loop's detour, which a lone client would pay with each statement on both sides.
   */
  written(isAlone = false): void {
    if (this.writer.length >= PIECE_BYTES_MAX) this.#flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      if (isAlone) queueMicrotask(this.#onTurn);
      else setImmediate(this.#onTurn);
    }
  }

  /** Whether so many bytes are better sent by `sendApart` than copied. */
  isLarge(bytes: number): boolean {
    return bytes > COPY_BYTES_MAX && !this.#blocked;
  }

  /** Sends what was gathered, then these bytes without copying them. Only when `isLarge`. */
  sendApart(bytes: Buffer): void {
    this.#flush();
    for (let at = 0; at < bytes.length; at += PIECE_BYTES_MAX) this.#write(bytes.subarray(at, at + PIECE_BYTES_MAX));
  }

  /** From now on bytes go there. INVARIANT: what the other side still reads from the stream before does not have to come first. */
  moveTo(stream: ByteStream): void {
    this.#stream = stream;
    this.#blocked = false;
  }

  close(): void {
    this.#closed = true;
  }

  readonly #onTurn = (): void => {
    this.#scheduled = false;
    this.#flush();
  };

  #flush(): void {
    if (this.#blocked || this.#closed || this.writer.length === 0) return;
    const bytes = this.writer.finish();
    this.#frame += 1;
    for (let at = 0; at < bytes.length; at += PIECE_BYTES_MAX) this.#write(bytes.subarray(at, at + PIECE_BYTES_MAX));
  }

  #write(bytes: Buffer): void {
    const stream = this.#stream;
    if (this.#closed || stream.write(bytes) || this.#blocked) return;
    this.#blocked = true;
    stream.once('drain', () => {
      if (stream !== this.#stream) return;
      this.#blocked = false;
      this.#flush();
      if (!this.#blocked && !this.#closed) this.#onDrain();
    });
  }
}
