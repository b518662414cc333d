import type { ConnectOptions } from '@vt/mysql';
import { StartError } from '@vt/servenv';
import type { FlagValues } from '@vt/servenv/cli';
import { PemFiles, type PemPaths } from '@vt/servenv/grpc';
import type { VttabletFlags } from '../flags.ts';

type Flags = Pick<
  FlagValues<VttabletFlags>,
  'db-ssl-ca' | 'db-ssl-cert' | 'db-ssl-key' | 'db-ssl-mode' | 'db-tls-min-version'
>;

/** How connections to an attached mysqld are secured: each with the files as they are then. @throws StartError for files that are not there, and modes without what they need. */
export function tlsOf(flags: Flags): Pick<ConnectOptions, 'tls'> {
  const ca = flags['db-ssl-ca'];
  const mode = flags['db-ssl-mode'] || (ca === '' ? 'disabled' : 'verify_ca');
  if (mode === 'disabled') return {};
  const isVerified = mode === 'verify_ca' || mode === 'verify_identity';
  if (isVerified && ca === '') throw new StartError(`--db-ssl-mode ${mode} needs --db-ssl-ca`);
  const [cert, key, minVersion] = [flags['db-ssl-cert'], flags['db-ssl-key'], flags['db-tls-min-version']];
  if ((cert === '') !== (key === '')) throw new StartError('--db-ssl-cert and --db-ssl-key go together');
  const files = { ca, cert, key };
  readNow(files);
  return {
    tls: {
      get ca() {
        return PemFiles.of(files).pem.ca;
      },
      get cert() {
        return PemFiles.of(files).pem.cert;
      },
      get key() {
        return PemFiles.of(files).pem.key;
      },
      ...(minVersion !== '' && { minVersion }),
      rejectUnauthorized: isVerified,
      verifyIdentity: mode === 'verify_identity',
      isOptional: mode === 'preferred',
    },
  };
}

/** @throws StartError for files that cannot be read, or used. */
function readNow(files: PemPaths): void {
  try {
    PemFiles.of(files);
  } catch (error) {
    throw new StartError(`--db-ssl-*: ${(error as Error).message}`);
  }
}
