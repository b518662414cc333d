import { readFileSync } from 'node:fs';
import { ChannelCredentials, ServerCredentials } from '@grpc/grpc-js';

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
};

export function isEncrypted(tls: ClientTls | undefined): boolean {
  return Boolean(tls?.ca || tls?.cert || tls?.key);
}

export function clientCredentials(tls: ClientTls | undefined): ChannelCredentials {
  if (!tls || !isEncrypted(tls)) return ChannelCredentials.createInsecure();
  if (Boolean(tls.cert) !== Boolean(tls.key)) throw new Error('a TLS client certificate and its key go together');
  return ChannelCredentials.createSsl(read('ca', tls.ca), read('key', tls.key), read('cert', tls.cert));
}

export function serverCredentials(tls: ServerTls | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const chain = [read('cert', tls.cert), read('server ca', tls.serverCa)].filter((part) => part !== null);
  const pair = { private_key: read('key', tls.key) ?? Buffer.alloc(0), cert_chain: Buffer.concat(chain) };
  return ServerCredentials.createSsl(read('ca', tls.ca), [pair], Boolean(tls.ca));
}

function read(what: string, path: string | undefined): Buffer | null {
  if (!path) return null;
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`cannot read the TLS ${what} file ${path}: ${(error as Error).message}`);
  }
}
