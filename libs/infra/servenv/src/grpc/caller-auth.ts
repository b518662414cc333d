import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PeerCertificate } from 'node:tls';
import {
  type Metadata,
  Metadata as NewMetadata,
  ServerInterceptingCall,
  type ServerInterceptor,
  ServerListenerBuilder,
  status,
} from '@grpc/grpc-js';
import { followFile } from './followed-file.ts';
import { userKey } from './handlers.ts';

/** Users and passwords as `--grpc-auth-static-password-file` holds them: `[{"Username": …, "Password": …}]`. */
export type StaticUsers = ReadonlyMap<string, string>;

/** Those that the file holds now: it may be replaced while the process runs. @throws Error that names it */
export const followStaticUsers = (path: string): (() => StaticUsers) => followFile(path, readStaticUsers);

function readStaticUsers(path: string): StaticUsers {
  const fail = (why: string) => new Error(`--grpc-auth-static-password-file ${path}: ${why}`);
  let rows: unknown;
  try {
    rows = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // A JSON error quotes the text around the mistake, which may be a password.
    throw fail(error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message);
  }
  if (!Array.isArray(rows)) throw fail('wants a JSON list of {"Username", "Password"}');
  return new Map(
    rows.map((row: unknown) => {
      const { Username, Password } = (row ?? {}) as Record<string, unknown>;
      if (typeof Username !== 'string' || typeof Password !== 'string')
        throw fail('each entry wants Username and Password');
      return [Username, Password];
    }),
  );
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Undefined if username and password are right, else the status text. */
function refusal(users: StaticUsers, metadata: Metadata): Refusal | undefined {
  const username = metadata.get('username')[0];
  const password = metadata.get('password')[0];
  if (username === undefined || password === undefined) {
    return { code: status.UNAUTHENTICATED, details: 'username and password must be provided' };
  }
  const details = staticUserProblem(users, String(username), String(password));
  return details === undefined ? undefined : { code: status.PERMISSION_DENIED, details };
}

/** Undefined if username and password are right, else why not. */
export function staticUserProblem(users: StaticUsers, username: string, password: string): string | undefined {
  const equal = timingSafeEqual(digest(users.get(username) ?? ''), digest(password));
  if (equal && users.has(username)) return undefined;
  return `auth failure: caller "${username}" provided invalid credentials`;
}

/** Who may call: named users with passwords, or certificates by parts of their subject; anyone when both are absent. */
export type CallerRules = { readonly users?: () => StaticUsers; readonly subjectParts?: readonly string[] };

/** Removes what a caller claims about its identity, and refuses callers that the rules do not let in. */
export function authInterceptor(rules: CallerRules): ServerInterceptor {
  return (_method, call) =>
    new ServerInterceptingCall(call, {
      start: (next) => {
        const listener = new ServerListenerBuilder()
          .withOnReceiveMetadata((metadata, pass) => {
            metadata.remove(userKey);
            const verdict = judge(rules, metadata, call.getAuthContext().sslPeerCertificate);
            if (typeof verdict !== 'string') {
              call.sendStatus({ ...verdict, metadata: new NewMetadata() });
              return;
            }
            if (verdict !== '') metadata.set(userKey, verdict);
            metadata.remove('password');
            pass(metadata);
          })
          .build();
        next(listener);
      },
    });
}

type Refusal = { readonly code: number; readonly details: string };

/** The caller's name (empty: none is known), or why it is refused. */
function judge(rules: CallerRules, metadata: Metadata, certificate: PeerCertificate | undefined): string | Refusal {
  if (rules.users !== undefined) return refusal(rules.users(), metadata) ?? String(metadata.get('username')[0]);
  const name = commonName(certificate);
  if (rules.subjectParts === undefined) return name;
  const subject = Object.entries(certificate?.subject ?? {})
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
  if (rules.subjectParts.length === 0 || rules.subjectParts.some((part) => subject.includes(part))) return name;
  return { code: status.UNAUTHENTICATED, details: `the certificate of ${name} is not allowed here` };
}

/** A name that a header can carry. */
function commonName(certificate: PeerCertificate | undefined): string {
  return String(certificate?.subject?.CN ?? '').replace(/[^\x20-\x7e]/g, '?');
}
