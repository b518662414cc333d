import type { Socket } from 'node:net';
import { createSecureContext, createServer, type Server, type TLSSocket } from 'node:tls';
import type { MysqlServerOptions, TlsOptions } from './options.ts';

/**
 * Turns accepted connections into TLS. It is node's own TLS server that never listens: sessions, certificates and their checks are
 * node's; the raw sockets are handed in.
 */
export class TlsUpgrader {
  readonly #server: Server;
  readonly #waiting = new WeakMap<
    Socket,
    { readonly peer: string | undefined; readonly done: (socket: TLSSocket) => void }
  >();

  /** Throws when key and certificate cannot be used. */
  constructor(options: TlsOptions, handshakeTimeoutMs: number, onTlsError: MysqlServerOptions['onTlsError']) {
    this.#server = createServer({ ...secureOptions(options), handshakeTimeout: handshakeTimeoutMs });
    this.#server.on('secureConnection', (socket) => this.#secured(socket));
    this.#server.on('tlsClientError', (error, socket) => {
      onTlsError?.(error, socket, this.#waitingOf(socket)?.peer);
      socket.destroy();
    });
  }

  upgrade(raw: Socket, done: (socket: TLSSocket) => void): void {
    this.#waiting.set(raw, { peer: raw.remoteAddress, done });
    this.#server.emit('connection', raw);
  }

  #secured(socket: TLSSocket): void {
    const waiting = this.#waitingOf(socket);
    if (waiting) waiting.done(socket);
    else socket.destroy();
  }

  #waitingOf(socket: TLSSocket) {
    // INVARIANT: node names the raw socket only here. Should it stop to, nobody gets in.
    const raw = (socket as unknown as { readonly _parent?: Socket })._parent;
    return raw && this.#waiting.get(raw);
  }

  /** For connections from now on. Throws and changes nothing when the new ones cannot be used. */
  reload(options: TlsOptions): void {
    const secure = secureOptions(options);
    createSecureContext(secure);
    this.#server.setSecureContext(secure);
  }
}

function secureOptions(options: TlsOptions) {
  return {
    key: options.key,
    cert: options.cert,
    ca: options.ca,
    crl: options.crl,
    minVersion: options.minVersion ?? 'TLSv1.2',
    requestCert: options.ca !== undefined,
    // A certificate that the CA has not signed is refused only where one is required: elsewhere it simply proves nothing.
    rejectUnauthorized: options.requireClientCertificate ?? false,
  } as const;
}
