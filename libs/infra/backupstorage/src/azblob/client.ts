import { createHash } from 'node:crypto';
import { request } from '../object/requests.ts';
import { escaped } from '../s3/signature.ts';
import { type AzureCredentials, sharedKey } from './signature.ts';

export type AzureClientOptions = {
  /** URL of the account's Blob service. */
  readonly endpoint: string;
  readonly container: string;
  /** Asked before each request: the key may be renewed. */
  readonly credentials: () => AzureCredentials;
  readonly retriesMax: number;
};

export type AzureRequest = {
  readonly method: 'DELETE' | 'GET' | 'PUT';
  /** '' for the container itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal;
};

/** Version of the REST API. */
const VERSION = '2021-12-02';

/** Signed requests to one container of Azure's Blob service. What fails for a moment is tried again. */
export class AzureClient {
  readonly options: AzureClientOptions;

  constructor(options: AzureClientOptions) {
    this.options = options;
  }

  /** Rejects with NOT_FOUND, UNAUTHENTICATED, PERMISSION_DENIED, UNAVAILABLE or UNKNOWN. */
  send({ method, key, query = {}, headers = {}, body, signal }: AzureRequest): Promise<Response> {
    const url = this.#url(key, query);
    // Azure compares it with what arrived.
    const md5 = body && createHash('md5').update(body).digest('base64');
    return request({
      store: 'Azure',
      what: `${method} ${key}`,
      retriesMax: this.options.retriesMax,
      signal,
      prepare: () => {
        const time = { 'x-ms-date': new Date().toUTCString(), 'x-ms-version': VERSION };
        const all: Record<string, string> = { ...headers, ...time, ...(md5 && { 'content-md5': md5 }) };
        const toSign = { method, url, headers: all, contentLength: body?.length ?? 0 };
        all['authorization'] = sharedKey(toSign, this.options.credentials());
        return { url, init: { method, headers: all, ...(body && { body }) } };
      },
    });
  }

  #url(key: string, query: Readonly<Record<string, string>>): URL {
    const { endpoint, container } = this.options;
    const base = new URL(endpoint);
    const path = [container, ...(key === '' ? [] : key.split('/'))].map(escaped).join('/');
    base.pathname = `${base.pathname.replace(/\/$/, '')}/${path}`;
    base.search = Object.entries(query)
      .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
      .join('&');
    return base;
  }
}
