import { readFileSync, statSync } from 'node:fs';
import { InterceptingCall, type Interceptor } from '@grpc/grpc-js';

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

/** The file may be replaced while the process runs: calls show what it holds then. What cannot be read leaves what there was. */
export function followOwnCredentials(path: string): () => OwnCredentials {
  let credentials = readOwnCredentials(path);
  let state = stateOf(path);
  return () => {
    const now = stateOf(path);
    if (now === state) return credentials;
    try {
      credentials = readOwnCredentials(path);
      state = now;
    } catch {
      // In the midst of being replaced: read again at the next call.
    }
    return credentials;
  };
}

function stateOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.mtimeMs} ${found.size}` : '';
}

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
