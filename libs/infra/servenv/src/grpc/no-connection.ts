import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ServiceError } from '@grpc/grpc-js';
import { VtError } from '@vt/base';
import { fromServiceError } from './status.ts';
import { type ClientTls, isEncrypted } from './tls.ts';

const START = 'No connection established';

/** What OpenSSL and Node say, and what that means to whom connects. */
const meanings: readonly (readonly [RegExp, string])[] = [
  [/alert certificate required/, 'the server demands a certificate of the caller'],
  [/alert unknown ca/, 'the server does not know the authority of our certificate'],
  [/alert certificate expired/, 'to the server our certificate has expired'],
  [/alert certificate revoked/, 'to the server our certificate has been revoked'],
  [/certificate has expired/, 'the certificate of the server has expired'],
  [
    /self-signed certificate|unable to (verify|get)/,
    'the certificate of the server is of another authority than those that are trusted here',
  ],
  [/wrong version number|packet length too long/, 'the server does not speak TLS'],
];

/** The connection was there, and was ended before it could be used. */
const ended = /ECONNRESET|EPIPE|Failed to connect|socket hang up|disconnected before secure TLS/;

/** What a call to a target failed with, as the VtError that the other side meant, or as why there was no connection to it. */
export function fromCallError(error: ServiceError, target: string, tls: ClientTls | undefined): VtError {
  const failed = fromServiceError(error);
  const message = callError(failed.message, target, tls && isEncrypted(tls) ? tls : undefined, Date.now());
  return message === failed.message ? failed : new VtError({ code: failed.code, message, cause: error });
}

/** What a call failed with: where there was no connection, in words. Its beginning stays, as others know the error by it. */
export function callError(details: string, target: string, tls: ClientTls | undefined, nowMs: number): string {
  if (!details.startsWith(START)) return details;
  const [, cause = ''] =
    /Last error: ([\s\S]*?)(?: \(\d{4}-[^)]*\))?\.?(?: Resolution note: [\s\S]*)?$/.exec(details) ?? [];
  const text = cause.trim().replace(/^Error: /, '');
  if (text === '') return details;
  const told = meaningOf(text, tls, nowMs);
  return `${START} to ${target}: ${told === undefined ? text : `${told} (${firstLine(text)})`}`;
}

function meaningOf(text: string, tls: ClientTls | undefined, nowMs: number): string | undefined {
  const known = meanings.find(([pattern]) => pattern.test(text))?.[1];
  if (known !== undefined || !ended.test(text)) return known;
  if (tls === undefined) return 'the server ended it at once, it may demand TLS';
  const expired = tls.cert && expiredAt(tls.cert, nowMs);
  if (expired) return `our certificate ${tls.cert} has expired on ${expired}`;
  return 'the server ended it while TLS began: it may not accept our certificate, of which its log tells, or not speak TLS';
}

function expiredAt(path: string, nowMs: number): string | undefined {
  try {
    const { validTo } = new X509Certificate(readFileSync(path));
    return Date.parse(validTo) < nowMs ? validTo : undefined;
  } catch {
    return undefined;
  }
}

/** OpenSSL's errors begin with a number of the thread, and go on with places in its source. */
function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return /SSL routines:[^:]*:([^:]+)/.exec(line)?.[1] ?? line;
}
