import { readFileSync } from 'node:fs';
import type { ConnectOptions } from '@vt/mysql';
import { StartError } from '@vt/servenv';
import type { FlagValues } from '@vt/servenv/cli';
import type { VttabletFlags } from '../flags.ts';

type Flags = Pick<
  FlagValues<VttabletFlags>,
  'db-ssl-ca' | 'db-ssl-cert' | 'db-ssl-key' | 'db-ssl-mode' | 'db-tls-min-version'
>;

/** How connections to an attached mysqld are secured. @throws StartError for files that are not there, and modes without what they need. */
export function tlsOf(flags: Flags): Pick<ConnectOptions, 'tls'> {
  const ca = flags['db-ssl-ca'];
  const mode = flags['db-ssl-mode'] || (ca === '' ? 'disabled' : 'verify_ca');
  if (mode === 'disabled') return {};
  const isVerified = mode === 'verify_ca' || mode === 'verify_identity';
  if (isVerified && ca === '') throw new StartError(`--db-ssl-mode ${mode} needs --db-ssl-ca`);
  const [cert, key, minVersion] = [flags['db-ssl-cert'], flags['db-ssl-key'], flags['db-tls-min-version']];
  if ((cert === '') !== (key === '')) throw new StartError('--db-ssl-cert and --db-ssl-key go together');
  return {
    tls: {
      ...(ca !== '' && { ca: pem('db-ssl-ca', ca) }),
      ...(cert !== '' && { cert: pem('db-ssl-cert', cert), key: pem('db-ssl-key', key) }),
      ...(minVersion !== '' && { minVersion }),
      rejectUnauthorized: isVerified,
      verifyIdentity: mode === 'verify_identity',
      isOptional: mode === 'preferred',
    },
  };
}

function pem(flag: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new StartError(`--${flag} ${path}: ${(error as Error).message}`);
  }
}
