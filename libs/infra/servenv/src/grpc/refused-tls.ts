import type { Server, TLSSocket } from 'node:tls';

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

/** Who goes away by itself in the middle, as a probe of the port does, is not told of. */
export function tellRefused(server: Pick<Server, 'on'>, onRefused: OnRefused): void {
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    const code = String(socket.authorizationError ?? error.code ?? '');
    if (code === 'ECONNRESET' || code === 'EPIPE') return;
    onRefused(socket.remoteAddress, reasons[code] ?? (code || error.message));
  });
}
