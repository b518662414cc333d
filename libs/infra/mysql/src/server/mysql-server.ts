import { once } from 'node:events';
import { type AddressInfo, createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import type { Peer } from '../auth/auth-server.ts';
import { Capability } from '../packets/capabilities.ts';
import { writeErr } from '../packets/err.ts';
import type { SecureSocket } from './channel.ts';
import type { ClientConnection } from './client-connection.ts';
import { compressionCapabilities } from './compression.ts';
import { Connection } from './connection.ts';
import { ConnectionLimits } from './connection-limits.ts';
import { serverErrors } from './errors.ts';
import { FlushQueue } from './flush-queue.ts';
import type { ServerHandler } from './handler.ts';
import { type Limits, limitsOf, type MysqlServerOptions, type TlsOptions } from './options.ts';
import { PacketOutput } from './packet-output.ts';
import type { ServerContext } from './server-context.ts';
import { Slab } from './slab.ts';
import { TlsUpgrader } from './tls.ts';
import { removeStaleSocket } from './unix-socket.ts';

/** Where to listen. Port 0: any free one, see `listen`. */
export type ListenAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly reusePort?: boolean }
  | { readonly kind: 'unix'; readonly path: string };

/** Always offered. */
const CAPABILITIES =
  Capability.LONG_PASSWORD |
  Capability.FOUND_ROWS |
  Capability.LONG_FLAG |
  Capability.CONNECT_WITH_DB |
  Capability.ODBC |
  Capability.IGNORE_SPACE |
  Capability.PROTOCOL_41 |
  Capability.INTERACTIVE |
  Capability.TRANSACTIONS |
  Capability.SECURE_CONNECTION |
  Capability.MULTI_STATEMENTS |
  Capability.MULTI_RESULTS |
  Capability.PS_MULTI_RESULTS |
  Capability.PLUGIN_AUTH |
  Capability.CONNECT_ATTRS |
  Capability.PLUGIN_AUTH_LENENC |
  Capability.SESSION_TRACK |
  Capability.DEPRECATE_EOF |
  Capability.QUERY_ATTRIBUTES;

const SWEEP_MS_MIN = 20;
const SWEEP_MS_MAX = 1_000;
const LISTEN_BACKLOG = 4_096;
const ID_MAX = 0xffff_ffff;

/** Listens for MySQL clients and serves them by a handler. Start reading at Connection. */
export class MysqlServer<S, P = unknown> implements ServerContext<S, P> {
  readonly options: MysqlServerOptions;
  readonly handler: ServerHandler<S, P>;
  readonly limits: Limits;
  readonly slab: Slab = new Slab();
  readonly flushQueue: FlushQueue = new FlushQueue();
  readonly capabilities: number;
  readonly secure: SecureSocket | undefined;
  nowMs = 0;
  draining = false;
  /** Since the start. */
  readonly counters: { accepted: number; refused: number } = { accepted: 0, refused: 0 };
  readonly #tls: TlsUpgrader | undefined;
  readonly #users: ConnectionLimits;
  readonly #connections = new Map<number, Connection<S, P>>();
  readonly #listeners = new Set<Server>();
  readonly #sweep: NodeJS.Timeout;
  readonly #sweepMs: number;
  #sweptAtMs: number = performance.now();
  #lastId = 0;
  #whenEmpty: (() => void) | undefined;

  /** Throws when the TLS key or certificate cannot be used. */
  constructor(handler: ServerHandler<S, P>, options: MysqlServerOptions) {
    this.handler = handler;
    this.options = options;
    this.#lastId = options.idShare?.index ?? 0;
    this.limits = limitsOf(options);
    this.#users = new ConnectionLimits(this.limits.userConnectionsMax);
    const tls = options.tls && new TlsUpgrader(options.tls, this.limits.handshakeTimeoutMs, options.onTlsError);
    this.#tls = tls;
    this.secure = tls && ((raw, done) => tls.upgrade(raw, done));
    this.capabilities =
      (CAPABILITIES |
        (tls ? Capability.SSL : 0) |
        (options.compression === false ? 0 : compressionCapabilities) |
        (options.localInfile ? Capability.LOCAL_FILES : 0)) >>>
      0;
    this.#sweepMs = sweepMsOf(this.limits);
    this.#sweep = setInterval(() => this.#sweepOnce(), this.#sweepMs);
    this.#sweep.unref();
  }

  // ---- listening ----

  /** Resolves to the address, with the port that was given. */
  async listen(address: ListenAddress): Promise<ListenAddress> {
    if (address.kind === 'unix') await removeStaleSocket(address.path);
    const listener = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
      if (!this.options.handOver?.(socket)) this.adopt(socket);
    });
    const where: ListenOptions & { reusePort?: boolean } =
      address.kind === 'unix'
        ? { path: address.path }
        : { host: address.host, port: address.port, ...(address.reusePort ? { reusePort: true } : {}) };
    const listening = once(listener, 'listening');
    listener.listen({ ...where, backlog: LISTEN_BACKLOG });
    await listening;
    // Accepting can fail for want of files; the listener goes on.
    listener.on('error', (error) => this.options.onDefect?.(error));
    this.#listeners.add(listener);
    if (address.kind === 'unix') return address;
    return { ...address, port: (listener.address() as AddressInfo).port };
  }

  /** Takes a connection that was accepted elsewhere (another worker's listener). It must be paused and nothing read from it. */
  adopt(socket: Socket): void {
    if (this.draining) return this.#refuse(socket, serverErrors.shutdown());
    if (this.#connections.size >= this.limits.connectionsMax) {
      return this.#refuse(socket, serverErrors.tooManyConnections());
    }
    const peer = peerOf(socket);
    if (!peer) return void socket.destroy();
    this.counters.accepted++;
    if (this.limits.keepAliveMs > 0) socket.setKeepAlive(true, this.limits.keepAliveMs);
    const id = this.#nextId();
    this.#connections.set(id, new Connection<S, P>(id, socket, peer, this));
  }

  #refuse(socket: Socket, error: ReturnType<typeof serverErrors.shutdown>): void {
    this.counters.refused++;
    const output = new PacketOutput(this.slab);
    const { errno = 0, state = '', message } = error;
    output.packet(writeErr({ errno, state, message }, false));
    socket.on('error', () => {});
    output.flush((chunks) => socket.end(Buffer.concat(chunks)));
    socket.resume();
    socket.setTimeout(this.limits.handshakeTimeoutMs, () => socket.destroy());
  }

  #nextId(): number {
    const { index, of } = this.options.idShare ?? { index: 0, of: 1 };
    do this.#lastId = this.#lastId > ID_MAX - of ? index : this.#lastId + of;
    while (this.#lastId === 0 || this.#connections.has(this.#lastId));
    return this.#lastId;
  }

  // ---- what handlers and operators use ----

  /** For KILL. Undefined also while a connection authenticates. */
  connection(id: number): ClientConnection | undefined {
    const found = this.#connections.get(id);
    return found?.established ? found : undefined;
  }

  /** All that are authenticated. */
  *connections(): IterableIterator<ClientConnection> {
    for (const connection of this.#connections.values()) if (connection.established) yield connection;
  }

  /** Open ones, those in the handshake too. */
  get connectionCount(): number {
    return this.#connections.size;
  }

  /** New connections use the new certificate. Throws, and keeps the old one, when it cannot be used. */
  reloadTls(options: TlsOptions): void {
    if (!this.#tls) throw new Error('the server was started without TLS');
    this.#tls.reload(options);
  }

  // ---- limits in time ----

  #sweepOnce(): void {
    const atMs = performance.now();
    // INVARIANT: time in which this process stood still does not count: its clients could not be heard.
    this.nowMs += Math.min(atMs - this.#sweptAtMs, 2 * this.#sweepMs);
    this.#sweptAtMs = atMs;
    const { handshakeTimeoutMs } = this.limits;
    for (const connection of this.#connections.values()) {
      if (!connection.established) {
        if (connection.stateMs > handshakeTimeoutMs) connection.destroy();
      } else if (connection.silentMs > this.#idleMsAllowed(connection)) {
        connection.fatal(serverErrors.idleTimeout());
      }
    }
  }

  /** A client may ask for a longer time than is usual, not for a longer one than the operator set. */
  #idleMsAllowed({ idleTimeoutMs: own }: { readonly idleTimeoutMs: number | undefined }): number {
    const most = this.options.idleTimeoutMs || Number.POSITIVE_INFINITY;
    return Math.min(own ?? (this.limits.idleTimeoutMs || Number.POSITIVE_INFINITY), most);
  }

  // ---- context of the connections ----

  enter(user: string): void {
    this.#users.enter(user);
  }

  leave(user: string): void {
    this.#users.leave(user);
  }

  gone(connection: { readonly id: number }): void {
    this.#connections.delete(connection.id);
    if (this.#connections.size === 0) this.#whenEmpty?.();
  }

  // ---- the end ----

  /**
   * Accepts nobody any more, closes who is idle, lets transactions end (1053 for everything outside one). Resolves to true when
   * all are gone, to false when the signal came first: then those left are cut off.
   */
  async drain(signal: AbortSignal): Promise<boolean> {
    this.draining = true;
    for (const listener of this.#listeners) listener.close();
    for (const connection of this.#connections.values()) connection.drain();
    if (this.#connections.size > 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#whenEmpty = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    const clean = this.#connections.size === 0;
    this.close();
    return clean;
  }

  /** At once. */
  close(): void {
    this.draining = true;
    clearInterval(this.#sweep);
    for (const listener of this.#listeners) listener.close();
    this.#listeners.clear();
    for (const connection of this.#connections.values()) connection.destroy();
  }
}

function sweepMsOf({ handshakeTimeoutMs, idleTimeoutMs }: Limits): number {
  const shortest = Math.min(handshakeTimeoutMs, idleTimeoutMs || Number.POSITIVE_INFINITY);
  return Math.max(SWEEP_MS_MIN, Math.min(SWEEP_MS_MAX, shortest / 4));
}

/** Undefined when the client is gone already. */
function peerOf(socket: Socket): Peer | undefined {
  const base = { tls: false, certificate: undefined };
  const { remoteAddress, remotePort } = socket;
  if (remoteAddress !== undefined) {
    const address = remoteAddress.startsWith('::ffff:') ? remoteAddress.slice(7) : remoteAddress;
    return { ...base, transport: 'tcp', address, port: remotePort ?? 0 };
  }
  const { localAddress } = socket;
  return localAddress === undefined && !socket.destroyed
    ? { ...base, transport: 'unix', address: '', port: 0 }
    : undefined;
}
