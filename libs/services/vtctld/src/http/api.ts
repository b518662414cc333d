import { Code, toVtError, VtError } from '@vt/base';
import { fromJson, serviceDefinition, toJson } from '@vt/proto';
import type { HttpRequest, HttpResponse, HttpServer, StaticUsers } from '@vt/servenv';
import { html, json, staticUserProblem } from '@vt/servenv';
import { isReading } from '../access/method-kind.ts';
import type { RecentChanges } from '../access/recent-changes.ts';
import type { Context } from '../context.ts';
import { handlers, streamHandlers } from '../rpc/index.ts';
import { type Access, callAs, streamAs } from '../service.ts';
import { page } from './app/page.ts';
import { script } from './app/script.ts';
import { answerCollection, collections } from './collections.ts';
import { emptyMessage, requestOf, responseOf } from './messages.ts';
import { openApi } from './openapi.ts';
import { gatesSeen, repairsSeen } from './others.ts';

/** `off`: no API; `read-only`: methods that change nothing; `full`: all. */
export type ApiMode = 'full' | 'off' | 'read-only';

export type ApiOptions = {
  readonly context: Context;
  readonly access: Access;
  readonly mode: ApiMode;
  /** As gRPC's static authentication; undefined: nobody is asked. */
  readonly users: (() => StaticUsers) | undefined;
  /** `host:port` of vtorcs whose repairs the page shows. */
  readonly vtorcs: readonly string[];
  /** `host:port` of vtgates' pages, whose statements the page shows. */
  readonly vtgates: readonly string[];
  /** What the page shows of the last changes. */
  readonly changes?: RecentChanges;
};

const PREFIX = '/api/v1/';
const ANSWERS_MAX = 100_000;

type Authorized = { readonly user: string } | { readonly refusal: HttpResponse };

/** The methods of vtctlservice.Vtctld as JSON: `POST /api/v1/METHOD` with the request; those that change nothing also as GET, with the request's fields in the query. */
export function addApi(http: HttpServer, options: ApiOptions): void {
  const { mode } = options;
  if (mode === 'off') return;
  const guard =
    (answer: (request: HttpRequest, user: string) => Promise<HttpResponse>) =>
    async (request: HttpRequest): Promise<HttpResponse> => {
      const caller = authenticate(options, request);
      return 'refusal' in caller ? caller.refusal : await answer(request, caller.user).catch(failure);
    };
  const methods = { methods: ['GET', 'POST'] };
  for (const [name, { responseStream }] of Object.entries(serviceDefinition('vtctlservice.Vtctld'))) {
    const isServed = name in handlers || name in streamHandlers;
    if (!isServed || (mode === 'read-only' && !isReading(name))) continue;
    const role = isReading(name) ? 'monitoring' : 'admin';
    const call = (request: HttpRequest, user: string) => answer(options, name, responseStream, request, user);
    http.route(`${PREFIX}${name}`, guard(call), { ...methods, role });
  }
  for (const path of Object.keys(collections))
    http.route(`${path}*`, guard(answerCollection(path, options)), { role: 'monitoring' });
  const describe = guard(async () => json(openApi(mode)));
  http.route('/api/openapi.json', describe, { title: 'the API, described', role: 'monitoring' });
  http.route(
    '/api/vtorc',
    guard(async () => json(await repairsSeen(options.vtorcs))),
    { role: 'monitoring' },
  );
  http.route(
    '/api/vtgate',
    guard(async (_request, user) => {
      // Statements hold what clients wrote.
      options.access.authorize(user, 'GetKeyspaces');
      return json(await gatesSeen(options.vtgates));
    }),
    { role: 'monitoring' },
  );
  http.route(
    '/api/changes',
    guard(async (_request, user) => {
      // Whoever may read the records may read who changed them.
      options.access.authorize(user, 'GetKeyspaces');
      return json(options.changes?.all() ?? []);
    }),
    { title: 'what was changed last, and by whom', role: 'monitoring' },
  );
  http.route(
    '/app',
    guard(async () => secured(html(page))),
    { title: 'the cluster at a glance', role: 'monitoring' },
  );
  const type = 'text/javascript; charset=utf-8';
  http.route(
    '/app/page.js',
    guard(async () => secured({ type, body: script })),
    { role: 'monitoring' },
  );
}

function secured(response: HttpResponse): HttpResponse {
  return {
    ...response,
    headers: {
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
  };
}

function authenticate({ users }: ApiOptions, { headers }: HttpRequest): Authorized {
  // A page of another site must not speak with the browser's credentials.
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return { refusal: json({ error: { code: 'PERMISSION_DENIED', message: 'not from another site' } }, 403) };
  }
  if (!users) return { user: '' };
  const [scheme = '', text = ''] = String(headers['authorization'] ?? '').split(' ');
  const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(text, 'base64').toString()) ?? [];
  const isBasic = scheme.toLowerCase() === 'basic';
  const problem = isBasic ? staticUserProblem(users(), name, password) : 'username and password must be provided';
  if (problem === undefined) return { user: name };
  const refused = json({ error: { code: 'UNAUTHENTICATED', message: problem } }, 401);
  return { refusal: { ...refused, headers: { 'www-authenticate': 'Basic realm="vtctld", charset="UTF-8"' } } };
}

async function answer(
  { context, access }: ApiOptions,
  method: string,
  isStream: boolean,
  request: HttpRequest,
  user: string,
): Promise<HttpResponse> {
  const wanted = fromJson(requestOf(method), fieldsOf(method, request));
  const call = {
    method,
    request: wanted,
    caller: { user, peer: request.peer },
  };
  const asJson = (value: unknown) => toJson(responseOf(method), value as object);
  if (!isStream) return json(asJson(await callAs(access, call, context, request.signal)));
  const answers: unknown[] = [];
  for await (const one of streamAs(access, call, context, request.signal)) {
    if (answers.length < ANSWERS_MAX) answers.push(asJson(one));
  }
  return json(answers);
}

function fieldsOf(method: string, { method: verb, body, query }: HttpRequest): unknown {
  if (verb === 'POST') {
    if (body === undefined) return {};
    // INVARIANT: only what browsers do not send across sites without asking first.
    if (typeof body === 'object' && !Buffer.isBuffer(body)) return body;
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: 'the body has to be JSON (content-type: application/json)',
    });
  }
  if (!isReading(method))
    throw new VtError({ code: 'INVALID_ARGUMENT', message: `${method} changes something: POST it` });
  const empty = emptyMessage(requestOf(method));
  const isText = (name: string) => empty[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] === '';
  return Object.fromEntries(
    [...query].map(([name, value]) => [name, !isText(name) && looksLikeJson(value) ? JSON.parse(value) : value]),
  );
}

function looksLikeJson(text: string): boolean {
  return /^(\{|\[|true$|false$|null$|-?\d+$)/.test(text);
}

const statuses: ReadonlyMap<number, number> = new Map([
  [Code.ABORTED, 409],
  [Code.ALREADY_EXISTS, 409],
  [Code.DEADLINE_EXCEEDED, 504],
  [Code.FAILED_PRECONDITION, 412],
  [Code.INVALID_ARGUMENT, 400],
  [Code.NOT_FOUND, 404],
  [Code.PERMISSION_DENIED, 403],
  [Code.UNAUTHENTICATED, 401],
  [Code.UNAVAILABLE, 503],
  [Code.UNIMPLEMENTED, 501],
]);

function failure(thrown: unknown): HttpResponse {
  if (thrown instanceof SyntaxError) return json({ error: { code: 'INVALID_ARGUMENT', message: thrown.message } }, 400);
  const error = toVtError(thrown);
  return json({ error: { code: error.code, message: error.message } }, statuses.get(error.codeNumber) ?? 500);
}
