import type { TLSSocket } from 'node:tls';
import type { VtError } from '@vt/base';
import type { Identity, Peer } from '../auth/auth-server.ts';
import { Capability, Status } from '../packets/capabilities.ts';
import type { HandshakeResponse41 } from '../packets/handshake-response41.ts';
import { readHandshakeResponse41 } from '../packets/handshake-response41.ts';
import { writeHandshakeV10 } from '../packets/handshake-v10.ts';
import { isSslRequest } from '../packets/ssl-request.ts';
import type { Channel } from './channel.ts';
import { serverErrors } from './errors.ts';
import { Login, type LoginHost, makeNonce } from './login.ts';
import { loginOptionsOf } from './login-options.ts';
import { certificateOf } from './peer-certificate.ts';
import { PROXY_HEADER_BYTES_MAX, readProxyHeader } from './proxy-protocol.ts';
import type { ServerContext } from './server-context.ts';

/** What a handshake needs of its connection. */
export interface HandshakeHost {
  readonly id: number;
  readonly context: Pick<ServerContext<never, never>, 'options' | 'capabilities' | 'secure' | 'draining'>;
  readonly channel: Channel;
  peer: Peer;
  adopt(response: HandshakeResponse41): void;
  welcome(identity: Identity, database: string): void;
  fatal(error: VtError): void;
}

/** utf8mb4_0900_ai_ci: 255. */
const DEFAULT_COLLATION = 255;

/** Greeting, SSL request, response, login: until the connection is welcome. */
export class Handshake implements LoginHost {
  readonly #host: HandshakeHost;
  readonly #nonce: Buffer = makeNonce();
  #login: Login | undefined;
  #database = '';

  constructor(host: HandshakeHost) {
    this.#host = host;
  }

  get peer(): Peer {
    return this.#host.peer;
  }

  start(): void {
    if (this.#host.context.options.proxyProtocol && this.peer.transport === 'tcp') this.#awaitProxyHeader();
    else this.#greet();
  }

  #awaitProxyHeader(): void {
    const { channel } = this.#host;
    let held: Buffer = Buffer.alloc(0);
    channel.prelude = (bytes) => {
      held = Buffer.concat([held, bytes]);
      const header = readProxyHeader(held);
      if (header.kind === 'incomplete' && held.length <= PROXY_HEADER_BYTES_MAX) return undefined;
      channel.prelude = undefined;
      if (header.kind !== 'header') {
        channel.destroy();
        return undefined;
      }
      if (header.source) this.#host.peer = { ...this.peer, ...header.source };
      this.#greet();
      return held.subarray(header.bytes);
    };
  }

  #greet(): void {
    const { options, capabilities } = this.#host.context;
    const { serverVersion, auth } = options;
    this.#host.channel.send(
      writeHandshakeV10({
        serverVersion: typeof serverVersion === 'function' ? serverVersion() : serverVersion,
        threadId: this.#host.id,
        nonce: this.#nonce,
        capabilities,
        collation: DEFAULT_COLLATION,
        statusFlags: Status.AUTOCOMMIT,
        plugin: auth.defaultPlugin,
      }),
    );
  }

  packet(payload: Buffer): void {
    if (this.#login) return this.#login.packet(payload);
    const { secure } = this.#host.context;
    if (isSslRequest(payload) && secure && !this.peer.tls) {
      return this.#host.channel.startTls(secure, (socket) => this.#secured(socket));
    }
    this.#respond(payload);
  }

  #secured(socket: TLSSocket): void {
    this.#host.peer = { ...this.peer, tls: true, ...cipherOf(socket), certificate: certificateOf(socket) };
  }

  #respond(payload: Buffer): void {
    if (payload.length < 4 || !(payload.readUInt16LE(0) & Capability.PROTOCOL_41)) {
      return this.#host.fatal(serverErrors.badHandshake());
    }
    let response: HandshakeResponse41;
    try {
      response = readHandshakeResponse41(payload);
    } catch {
      return this.#host.fatal(serverErrors.badHandshake());
    }
    this.#host.adopt(response);
    this.#database = response.database;
    const { options } = this.#host.context;
    if (options.requireSecureTransport && !this.peer.tls && this.peer.transport === 'tcp') {
      return this.#host.fatal(serverErrors.insecureTransport());
    }
    this.#login = new Login(this, loginOptionsOf(options), this.#nonce);
    const { user, authResponse } = response;
    this.#login.begin({ user, plugin: pluginOf(response), response: authResponse }, options.auth.defaultPlugin);
  }

  oversized(): void {
    this.#host.fatal(serverErrors.badHandshake());
  }

  send(payload: Uint8Array): void {
    this.#host.channel.send(payload);
  }

  accepted(identity: Identity): void {
    this.#host.welcome(identity, this.#database);
  }

  refused(error: VtError): void {
    this.#host.fatal(error);
  }
}

/** A client that cannot name its plugin uses mysql_native_password and cannot be asked to switch. */
function pluginOf(response: HandshakeResponse41): string {
  if (!(response.capabilities & Capability.PLUGIN_AUTH)) return '';
  return response.plugin === '' ? 'mysql_native_password' : response.plugin;
}

function cipherOf(socket: TLSSocket): Pick<Peer, 'cipher'> {
  // Null once the socket has lost its handle: its client may be gone already.
  const cipher: { readonly name: string } | null = socket.getCipher();
  return cipher ? { cipher: { name: cipher.name, version: socket.getProtocol() ?? '' } } : {};
}
