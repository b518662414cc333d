import { readFileSync } from 'node:fs';
import { VtError } from '@vt/base';
import type { AzureCredentials } from './signature.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The account's key from its file, else from VT_AZBLOB_ACCOUNT_KEY; read anew each time. Throws UNAUTHENTICATED. */
export function azureCredentials(account: string, keyFile: string, env: Env = process.env): AzureCredentials {
  const key = keyFile === '' ? (env['VT_AZBLOB_ACCOUNT_KEY'] ?? '').trim() : readKey(keyFile);
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return { account, key };
  const place = keyFile === '' ? 'neither --azblob-backup-account-key-file nor VT_AZBLOB_ACCOUNT_KEY' : keyFile;
  const message = key === '' ? `no key of the storage account: ${place}` : `the storage account's key is not base64`;
  throw new VtError({ code: 'UNAUTHENTICATED', message });
}

function readKey(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new VtError({ code: 'UNAUTHENTICATED', message: `no key of the storage account: ${why}`, cause: error });
  }
}
