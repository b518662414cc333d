import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from '../log/logger.ts';
import {
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  type PageRole,
  type RouteOptions,
  text,
} from './types.ts';

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
  readonly #app: FastifyInstance;
  #phase = 'starting';
  #ready = false;

  constructor(options: HttpServerOptions) {
    this.#log = options.log;
    this.#policy = options.securityPolicy ?? '';
    this.#app = fastify({ bodyLimit: options.bodyBytesMax ?? BODY_BYTES_MAX, forceCloseConnections: true });
    acceptBodies(this.#app);
    this.#app.all('/*', (request, reply) => this.#serve(request, reply));
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
    await this.#app.listen({ port, host });
    return this.port;
  }

  get port(): number {
    return (this.#app.server.address() as AddressInfo | null)?.port ?? 0;
  }

  async close(): Promise<void> {
    await this.#app.close();
  }

  async #serve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const url = new URL(request.raw.url ?? '/', 'http://host');
    const response = await this.#answer(request, reply, url).catch((error: Error) => {
      this.#log.error({ err: error, path: url.pathname }, 'a page failed');
      return text(`${error.message}\n`, 500);
    });
    reply.code(response.status ?? 200).type(response.type ?? 'text/plain; charset=utf-8');
    return reply.headers(response.headers ?? {}).send(response.body);
  }

  async #answer(request: FastifyRequest, reply: FastifyReply, url: URL): Promise<HttpResponse> {
    const route = this.#find(url.pathname);
    if (route === undefined) return text(`no page ${url.pathname}; /debug/status lists the pages\n`, 404);
    const role = route.options.role ?? 'debugging';
    if (!allowed(this.#policy, role)) return text('access denied: not allowed by --security-policy\n', 403);
    if (!this.#ready && role !== 'open') return text(`starting: ${this.#phase}\n`, 503);
    const methods = route.options.methods ?? ['GET', 'HEAD'];
    if (!methods.includes(request.method)) return text(`${request.method} is not allowed here\n`, 405);
    return route.handler(toRequest(request, reply, url));
  }

  #find(path: string): Route | undefined {
    return this.#exact.get(path) ?? this.#prefixes.find(([prefix]) => path.startsWith(prefix))?.[1];
  }
}

function allowed(policy: SecurityPolicy, role: PageRole): boolean {
  if (role === 'open' || policy === '') return true;
  return policy === 'read-only' && role !== 'admin';
}

function toRequest(request: FastifyRequest, reply: FastifyReply, url: URL): HttpRequest {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return {
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: request.body ?? undefined,
    signal: controller.signal,
  };
}

/** Forms become objects, unknown types stay Buffers; JSON is fastify's own. */
function acceptBodies(app: FastifyInstance): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}
