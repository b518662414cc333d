import { readFileSync } from 'node:fs';
import { InterceptingCall, type Interceptor } from '@grpc/grpc-js';
import { followFile } from './followed-file.ts';

/** What a caller shows to servers that ask for a name and a password. */
export type OwnCredentials = { readonly username: string; readonly password: string };

/** Reads a file as `--grpc-auth-static-client-creds` names it: `{"Username": …, "Password": …}`. @throws Error that names it */
export function readOwnCredentials(path: string): OwnCredentials {
  const fail = (why: string) => new Error(`--grpc-auth-static-client-creds ${path}: ${why}`);
  let parsed: { readonly Username?: unknown; readonly Password?: unknown } | null;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8')) as typeof parsed;
  } catch (error) {
    // A JSON error quotes the text around the mistake, which may be the password.
    throw fail(error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message);
  }
  const { Username, Password } = parsed ?? {};
  if (typeof Username !== 'string' || typeof Password !== 'string') throw fail('wants {"Username", "Password"}');
  return { username: Username, password: Password };
}

/** The file may be replaced while the process runs: calls show what it holds then. @throws Error that names it */
export const followOwnCredentials = (path: string): (() => OwnCredentials) => followFile(path, readOwnCredentials);

/** Puts them into every call of a client, whoever makes it. */
export function showing(credentials: () => OwnCredentials): Interceptor {
  return (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start: (metadata, listener, next) => {
        const { username, password } = credentials();
        const shown = metadata.clone();
        shown.set('username', username);
        shown.set('password', password);
        next(shown, listener);
      },
    });
}
