import { VtError } from '@vt/base';
import { fromJson, toJson } from '@vt/proto';
import { type HttpRequest, type HttpResponse, json } from '@vt/servenv';
import { parseTabletAlias } from '@vt/topo';
import type { Context } from '../context.ts';
import { type Access, callAs } from '../service.ts';
import { requestOf, responseOf } from './messages.ts';

type Ask = (method: string, request: object) => Promise<Record<string, unknown>>;
type Collection = (name: string, request: HttpRequest, ask: Ask) => Promise<unknown>;

/** Lists and single records under the paths that Vitess's vtctld has for them; who may call the method behind one may read it. */
export const collections: Readonly<Record<string, Collection>> = {
  '/api/cells/': async (name, _request, ask) =>
    name === ''
      ? (await ask('GetCellInfoNames', {}))['names']
      : (await ask('GetCellInfo', { cell: name }))['cell_info'],
  '/api/keyspaces/': async (name, _request, ask) => {
    if (name !== '')
      return ((await ask('GetKeyspace', { keyspace: name }))['keyspace'] as { readonly keyspace: unknown }).keyspace;
    const { keyspaces } = await ask('GetKeyspaces', {});
    return (keyspaces as { readonly name: unknown }[]).map((one) => one.name);
  },
  '/api/tablets/': async (name, request, ask) =>
    name === '' ? aliases(request, ask) : (await ask('GetTablet', { tablet_alias: aliasOf(name) }))['tablet'],
  '/api/topodata/': async (name, _request, ask) => {
    const { cell } = await ask('GetTopologyPath', { path: `/${name.replace(/\/+$/, '')}` });
    const { children = [], data = '' } = (cell ?? {}) as { readonly children?: unknown; readonly data?: unknown };
    return { Children: children, Data: data, Error: '' };
  },
};

/** All, or those of `?shard=keyspace/shard` and `?cell=`. */
async function aliases({ query }: HttpRequest, ask: Ask): Promise<unknown[]> {
  const [, keyspace = '', shard = ''] = /^([^/]+)\/(.+)$/.exec(query.get('shard') ?? '') ?? [];
  if (query.has('shard') && shard === '')
    throw new VtError({ code: 'INVALID_ARGUMENT', message: 'shard is keyspace/shard' });
  const cells = query.get('cell') ? [query.get('cell')] : [];
  const { tablets } = await ask('GetTablets', { keyspace, shard, cells });
  return (tablets as { readonly alias: unknown }[]).map(({ alias }) => alias);
}

function aliasOf(text: string): ReturnType<typeof parseTabletAlias> {
  try {
    return parseTabletAlias(text);
  } catch (error) {
    throw new VtError({ code: 'INVALID_ARGUMENT', message: (error as Error).message });
  }
}

export function answerCollection(
  path: string,
  { access, context }: { readonly access: Access; readonly context: Context },
): (request: HttpRequest, user: string) => Promise<HttpResponse> {
  return async (request, user) => {
    const ask: Ask = async (method, fields) => {
      const call = { method, request: fromJson(requestOf(method), fields), caller: { user, peer: request.peer } };
      const answer = await callAs(access, call, context, request.signal);
      return toJson(responseOf(method), answer as object) as Record<string, unknown>;
    };
    const name = decoded(request.path.slice(path.length));
    return json(await (collections[path] as Collection)(name, request, ask));
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new VtError({ code: 'INVALID_ARGUMENT', message: 'malformed path' });
  }
}
