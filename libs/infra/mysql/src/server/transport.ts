import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { readShared } from '../shared-read.ts';
import { SocketWriter } from '../socket-writer.ts';

/** What a connection's transport tells it. */
export interface TransportEvents {
  /** How long a write may go without moving; 0: for ever. */
  readonly writeMsMax: number;
  /** `bytes` are valid only during the call. */
  bytes(bytes: Buffer): void;
  /** What was congested has been written. */
  drained(): void;
  /** No write has moved for `writeMsMax`. */
  stuck(): void;
  /** Once, last. */
  gone(): void;
}

/** An accepted connection's byte stream, before and after it turned into TLS. */
export class Transport {
  readonly #events: TransportEvents;
  #socket: Socket;
  #writer: SocketWriter;
  #gone = false;
  #timing = false;

  constructor(accepted: Socket, events: TransportEvents) {
    this.#events = events;
    this.#socket = readShared(accepted, (bytes) => this.#bytes(bytes));
    this.#writer = new SocketWriter(this.#socket);
    this.#listen(this.#socket);
  }

  get socket(): Socket {
    return this.#socket;
  }

  /** Bytes that the kernel has not taken yet. */
  get waitingBytes(): number {
    return this.#socket.writableLength;
  }

  #bytes(bytes: Buffer): void {
    if (!this.#gone) this.#events.bytes(bytes);
  }

  #listen(socket: Socket): void {
    socket.on('drain', () => {
      this.#stopTiming();
      if (!this.#gone && socket === this.#socket) this.#events.drained();
    });
    socket.on('timeout', () => this.#events.stuck());
    // What broke does not matter: 'close' follows.
    socket.on('error', () => {});
    socket.on('close', () => this.#close());
  }

  #close(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#socket.destroy();
    this.#events.gone();
  }

  /** From here on the bytes go through TLS. `rest`: what was read already of the TLS stream. */
  upgrade(rest: Buffer, secure: (raw: Socket, done: (socket: TLSSocket) => void) => void): void {
    const raw = this.#socket;
    if (rest.length > 0) raw.unshift(rest);
    secure(raw, (socket) => {
      this.#socket = socket;
      this.#writer = new SocketWriter(socket);
      this.#listen(socket);
      socket.on('data', (bytes: Buffer) => this.#bytes(bytes));
    });
  }

  /** Writes in one system call where the kernel takes it. */
  write(chunks: readonly Buffer[]): void {
    const socket = this.#socket;
    if (this.#gone || socket.destroyed || socket.writableEnded) return;
    if (chunks.length === 1) {
      this.#writer.write(chunks[0] as Buffer);
    } else {
      socket.cork();
      for (const chunk of chunks) socket.write(chunk);
      socket.uncork();
    }
    if (!socket.writableNeedDrain || this.#timing) return;
    const { writeMsMax } = this.#events;
    this.#timing = writeMsMax > 0;
    socket.setTimeout(writeMsMax);
  }

  #stopTiming(): void {
    if (!this.#timing) return;
    this.#timing = false;
    this.#socket.setTimeout(0);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Writes what waits, then closes. A client that does not close its side is cut off after a moment. */
  end(lingerMs: number): void {
    const socket = this.#socket;
    if (socket.writableEnded || socket.destroyed) return;
    socket.end();
    // A socket that is paused would never see the client's end.
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
