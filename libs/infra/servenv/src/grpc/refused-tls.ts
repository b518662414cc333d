import type { Socket } from 'node:net';
import type { Server, TLSSocket } from 'node:tls';
import type { Logger } from '../log/logger.ts';

/** Told of a connection whose TLS did not come about: from where, and why. */
export type OnRefused = (peer: string | undefined, reason: string) => void;

const FOREIGN = 'its certificate is of an authority that is not known here';

/** By the codes that Node gives a caller's certificate, or its error. */
const reasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  CERT_REVOKED: 'its certificate has been revoked',
  CRL_HAS_EXPIRED: 'the list of revoked certificates has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: FOREIGN,
  ERR_SSL_HTTP_REQUEST: 'it does not speak TLS',
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE: 'it shows no certificate',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'it does not know the authority of the certificate of this server',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
  SELF_SIGNED_CERT_IN_CHAIN: FOREIGN,
  UNABLE_TO_GET_CRL: `${FOREIGN}, or has no list of revoked certificates here`,
  UNABLE_TO_GET_ISSUER_CERT: FOREIGN,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: FOREIGN,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: FOREIGN,
};

/** Why TLS with a caller did not come about. Undefined: it went away by itself, as a probe of the port does, or for a reason that it kept to itself. */
export function refusal(error: NodeJS.ErrnoException, socket: TLSSocket): string | undefined {
  const code = String(socket.authorizationError ?? error.code ?? '');
  if (code === 'ECONNRESET' || code === 'EPIPE') return undefined;
  return reasons[code] ?? (code || error.message);
}

export function tellRefused(server: Pick<Server, 'on'>, onRefused: OnRefused): void {
  // Who has been refused has no address any more.
  const peers = new WeakMap<Socket, string>();
  server.on('connection', (raw: Socket) => {
    if (raw.remoteAddress !== undefined) peers.set(raw, raw.remoteAddress);
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    const reason = refusal(error, socket);
    const raw = (socket as unknown as { readonly _parent?: Socket })._parent;
    if (reason !== undefined) onRefused(raw && peers.get(raw), reason);
  });
}

const TOLD_EVERY_MS = 1_000;

/** Who is refused comes again and again: one line a second says how many others there were. @param whom as in 'a caller' */
export function refusalLog(log: Pick<Logger, 'warn'>, whom: string): OnRefused {
  let toldMs = Number.NEGATIVE_INFINITY;
  let others = 0;
  return (peer, reason) => {
    const nowMs = performance.now();
    if (nowMs - toldMs < TOLD_EVERY_MS) {
      others++;
      return;
    }
    toldMs = nowMs;
    log.warn({ peer, ...(others > 0 && { others }) }, `${whom} is refused: ${reason}`);
    others = 0;
  };
}
