import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Logger } from '../log/logger.ts';
import { BodyError, readBody } from './body.ts';
import { type HttpHandler, type HttpResponse, type PageRole, type RouteOptions, text } from './types.ts';

export type SecurityPolicy = '' | 'deny-all' | 'read-only';

export type HttpServerOptions = {
  readonly log: Logger;
  readonly securityPolicy?: SecurityPolicy;
  readonly bodyBytesMax?: number;
};

type Route = { readonly handler: HttpHandler; readonly options: RouteOptions };

const BODY_BYTES_MAX = 16 * 1024 * 1024;

/**
 * The pages of one process. Routes may be added at any time, also while it listens. Until `ready()` all pages but the
 * open ones answer 503, so that a poller never takes a starting process for a started one.
 */
export class HttpServer {
  readonly #exact = new Map<string, Route>();
  readonly #prefixes: (readonly [string, Route])[] = [];
  readonly #log: Logger;
  readonly #policy: SecurityPolicy;
  readonly #bodyBytesMax: number;
  readonly #server: Server;
  #phase = 'starting';
  #ready = false;

  constructor(options: HttpServerOptions) {
    this.#log = options.log;
    this.#policy = options.securityPolicy ?? '';
    this.#bodyBytesMax = options.bodyBytesMax ?? BODY_BYTES_MAX;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** `path` is exact, or a prefix when it ends in `*`. The longest prefix wins; a path given twice replaces. */
  route(path: string, handler: HttpHandler, options: RouteOptions = {}): void {
    const route = { handler, options };
    if (!path.endsWith('*')) {
      this.#exact.set(path, route);
      return;
    }
    this.#prefixes.push([path.slice(0, -1), route]);
    this.#prefixes.sort(([a], [b]) => b.length - a.length);
  }

  /** Paths and titles of the listed pages, sorted by path. */
  pages(): readonly { readonly path: string; readonly title: string }[] {
    return [...this.#exact]
      .flatMap(([path, route]) => (route.options.title === undefined ? [] : [{ path, title: route.options.title }]))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** What a starting process is doing, shown with the 503. */
  starting(step: string): void {
    this.#phase = step;
  }

  ready(): void {
    this.#ready = true;
  }

  /** The port that was bound; rejects with the system's error (EADDRINUSE …). */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    return this.port;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? 0;
  }

  /** Takes no more requests and breaks the connections that are open. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    try {
      const answer = await this.#answer(request, response).catch((error: Error) => this.#failed(path, error));
      await send(request, response, answer);
    } catch (error) {
      // The client left, or a stream broke after the status was sent: there is nobody to tell.
      this.#log.debug({ err: error, path }, 'a page was not sent whole');
      response.destroy();
    }
  }

  #failed(path: string, error: Error): HttpResponse {
    if (error instanceof BodyError) return text(`${error.message}\n`, error.status);
    this.#log.error({ err: error, path }, 'a page failed');
    return text(`${error.message}\n`, 500);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<HttpResponse> {
    const url = parseUrl(request.url ?? '/');
    const route = this.#find(url.pathname);
    if (route === undefined) return text(`no page ${url.pathname}; /debug/status lists the pages\n`, 404);
    const role = route.options.role ?? 'debugging';
    if (!allowed(this.#policy, role)) return text('access denied: not allowed by --security-policy\n', 403);
    if (!this.#ready && role !== 'open') return text(`starting: ${this.#phase}\n`, 503);
    const methods = route.options.methods ?? ['GET', 'HEAD'];
    const method = request.method ?? 'GET';
    if (!methods.includes(method)) return text(`${method} is not allowed here\n`, 405);
    if (method !== 'GET' && method !== 'HEAD' && isOfOtherSite(request)) return text('not from another site\n', 403);
    const left = new AbortController();
    response.once('close', () => left.abort());
    const body = await readBody(request, this.#bodyBytesMax);
    const { pathname: path, searchParams: query } = url;
    const { remoteAddress, remotePort } = request.socket;
    const peer = `${remoteAddress}:${remotePort}`;
    return route.handler({ method, path, query, headers: request.headers, body, peer, signal: left.signal });
  }

  #find(path: string): Route | undefined {
    return this.#exact.get(path) ?? this.#prefixes.find(([prefix]) => path.startsWith(prefix))?.[1];
  }
}

/** A page of another site can have a browser that reaches this port send forms here. */
function isOfOtherSite({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return site === 'cross-site' || site === 'same-site';
}

function allowed(policy: SecurityPolicy, role: PageRole): boolean {
  if (role === 'open' || policy === '') return true;
  return policy === 'read-only' && role !== 'admin';
}

/** What is no URL is no page of ours either. */
function parseUrl(text: string): URL {
  try {
    return new URL(text, 'http://host');
  } catch {
    throw new BodyError(400, 'malformed URL');
  }
}

async function send(request: IncomingMessage, response: ServerResponse, answer: HttpResponse): Promise<void> {
  const { body, status = 200, type = 'text/plain; charset=utf-8', headers = {} } = answer;
  const streamed = typeof body !== 'string' && !(body instanceof Uint8Array);
  const length = streamed ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { 'content-type': type, ...length, ...headers });
  if (request.method === 'HEAD') {
    if (streamed) body.destroy();
    response.end();
  } else if (streamed) await pipeline(body, response);
  else response.end(body);
}
