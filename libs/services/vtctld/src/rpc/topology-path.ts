import { VtError } from '@vt/base';
import { decode, type MessageName, toJsonText, toText } from '@vt/proto';
import { GLOBAL_CELL, orAbsent } from '@vt/topo';
import type { Handler } from '../context.ts';

/** What a record is, by the last part of its path. */
const kinds: Readonly<Record<string, MessageName>> = {
  CellInfo: 'topodata.CellInfo',
  CellsAlias: 'topodata.CellsAlias',
  Keyspace: 'topodata.Keyspace',
  MirrorRules: 'vschema.MirrorRules',
  RoutingRules: 'vschema.RoutingRules',
  Rules: 'vschema.KeyspaceRoutingRules',
  Shard: 'topodata.Shard',
  ShardReplication: 'topodata.ShardReplication',
  ShardRoutingRules: 'vschema.ShardRoutingRules',
  SrvKeyspace: 'topodata.SrvKeyspace',
  SrvVSchema: 'vschema.SrvVSchema',
  Tablet: 'topodata.Tablet',
  VSchema: 'vschema.Keyspace',
};

/** `/` lists the cells; `/global/…` and `/CELL/…` list directories and decode records. */
export const getTopologyPath: Handler<'GetTopologyPath'> = async ({ path, version, as_json }, { topo }, signal) => {
  if (!path.startsWith('/')) throw new VtError({ code: 'INVALID_ARGUMENT', message: `invalid path: ${path}` });
  const [cell = '', ...rest] = path.split('/').filter((part) => part !== '');
  if (cell === '') {
    const cells = await topo.cells.names({ signal });
    return { cell: { name: '', path: '/', children: [GLOBAL_CELL, ...cells] } };
  }
  const conn = await topo.cellConn(cell, { signal });
  const inner = rest.join('/');
  const name = rest.at(-1) ?? cell;
  const file = inner === '' ? undefined : await orAbsent(conn.get(inner, { signal }));
  if (file) {
    // Older versions are not asked of the topology server: it forgets them when it likes.
    if (version !== 0n && version !== file.version) {
      const message = `${path} is at version ${file.version}, and version ${version} is not kept`;
      throw new VtError({ code: 'NOT_FOUND', message });
    }
    return { cell: { name, path, data: show(name, file.contents, as_json), version: file.version } };
  }
  const children = await conn.listDir(inner, { signal });
  return { cell: { name, path, children: children.map((child) => child.name) } };
};

function show(name: string, contents: Buffer, asJson: boolean): string {
  const kind = kinds[name];
  if (kind === undefined) return contents.toString();
  const message = decode(kind, contents);
  return asJson ? toJsonText(kind, message) : toText(kind, message);
}
