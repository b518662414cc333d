import { setTimeout as delay } from 'node:timers/promises';
import { Code, type CodeName, VtError } from '@vt/base';
import { tagged } from './xml.ts';

/** One request, signed for now: credentials may have been renewed since the last attempt. */
export type Prepared = { readonly url: URL; readonly init: RequestInit };

export type Attempts = {
  /** Which store, for messages. */
  readonly store: string;
  /** `PUT some/key`, for messages. */
  readonly what: string;
  readonly retriesMax: number;
  readonly signal?: AbortSignal | undefined;
  readonly prepare: () => Prepared | Promise<Prepared>;
};

const BACKOFF_MS = 100;
const BACKOFF_MS_MAX = 5_000;
const ERROR_CHARS_MAX = 500;
const again = new Set([408, 429, 500, 502, 503, 504]);

/** Sends a request, again when it failed for a moment. Rejects with NOT_FOUND, UNAUTHENTICATED, PERMISSION_DENIED, UNAVAILABLE or UNKNOWN. */
export async function request(attempts: Attempts): Promise<Response> {
  const { retriesMax, signal } = attempts;
  for (let attempt = 0; ; attempt++) {
    const isLast = attempt >= retriesMax;
    // Outside of what is tried again: that there are no credentials does not pass by waiting.
    const { url, init } = await attempts.prepare();
    const response = await fetch(url, { ...init, ...(signal && { signal }) }).catch((error: unknown) => {
      signal?.throwIfAborted();
      if (isLast) throw unreachable(attempts.store, url, error);
      return undefined;
    });
    if (response?.ok) return response;
    if (response && (isLast || !again.has(response.status))) throw await refused(attempts, response);
    await response?.body?.cancel();
    await delay(Math.min(BACKOFF_MS * 2 ** attempt, BACKOFF_MS_MAX), undefined, { signal });
  }
}

/** Undefined for what is not there. */
export async function ifThere(response: Promise<Response>): Promise<Response | undefined> {
  return await response.catch((error: unknown) => {
    if (error instanceof VtError && error.codeNumber === Code.NOT_FOUND) return undefined;
    throw error;
  });
}

function unreachable(store: string, url: URL, error: unknown): VtError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = `${store} at ${url.origin} cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new VtError({ code: 'UNAVAILABLE', message, cause: error });
}

async function refused({ store, what }: Attempts, response: Response): Promise<VtError> {
  const text = (await response.text().catch(() => '')).slice(0, ERROR_CHARS_MAX);
  const told = [tagged(text, 'Code')[0], tagged(text, 'Message')[0]].filter(Boolean).join(': ');
  const codes: Readonly<Record<number, CodeName>> = {
    401: 'UNAUTHENTICATED',
    403: 'PERMISSION_DENIED',
    404: 'NOT_FOUND',
  };
  const code = codes[response.status] ?? (response.status >= 500 ? 'UNAVAILABLE' : 'UNKNOWN');
  const json = text.startsWith('{') ? text.replaceAll(/\s+/g, ' ') : '';
  const why = told || response.headers.get('x-ms-error-code') || json || response.statusText;
  return new VtError({ code, message: `${store} ${what}: ${response.status} ${why}` });
}
