import { readFileSync } from 'node:fs';
import {
  type AuthServer,
  AuthServerClientCertificate,
  AuthServerNone,
  AuthServerStatic,
  type MysqlServerOptions,
  type TlsOptions,
} from '@vt/mysql';
import { type FlagValues, StartError } from '@vt/servenv';
import type { vtgateFlags } from '../flags.ts';

export type VtgateFlagValues = FlagValues<typeof vtgateFlags>;

/** How clients are let in, from the flags. @throws StartError for what cannot work. */
export async function authServer(flags: VtgateFlagValues): Promise<AuthServer> {
  if (flags['mysql-auth-server-impl'] === 'none') return new AuthServerNone();
  if (flags['mysql-auth-server-impl'] === 'clientcert') return clientCertificates(flags);
  const [file, text] = [flags['mysql-auth-server-static-file'], flags['mysql-auth-server-static-string']];
  try {
    if (text !== '') return AuthServerStatic.fromText(text);
    if (file !== '') return await AuthServerStatic.fromFile(file);
  } catch (error) {
    throw new StartError(
      `--mysql-auth-server-static-${text === '' ? `file ${file}` : 'string'}: ${(error as Error).message}`,
    );
  }
  throw new StartError(
    '--mysql-auth-server-impl static needs --mysql-auth-server-static-file or --mysql-auth-server-static-string',
  );
}

/** Users are who their certificates say they are. @throws StartError where nobody could show one. */
function clientCertificates(flags: VtgateFlagValues): AuthServer {
  if (flags['mysql-server-ssl-cert'] === '' || flags['mysql-server-ssl-ca'] === '')
    throw new StartError('--mysql-auth-server-impl clientcert needs --mysql-server-ssl-cert, -key and -ca');
  return new AuthServerClientCertificate();
}

export function serverOptions(
  flags: VtgateFlagValues,
  auth: AuthServer,
  onDefect: (error: unknown) => void,
): MysqlServerOptions {
  const tls = tlsOptions(flags);
  return {
    auth,
    serverVersion: flags['mysql-server-version'],
    ...(tls ? { tls } : {}),
    requireSecureTransport: flags['mysql-server-require-secure-transport'],
    allowClearTextWithoutTls: flags['mysql-allow-clear-text-without-tls'],
    proxyProtocol: flags['proxy-protocol'],
    localInfile: flags['mysql-server-local-infile'],
    keepAliveMs: flags['mysql-server-keepalive-period'],
    connectionsMax: Math.max(1, flags['mysql-server-max-connections']),
    ...(flags['mysql-server-read-timeout'] > 0 ? { idleTimeoutMs: flags['mysql-server-read-timeout'] } : {}),
    ...(flags['mysql-server-write-timeout'] > 0 ? { writeTimeoutMs: flags['mysql-server-write-timeout'] } : {}),
    onDefect,
  };
}

export function tlsOptions(flags: VtgateFlagValues): TlsOptions | undefined {
  const [cert, key] = [flags['mysql-server-ssl-cert'], flags['mysql-server-ssl-key']];
  if ((cert === '') !== (key === ''))
    throw new StartError('--mysql-server-ssl-cert and --mysql-server-ssl-key go together');
  if (cert === '') return undefined;
  const [ca, crl] = [flags['mysql-server-ssl-ca'], flags['mysql-server-ssl-crl']];
  const issuers = flags['mysql-server-ssl-server-ca'];
  return {
    cert: issuers === '' ? read(cert) : `${read(cert)}\n${read(issuers)}`,
    key: read(key),
    ...(ca === '' ? {} : { ca: read(ca), requireClientCertificate: true }),
    ...(crl === '' ? {} : { crl: read(crl) }),
    minVersion: flags['mysql-server-tls-min-version'],
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new StartError(`cannot read ${path}: ${(error as Error).message}`);
  }
}
