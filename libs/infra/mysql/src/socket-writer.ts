import type { Socket } from 'node:net';

/** Below every Writable's mark: such a write never asked anybody to wait, and need not now. */
const SHORT_BYTES_MAX = 8 * 1024;

/**
 * Writes to a plain socket. A short write with nothing before it goes straight to the socket's `_write`: the kernel takes it at once nearly
 * always, and a stream's bookkeeping with its tick for each write costs half as much again as the system call's own work.
 *
 * INVARIANT: bytes keep their order. What is written while such a write waits for the kernel goes through the stream, which gives it to the
 * same handle later; the handle writes in the order in which it was given.
 */
export class SocketWriter {
  readonly #socket: Socket;
  /** Not of TLS, which takes every write later. */
  #isDirect: boolean;
  /** What waits for the end of `together`. */
  #held: Buffer[] | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#isDirect = !('encrypted' in socket);
  }

  /** What is written while `work` runs goes out in one write. */
  together(work: () => void): void {
    if (this.#held) return work();
    const held: Buffer[] = [];
    this.#held = held;
    try {
      work();
    } finally {
      this.#held = undefined;
      if (this.#socket.writable) this.#writeAll(held);
    }
  }

  /** Short ones are copied together; long ones the stream hands over as they are. */
  #writeAll(pieces: readonly Buffer[]): void {
    const [first] = pieces;
    if (pieces.length === 1 && first) return this.write(first);
    if (pieces.reduce((sum, { length }) => sum + length, 0) <= SHORT_BYTES_MAX)
      return this.write(Buffer.concat(pieces));
    this.#socket.cork();
    for (const piece of pieces) this.write(piece);
    this.#socket.uncork();
  }

  /** The caller has not ended the socket. */
  write(bytes: Buffer): void {
    if (this.#held) {
      this.#held.push(bytes);
      return;
    }
    const socket = this.#socket;
    const mayGoFirst = this.#isDirect && socket.writableLength === 0 && socket.writableCorked === 0;
    if (!mayGoFirst || bytes.length > SHORT_BYTES_MAX) {
      socket.write(bytes);
      return;
    }
    this.#isDirect = false;
    socket._write(bytes, 'buffer' as BufferEncoding, this.#written);
  }

  readonly #written = (error?: Error | null): void => {
    this.#isDirect = true;
    if (error) this.#socket.destroy(error);
  };
}
