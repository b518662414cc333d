import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { VtError } from '@vt/base';

type Env = Readonly<Record<string, string | undefined>>;

/** Who we are to Google. */
export type GoogleIdentity =
  | { readonly kind: 'key'; readonly email: string; readonly key: string; readonly keyId: string; readonly url: string }
  | {
      readonly kind: 'user';
      readonly id: string;
      readonly secret: string;
      readonly refresh: string;
      readonly url: string;
    }
  /** Of the machine that we run on, from its metadata server. */
  | { readonly kind: 'machine'; readonly url: string };

const TOKEN_URL = 'https://oauth2.googleapis.com/token';
const METADATA_HOST = 'metadata.google.internal';
const MACHINE_PATH = '/computeMetadata/v1/instance/service-accounts/default/token';

/** As Google's own clients find it: the file that GOOGLE_APPLICATION_CREDENTIALS names, else gcloud's, else the machine's. Throws UNAUTHENTICATED. */
export function googleIdentity(env: Env = process.env, home = homedir()): GoogleIdentity {
  const named = env['GOOGLE_APPLICATION_CREDENTIALS'];
  const path =
    named || join(env['CLOUDSDK_CONFIG'] || join(home, '.config', 'gcloud'), 'application_default_credentials.json');
  const text = readText(path, Boolean(named));
  if (text === undefined)
    return { kind: 'machine', url: `http://${env['GCE_METADATA_HOST'] || METADATA_HOST}${MACHINE_PATH}` };
  return parsed(text, path);
}

function parsed(text: string, path: string): GoogleIdentity {
  const fields = asFields(text, path);
  const field = (name: string): string => {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') return value;
    throw unusable(path, `it has no ${name}`);
  };
  const url = typeof fields['token_uri'] === 'string' ? fields['token_uri'] : TOKEN_URL;
  const type = field('type');
  if (type === 'service_account')
    return {
      kind: 'key',
      email: field('client_email'),
      key: field('private_key'),
      keyId: field('private_key_id'),
      url,
    };
  if (type === 'authorized_user')
    return {
      kind: 'user',
      id: field('client_id'),
      secret: field('client_secret'),
      refresh: field('refresh_token'),
      url,
    };
  throw unusable(path, `its type is ${type}, neither service_account nor authorized_user`);
}

function asFields(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Said below: the text may hold a secret, and the parser's message a piece of it.
  }
  throw unusable(path, 'it is not a JSON object');
}

function readText(path: string, isWanted: boolean): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isWanted) throw unusable(path, error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function unusable(path: string, why: string): VtError {
  return new VtError({
    code: 'UNAUTHENTICATED',
    message: `no credentials for Google Cloud Storage in ${path}: ${why}`,
  });
}
