import { setTimeout as delay } from 'node:timers/promises';
import { type CodeName, VtError } from '@vt/base';
import { type Credentials, escaped, sha256, signed } from './signature.ts';

export type S3ClientOptions = {
  /** `https://…`; '' for AWS's own of the region. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** The bucket's name in the path rather than in the host's name. */
  readonly isPathStyle: boolean;
  /** Asked before each request: credentials may be renewed. */
  readonly credentials: () => Credentials;
  readonly retriesMax: number;
  /** Headers of every object that is written, such as x-amz-server-side-encryption. */
  readonly writeHeaders: Readonly<Record<string, string>>;
};

export type S3Request = {
  readonly method: 'DELETE' | 'GET' | 'POST' | 'PUT';
  /** '' for the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal;
};

const BACKOFF_MS = 100;
const BACKOFF_MS_MAX = 5_000;
const ERROR_CHARS_MAX = 500;
const again = new Set([429, 500, 502, 503, 504]);

/** Signed requests to one bucket of an S3 API. What fails for a moment is tried again. */
export class S3Client {
  readonly options: S3ClientOptions;

  constructor(options: S3ClientOptions) {
    this.options = options;
  }

  /** Rejects with NOT_FOUND, PERMISSION_DENIED, UNAVAILABLE or UNKNOWN. */
  async send(request: S3Request): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      const isLast = attempt >= this.options.retriesMax;
      const response = await this.#once(request).catch((error: unknown) => {
        request.signal?.throwIfAborted();
        if (isLast) throw unreachable(this.options, error);
        return undefined;
      });
      if (response?.ok) return response;
      if (response && (isLast || !again.has(response.status))) throw await refused(request, response);
      await response?.body?.cancel();
      await delay(Math.min(BACKOFF_MS * 2 ** attempt, BACKOFF_MS_MAX), undefined, { signal: request.signal });
    }
  }

  #once({ method, key, query = {}, headers = {}, body, signal }: S3Request): Promise<Response> {
    const url = this.#url(key, query);
    const payloadHash = sha256(body ?? '');
    const { region, credentials } = this.options;
    const all = signed({ method, url, headers, payloadHash, region, now: new Date() }, credentials());
    return fetch(url, { method, headers: all, ...(body && { body }), ...(signal && { signal }) });
  }

  #url(key: string, query: Readonly<Record<string, string>>): URL {
    const { endpoint, region, bucket, isPathStyle } = this.options;
    const base = new URL(endpoint || `https://s3.${region}.amazonaws.com`);
    if (!isPathStyle) base.hostname = `${bucket}.${base.hostname}`;
    const path = [...(isPathStyle ? [bucket] : []), ...key.split('/')].map(escaped).join('/');
    base.pathname = `${base.pathname.replace(/\/$/, '')}/${path}`;
    base.search = Object.entries(query)
      .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
      .join('&');
    return base;
  }
}

function unreachable({ endpoint, region }: S3ClientOptions, error: unknown): VtError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = `S3 at ${endpoint || region} cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new VtError({ code: 'UNAVAILABLE', message, cause: error });
}

async function refused({ method, key }: S3Request, response: Response): Promise<VtError> {
  const text = (await response.text().catch(() => '')).slice(0, ERROR_CHARS_MAX);
  const why = [tagged(text, 'Code')[0], tagged(text, 'Message')[0]].filter(Boolean).join(': ') || response.statusText;
  const codes: Readonly<Record<number, CodeName>> = {
    401: 'UNAUTHENTICATED',
    403: 'PERMISSION_DENIED',
    404: 'NOT_FOUND',
  };
  const code = codes[response.status] ?? (response.status >= 500 ? 'UNAVAILABLE' : 'UNKNOWN');
  return new VtError({ code, message: `S3 ${method} ${key}: ${response.status} ${why}` });
}

/** The texts of an XML element, wherever it stands. */
export function tagged(xml: string, name: string): string[] {
  const found = xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'));
  return [...found].map(([, text = '']) => unescaped(text));
}

function unescaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name: string | undefined) => {
    if (decimal) return String.fromCodePoint(Number(decimal));
    if (hex) return String.fromCodePoint(Number.parseInt(String(hex), 16));
    return entities[name ?? ''] ?? whole;
  });
}
