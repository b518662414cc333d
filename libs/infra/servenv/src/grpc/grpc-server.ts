import { chmodSync, rmSync } from 'node:fs';
import { isIP, type Server as NetServer } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import {
  Server,
  ServerCredentials,
  type ServerOptions,
  type ServiceDefinition,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { authInterceptor, type StaticUsers } from './caller-auth.ts';
import { HealthTable, healthService } from './health.ts';
import { type OnRefused, tellRefused } from './refused-tls.ts';
import { type PlainHandler, sharedPort } from './shared-port.ts';
import { type ServerTls, serverCredentials } from './tls.ts';

export type GrpcServerOptions = {
  readonly tls?: ServerTls;
  readonly onRefused?: OnRefused;
  /** Asked at every call. */
  readonly users?: () => StaticUsers;
  /** With mutual TLS: a caller's certificate must have one of these in its subject. */
  readonly subjectParts?: readonly string[];
  readonly messageBytesMax?: number;
  readonly keepaliveTimeMs?: number;
  readonly keepaliveTimeoutMs?: number;
  readonly connectionAgeMaxMs?: number;
  readonly connectionAgeGraceMs?: number;
  /** Entries of `--service-map`; empty: every service that the process adds is served. */
  readonly serviceMap?: readonly string[];
};

const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

/** Handlers by the method names of the definition; a method left out does not compile. */
export type Implementation<D extends ServiceDefinition> = { readonly [M in keyof D]: UntypedHandleCall };

/** The gRPC server of one process. Services are added before `listen`; grpc.health.v1 is always there. */
export class GrpcServer {
  readonly health = new HealthTable();
  readonly #server: Server;
  readonly #map: readonly string[];
  readonly #tls: ServerTls | undefined;
  readonly #onRefused: OnRefused;
  #port = 0;
  #toPlain: PlainHandler | undefined;
  #shared: NetServer | undefined;

  constructor(options: GrpcServerOptions = {}) {
    this.#server = new Server(serverOptions(options));
    this.#credentials = () => serverCredentials(options.tls);
    this.#map = options.serviceMap ?? [];
    this.#tls = options.tls;
    this.#onRefused = options.onRefused ?? (() => {});
    this.#server.addService(healthService, this.health.implementation());
  }

  readonly #credentials: () => ReturnType<typeof serverCredentials>;

  /**
   * Adds a service unless `--service-map` leaves it out. `mapName` is its name there without `grpc-` (`vtgateservice`);
   * without it the service is always on. `implementation` has one handler a method (unaryHandler, streamHandler, bidiHandler).
   */
  addService<D extends ServiceDefinition>(definition: D, implementation: Implementation<D>, mapName?: string): boolean {
    if (mapName !== undefined && !this.serves(mapName)) return false;
    this.#server.addService(definition, implementation as UntypedServiceImplementation);
    const service = /^\/([^/]+)\//.exec(Object.values(definition)[0]?.path ?? '')?.[1];
    if (service !== undefined) this.health.set(service, this.health.get('') ?? 2);
    return true;
  }

  serves(mapName: string): boolean {
    if (this.#map.includes(`-grpc-${mapName}`)) return false;
    const wanted = this.#map.filter((entry) => !entry.startsWith('-'));
    return wanted.length === 0 || wanted.includes(`grpc-${mapName}`);
  }

  /** Before `listen`: connections to its port that begin with a token of a plain connection go to `handler`. */
  acceptPlain(handler: PlainHandler): void {
    this.#toPlain = handler;
  }

  /** Whether plain connections are taken; they are encrypted as gRPC's are. */
  get takesPlain(): boolean {
    return this.#shared !== undefined;
  }

  /** The port that was bound. Rejects when it is taken. */
  async listen(port: number, host: string): Promise<number> {
    const address = host.replace(/^\[(.*)\]$/, '$1');
    if (this.#toPlain && isIP(address) !== 0) {
      this.#port = await this.#listenShared(port, address, this.#toPlain);
      return this.#port;
    }
    this.#port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync(`${host}:${port}`, this.#credentials(), (error, bound) => {
        if (error) reject(error);
        else resolve(bound);
      });
    });
    this.#tellRefused();
    return this.#port;
  }

  async #listenShared(port: number, host: string, toPlain: PlainHandler): Promise<number> {
    const injector = this.#server.createConnectionInjector(this.#credentials());
    this.#tellRefused();
    const shared = sharedPort((socket) => injector.injectConnection(socket), toPlain, this.#tls, this.#onRefused);
    await new Promise<void>((resolve, reject) => {
      shared.once('error', reject);
      shared.listen({ port, host }, resolve);
    });
    this.#shared = shared;
    const address = shared.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  /** The library keeps its servers to itself, and says of a caller that it refuses nothing. Should it keep them elsewhere, nothing is told. */
  #tellRefused(): void {
    const { http2Servers } = this.#server as unknown as { readonly http2Servers?: Map<Pick<TlsServer, 'on'>, unknown> };
    for (const server of http2Servers?.keys() ?? []) tellRefused(server, this.#onRefused);
  }

  /** Also on a unix socket, which this process's user alone can open. What a process that died left in its place is removed. */
  async listenOnSocket(path: string): Promise<void> {
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.bindAsync(`unix:${path}`, ServerCredentials.createInsecure(), (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    chmodSync(path, 0o600);
  }

  /** 0 until `listen`. */
  get port(): number {
    return this.#port;
  }

  /** Takes no new calls, lets those that run end for at most `graceMs`, then breaks them. */
  async close(graceMs: number): Promise<void> {
    this.health.setAll(2);
    this.#shared?.close();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#server.forceShutdown(), graceMs);
      this.#server.tryShutdown(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

function serverOptions(options: GrpcServerOptions): ServerOptions {
  const bytesMax = options.messageBytesMax ?? MESSAGE_BYTES_MAX;
  return {
    'grpc.max_receive_message_length': bytesMax,
    // Who asked says what is too large for it: a row may be.
    'grpc.max_send_message_length': -1,
    'grpc.keepalive_time_ms': options.keepaliveTimeMs ?? 10_000,
    'grpc.keepalive_timeout_ms': options.keepaliveTimeoutMs ?? 30_000,
    ...(options.connectionAgeMaxMs ? { 'grpc.max_connection_age_ms': options.connectionAgeMaxMs } : {}),
    ...(options.connectionAgeGraceMs ? { 'grpc.max_connection_age_grace_ms': options.connectionAgeGraceMs } : {}),
    interceptors: [authInterceptor(options)],
  };
}
