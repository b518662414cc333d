import type { Readable } from 'node:stream';

export type HttpRequest = {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON or form fields; a string or Buffer for other types; undefined without a body. */
  readonly body: unknown;
  /** `host:port` of the connection itself; what a header says of it anybody can write. */
  readonly peer: string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
};

export type HttpResponse = {
  readonly status?: number;
  /** `text/plain; charset=utf-8` if absent; objects go through `json()`. */
  readonly type?: string;
  readonly body: string | Uint8Array | Readable;
  readonly headers?: Readonly<Record<string, string>>;
};

export type HttpHandler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

/** What a page shows, for `--security-policy`: `read-only` refuses admin pages, `deny-all` refuses all three. */
export type PageRole = 'open' | 'monitoring' | 'debugging' | 'admin';

export type RouteOptions = {
  readonly methods?: readonly string[];
  /** `debugging` if absent. `open`: never refused (health for load balancers). */
  readonly role?: PageRole;
  /** One line for the list of pages on `/debug/status`; unlisted if absent. */
  readonly title?: string;
};

export const json = (value: unknown, status = 200): HttpResponse => ({
  status,
  type: 'application/json; charset=utf-8',
  body: `${JSON.stringify(value, (_key, field: unknown) => (typeof field === 'bigint' ? Number(field) : field), 2)}\n`,
});
export const html = (body: string, status = 200): HttpResponse => ({ status, type: 'text/html; charset=utf-8', body });
export const text = (body: string, status = 200): HttpResponse => ({ status, type: 'text/plain; charset=utf-8', body });

export function escapeHtml(value: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return value.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}
