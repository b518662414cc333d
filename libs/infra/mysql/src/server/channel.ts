import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { toVtError, type VtError } from '@vt/base';
import { type Codec, CompressedStream } from './compression.ts';
import { serverErrors } from './errors.ts';
import type { FlushQueue } from './flush-queue.ts';
import { PacketInput, type PacketReceiver } from './packet-input.ts';
import { PacketOutput } from './packet-output.ts';
import type { Slab } from './slab.ts';
import { Transport, type TransportEvents } from './transport.ts';

/** Wraps a raw socket, on which TLS begins with the next byte. */
export type SecureSocket = (raw: Socket, done: (socket: TLSSocket) => void) => void;

/** What a channel tells its connection. */
export interface ChannelEvents {
  /** False: packets wait. */
  readonly ready: boolean;
  /** How long the client may leave what it is sent unread; 0: for ever. */
  readonly writeMsMax: number;
  /** `payload` is valid only during the call. */
  packet(payload: Buffer): void;
  /** A payload larger than allowed came and was skipped. */
  oversized(): void;
  /** The client caught up. */
  drained(): void;
  /** The client cannot be understood any more. */
  broken(error: VtError): void;
  /** Once, last. */
  gone(): void;
}

export type ChannelOptions = {
  readonly slab: Slab;
  readonly flushQueue: FlushQueue;
  readonly payloadBytesMax: number;
};

const FLUSH_BYTES = 64 * 1024;
/** A client that has not taken so many bytes makes the source wait. */
const LAG_BYTES_MAX = 256 * 1024;
/** So far a busy connection reads ahead. */
const HELD_BYTES_MAX = 64 * 1024;
/** A connection that we end is cut off after this, if the client does not close it. */
const LINGER_MS = 2_000;

/** Packets in and out over a socket: framing, sequence ids, compression, TLS, one write a turn, back-pressure both ways. */
export class Channel implements PacketReceiver, TransportEvents {
  readonly output: PacketOutput;
  /** Takes the first bytes, before the protocol's; returns what is left once it is done, and is removed. */
  prelude: ((bytes: Buffer) => Buffer | undefined) | undefined = undefined;
  readonly #events: ChannelEvents;
  readonly #flushQueue: FlushQueue;
  readonly #input: PacketInput;
  readonly #transport: Transport;
  #compressed: CompressedStream | undefined;
  #upgrade: { readonly secure: SecureSocket; readonly done: (socket: TLSSocket) => void } | undefined;
  #reading = false;
  #queued = false;
  #paused = false;
  #ending = false;

  constructor(accepted: Socket, events: ChannelEvents, options: ChannelOptions) {
    this.#events = events;
    this.#flushQueue = options.flushQueue;
    this.output = new PacketOutput(options.slab);
    this.#input = new PacketInput(this, options.payloadBytesMax);
    this.#transport = new Transport(accepted, this);
  }

  get ready(): boolean {
    return this.#upgrade === undefined && !this.#ending && this.#events.ready;
  }

  get writeMsMax(): number {
    return this.#events.writeMsMax;
  }

  set payloadBytesMax(bytes: number) {
    this.#input.payloadBytesMax = bytes;
  }

  bytes(bytes: Buffer): void {
    if (this.#ending) return;
    this.#reading = true;
    try {
      this.#read(bytes);
    } catch (thrown) {
      this.#events.broken(toVtError(thrown));
    } finally {
      this.#reading = false;
    }
    if (this.#upgrade) this.#startTls();
    if (this.output.pendingBytes > 0 || this.#ending) this.flush();
    if (this.#input.heldBytes > HELD_BYTES_MAX && !this.ready) this.#pause();
  }

  #read(bytes: Buffer): void {
    let own: Buffer | undefined = bytes;
    if (this.prelude) own = this.prelude(bytes);
    if (own === undefined || own.length === 0) return;
    if (this.#compressed) this.#compressed.decode(own, (plain) => this.#input.feed(plain));
    else this.#input.feed(own);
  }

  packet(payload: Buffer, sequence: number, packets: number): void {
    const expected = (this.output.sequence + packets - 1) & 0xff;
    // Of a compressed stream only the outer packets are counted: clients number the inner ones each in their own way, and no server looks.
    if (sequence !== expected && !this.#compressed) return this.#events.broken(serverErrors.packetsOutOfOrder());
    this.output.sequence = sequence + 1;
    this.#events.packet(payload);
  }

  oversized(sequence: number): void {
    this.output.sequence = sequence + 1;
    this.#events.oversized();
  }

  /** Goes on with packets that came while the connection was busy. */
  pump(): void {
    if (this.#reading) return;
    if (this.#input.heldBytes > 0) {
      this.#input.pump();
      if (this.#upgrade) this.#startTls();
    }
    if (this.#paused && this.#input.heldBytes <= HELD_BYTES_MAX) this.resume();
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#transport.pause();
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  /** Stops the client's bytes (LOCAL INFILE whose taker lags). */
  pause(): void {
    this.#pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#transport.resume();
  }

  send(payload: Uint8Array): void {
    this.output.packet(payload);
    this.flushSoon();
  }

  flushSoon(): void {
    if (this.#reading || this.#queued) return;
    this.#queued = true;
    this.#flushQueue.add(this);
  }

  flush(): void {
    this.#queued = false;
    this.output.flush((chunks) => this.#transport.write(this.#compressed?.encode(chunks) ?? chunks));
    if (this.#ending) this.#transport.end(LINGER_MS);
  }

  /** Sends rows that have piled up; false when the client lags. */
  flushRows(): boolean {
    if (this.output.pendingBytes >= FLUSH_BYTES) this.flush();
    else this.flushSoon();
    return this.#transport.waitingBytes < LAG_BYTES_MAX;
  }

  drained(): void {
    this.#events.drained();
  }

  stuck(): void {
    this.destroy();
  }

  gone(): void {
    this.#ending = true;
    this.#input.close();
    this.#events.gone();
  }

  /** What was sent so far goes out as it is, everything after compressed; so comes what the client sends. */
  compress(codec: Codec): void {
    this.flush();
    this.#compressed = new CompressedStream(codec);
  }

  /** To be called while the packet is handled that asks for it. */
  startTls(secure: SecureSocket, done: (socket: TLSSocket) => void): void {
    this.#upgrade = { secure, done };
  }

  #startTls(): void {
    const upgrade = this.#upgrade;
    if (!upgrade || this.#ending) return;
    this.#transport.upgrade(this.#input.take(), (raw, connected) => {
      upgrade.secure(raw, (socket) => {
        this.#upgrade = undefined;
        upgrade.done(socket);
        connected(socket);
      });
    });
  }

  /** Sends what waits, then closes. Nothing more is read. */
  end(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#input.drop();
    if (!this.#reading) this.flush();
  }

  destroy(): void {
    this.#ending = true;
    this.#transport.destroy();
  }
}
