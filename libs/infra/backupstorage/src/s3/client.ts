import { request } from '../object/requests.ts';
import { type Credentials, escaped, sha256, signed } from './signature.ts';

/** What a server that speaks S3's protocol wants to see of who asks. */
export type Authorize = (request: {
  readonly method: string;
  readonly url: URL;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}) => Promise<Record<string, string>>;

export type S3ClientOptions = {
  /** Which store, for messages. */
  readonly store: string;
  readonly endpoint: string;
  readonly bucket: string;
  /** The bucket's name in the path rather than in the host's name. */
  readonly isPathStyle: boolean;
  /** All headers of a request. Asked before each: credentials may be renewed. */
  readonly authorize: Authorize;
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

/** Requests to one bucket of an S3 API. What fails for a moment is tried again. */
export class S3Client {
  readonly options: S3ClientOptions;

  constructor(options: S3ClientOptions) {
    this.options = options;
  }

  /** Rejects with NOT_FOUND, UNAUTHENTICATED, PERMISSION_DENIED, UNAVAILABLE or UNKNOWN. */
  send({ method, key, query = {}, headers = {}, body, signal }: S3Request): Promise<Response> {
    const { store, retriesMax, authorize } = this.options;
    const url = this.#url(key, query);
    return request({
      store,
      what: `${method} ${key}`,
      retriesMax,
      signal,
      prepare: async () => {
        const all = await authorize({ method, url, headers, body: body ?? new Uint8Array() });
        return { url, init: { method, headers: all, ...(body && { body }) } };
      },
    });
  }

  #url(key: string, query: Readonly<Record<string, string>>): URL {
    const { endpoint, bucket, isPathStyle } = this.options;
    const base = new URL(endpoint);
    if (!isPathStyle) base.hostname = `${bucket}.${base.hostname}`;
    const path = [...(isPathStyle ? [bucket] : []), ...key.split('/')].map(escaped).join('/');
    base.pathname = `${base.pathname.replace(/\/$/, '')}/${path}`;
    base.search = Object.entries(query)
      .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
      .join('&');
    return base;
  }
}

/** AWS's way: each request is signed. */
export function awsSigned(region: string, credentials: () => Credentials): Authorize {
  return async ({ method, url, headers, body }) =>
    signed({ method, url, headers, payloadHash: sha256(body), region, now: new Date() }, credentials());
}

/** AWS's own endpoint of a region. */
export function awsEndpoint(region: string): string {
  return `https://s3.${region}.amazonaws.com`;
}
