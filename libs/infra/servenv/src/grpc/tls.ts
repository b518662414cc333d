import { isIP } from 'node:net';
import {
  type ConnectionOptions,
  createServer,
  rootCertificates,
  type SecureContextOptions,
  type TLSSocket,
  type TlsOptions,
  type Server as TlsServer,
} from 'node:tls';
import { ChannelCredentials, experimental, ServerCredentials } from '@grpc/grpc-js';
import { type Pem, PemFiles } from './pem-files.ts';
import { type OnRefused, tellRefused } from './refused-tls.ts';

/** Paths of PEM files. Any of the three turns TLS on; `cert` and `key` together are the client's identity. */
export type ClientTls = {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name that the server's certificate must bear, when it is not the host dialled. */
  readonly serverName?: string;
};

/** Paths of PEM files. With `ca`, callers must show a certificate that it signed. */
export type ServerTls = {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
  readonly serverCa?: string;
  /** Certificates of callers that are accepted no more. */
  readonly crl?: string;
};

export function isEncrypted(tls: ClientTls | undefined): boolean {
  return Boolean(tls?.ca || tls?.cert || tls?.key);
}

/** Each connection uses the files as they are then. */
export function clientCredentials(tls: ClientTls | undefined): ChannelCredentials {
  if (!tls || !isEncrypted(tls)) return ChannelCredentials.createInsecure();
  if (Boolean(tls.cert) !== Boolean(tls.key)) throw new Error('a TLS client certificate and its key go together');
  acceptAddresses();
  const provider = providerOf(PemFiles.of({ ca: tls.ca, cert: tls.cert, key: tls.key }));
  return experimental.createCertificateProviderChannelCredentials(provider, tls.cert ? provider : null);
}

let isMuted = false;

/** gRPC names the host that it dials, which Node warns of, and ignores, where it is an address: tablets are dialled so. */
function acceptAddresses(): void {
  if (isMuted) return;
  isMuted = true;
  const warn = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...more: unknown[]) => {
    if (more[0] === 'DeprecationWarning' && more[1] === 'DEP0123') return;
    (warn as (...args: unknown[]) => void).call(process, warning, ...more);
  }) as typeof process.emitWarning;
}

export function serverCredentials(tls: ServerTls | undefined): ServerCredentials {
  return tls === undefined ? ServerCredentials.createInsecure() : new FileServerCredentials(tls);
}

/** Each connection that is accepted uses the files as they are then. */
class FileServerCredentials extends ServerCredentials {
  readonly #files: PemFiles;
  #leave: (() => void) | undefined;

  constructor(tls: ServerTls) {
    const files = PemFiles.of(tls);
    super({ requestCert: Boolean(tls.ca) }, contextOf(files.pem));
    this.#files = files;
  }

  override _addWatcher(watcher: Parameters<ServerCredentials['_addWatcher']>[0]): void {
    super._addWatcher(watcher);
    this.#leave ??= this.#files.follow((pem) => this.updateSecureContextOptions(contextOf(pem)));
  }

  override _removeWatcher(watcher: Parameters<ServerCredentials['_addWatcher']>[0]): void {
    super._removeWatcher(watcher);
    if (this.getWatcherCount() > 0) return;
    this.#leave?.();
    this.#leave = undefined;
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}

/** What a connection without gRPC is opened with. @param host who is dialled */
export function clientTlsOptions(tls: ClientTls, host: string): ConnectionOptions {
  const name = tls.serverName ?? (isIP(host) === 0 ? host : undefined);
  const { pem } = PemFiles.of({ ca: tls.ca, cert: tls.cert, key: tls.key });
  return { host, ...(name ? { servername: name } : {}), ...contextOf(pem) };
}

/** Takes connections that something else accepts, with the files as they are then; `close` lets go of the files. */
export function secureServer(
  tls: ServerTls,
  options: TlsOptions,
  onSecure: (socket: TLSSocket) => void,
  onRefused: OnRefused = () => {},
): { readonly server: TlsServer; close(): void } {
  const files = PemFiles.of(tls);
  const mutual = tls.ca ? { requestCert: true, rejectUnauthorized: true } : {};
  const server = createServer({ ...options, ...mutual, ...contextOf(files.pem) }, onSecure);
  // Who fails in the handshake is closed.
  tellRefused(server, onRefused);
  return { server, close: files.follow((pem) => server.setSecureContext(contextOf(pem))) };
}

function contextOf({ ca, cert, key, crl }: Pem): SecureContextOptions {
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }), ...(crl && { crl }) };
}

const providers = new WeakMap<PemFiles, experimental.CertificateProvider>();

/** One for each set of files: credentials are told apart by it. */
function providerOf(files: PemFiles): experimental.CertificateProvider {
  const found = providers.get(files) ?? new FileProvider(files);
  providers.set(files, found);
  return found;
}

class FileProvider implements experimental.CertificateProvider {
  readonly #files: PemFiles;
  readonly #leave = new Map<unknown, () => void>();

  constructor(files: PemFiles) {
    this.#files = files;
  }

  addCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#follow(listener, ({ ca }) => listener({ caCertificate: ca ?? Buffer.from(rootCertificates.join('\n')) }));
  }

  addIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#follow(listener, ({ cert, key }) => listener(cert && key ? { certificate: cert, privateKey: key } : null));
  }

  removeCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#unfollow(listener);
  }

  removeIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#unfollow(listener);
  }

  #follow(listener: unknown, tell: (pem: Pem) => void): void {
    this.#unfollow(listener);
    this.#leave.set(listener, this.#files.follow(tell));
    tell(this.#files.pem);
  }

  #unfollow(listener: unknown): void {
    this.#leave.get(listener)?.();
    this.#leave.delete(listener);
  }
}
