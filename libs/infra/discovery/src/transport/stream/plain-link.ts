import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import { type ConnectionOptions, connect as connectTls, TLSSocket } from 'node:tls';
import { openSocket, readShared, SocketWriter } from '@vt/mysql';
import { type PlainTarget, plainPreface, securePreface } from '@vt/servenv';
import type { ByteStream } from './byte-sender.ts';

/** With so many bytes that the kernel has not taken, producers should wait. */
const WAITING_BYTES_MAX = 256 * 1024;
/** An idle connection that somebody between has forgotten; one on which an answer is awaited has its gate's LinkWatch. */
const KEEPALIVE_MS = 30_000;

export type PlainEvents = {
  /** `bytes` are valid only during the call. */
  bytes(bytes: Buffer): void;
  /** Once: no more bytes come. */
  gone(reason: string): void;
};

/** A stream's plain connection, see frame.ts. */
export class PlainLink implements ByteStream {
  #socket: Socket;
  #writer: SocketWriter;
  #events: PlainEvents | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#writer = new SocketWriter(socket);
    socket.setKeepAlive(true, KEEPALIVE_MS);
    this.#watch(socket);
  }

  #watch(socket: Socket): void {
    socket.on('error', (error) => this.#gone(error.message));
    socket.on('end', () => this.#gone('the other side closed the connection'));
    socket.on('close', () => this.#gone('the connection broke'));
  }

  /** The gate's end: connects and says the token. */
  static open({ host, port, tls }: PlainTarget, token: Uint8Array): PlainLink {
    if (tls) return PlainLink.#openSecure({ host, port }, tls(), token);
    const readable = openSocket({ host, port });
    const link = new PlainLink(readable.socket);
    readable.reader = (bytes) => link.#events?.bytes(bytes);
    readable.socket.write(plainPreface(token));
    return link;
  }

  static #openSecure(target: TcpNetConnectOpts, tls: ConnectionOptions, token: Uint8Array): PlainLink {
    const raw = connect({ ...target, noDelay: true });
    const link = new PlainLink(raw);
    raw.once('connect', () => {
      raw.write(securePreface);
      const secure = connectTls({ ...tls, socket: raw });
      link.#watch(secure);
      link.#socket = secure;
      link.#writer = new SocketWriter(secure);
      secure.on('data', (bytes: Buffer) => link.#events?.bytes(bytes));
      secure.once('secureConnect', () => secure.write(token));
    });
    return link;
  }

  /** The tablet's end, of a connection that has said its token. */
  static accept(accepted: Socket): PlainLink {
    if (accepted instanceof TLSSocket) {
      const secured = new PlainLink(accepted);
      accepted.on('data', (bytes: Buffer) => secured.#events?.bytes(bytes));
      accepted.resume();
      return secured;
    }
    const socket = readShared(accepted, (bytes) => link.#events?.bytes(bytes));
    const link = new PlainLink(socket);
    return link;
  }

  /** In the same turn in which it was made: bytes come from the next one on. */
  listen(events: PlainEvents): void {
    this.#events = events;
  }

  #gone(reason: string): void {
    const events = this.#events;
    this.#events = undefined;
    this.#socket.destroySoon();
    events?.gone(reason);
  }

  write(bytes: Buffer): boolean {
    const socket = this.#socket;
    if (socket.writableEnded || socket.destroyed) return true;
    this.#writer.write(bytes);
    return socket.writableLength < WAITING_BYTES_MAX;
  }

  /** Bytes that the kernel has taken, while others wait for it; undefined: none wait. */
  get taken(): number | undefined {
    const { bytesWritten, writableLength } = this.#socket;
    return writableLength === 0 ? undefined : bytesWritten - writableLength;
  }

  once(event: 'drain', listener: () => void): void {
    this.#socket.once(event, listener);
  }

  /** Sends what waits, then closes. */
  end(): void {
    this.#events = undefined;
    this.#socket.destroySoon();
  }

  destroy(): void {
    this.#events = undefined;
    this.#socket.destroy();
  }
}
