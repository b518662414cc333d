import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { VtError } from '@vt/base';
import type { Credentials } from './signature.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Credentials as AWS's own tools find them: in the environment, else in the profile of the credentials file, read anew each time. Throws UNAUTHENTICATED. */
export function awsCredentials(env: Env = process.env): Credentials {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token = '' } = env;
  if (id && secret) return { accessKeyId: id, secretAccessKey: secret, sessionToken: token };
  const path = env['AWS_SHARED_CREDENTIALS_FILE'] || join(homedir(), '.aws', 'credentials');
  const profile = env['AWS_PROFILE'] || 'default';
  const found = readProfile(path, profile);
  const [accessKeyId, secretAccessKey] = [found.get('aws_access_key_id'), found.get('aws_secret_access_key')];
  if (accessKeyId && secretAccessKey)
    return { accessKeyId, secretAccessKey, sessionToken: found.get('aws_session_token') ?? '' };
  const message = `no credentials for S3: neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, nor the profile ${profile} in ${path}`;
  throw new VtError({ code: 'UNAUTHENTICATED', message });
}

function readProfile(path: string, profile: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let section = '';
  for (const line of readText(path).split('\n')) {
    const [, name] = /^\s*\[\s*(.+?)\s*\]/.exec(line) ?? [];
    section = name ?? section;
    const [, key, value] = /^\s*([a-z_]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (section === profile && key && value) values.set(key, value);
  }
  return values;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
