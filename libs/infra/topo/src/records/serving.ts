import type { Message, MessageInput } from '@vt/proto';
import type { CallOptions } from '../conn/conn.ts';
import { orAbsent } from '../errors.ts';
import { paths } from './paths.ts';
import { putRecord, readRecord } from './record.ts';
import type { TopoServer } from './topo-server.ts';

export type SrvKeyspace = Message<'topodata.SrvKeyspace'>;
export type SrvVSchema = Message<'vschema.SrvVSchema'>;

/** Undefined when the keyspace is not served in the cell. */
export async function getSrvKeyspace(
  topo: TopoServer,
  cell: string,
  keyspace: string,
  options?: CallOptions,
): Promise<SrvKeyspace | undefined> {
  const conn = await topo.cell(cell, options);
  return (await orAbsent(readRecord(conn, 'topodata.SrvKeyspace', paths.srvKeyspace(keyspace), options)))?.value;
}

export async function srvKeyspaceNames(topo: TopoServer, cell: string, options?: CallOptions): Promise<string[]> {
  const conn = await topo.cell(cell, options);
  const entries = (await orAbsent(conn.list('keyspaces/', options))) ?? [];
  return entries.filter((e) => e.path.endsWith('/SrvKeyspace')).map((e) => e.path.split('/')[1] ?? '');
}

export async function putSrvKeyspace(
  topo: TopoServer,
  cell: string,
  keyspace: string,
  value: MessageInput<'topodata.SrvKeyspace'>,
  options?: CallOptions,
): Promise<void> {
  await putRecord(await topo.cell(cell, options), 'topodata.SrvKeyspace', paths.srvKeyspace(keyspace), value, options);
}

export async function deleteSrvKeyspace(
  topo: TopoServer,
  cell: string,
  keyspace: string,
  options?: CallOptions,
): Promise<void> {
  const conn = await topo.cell(cell, options);
  await orAbsent(conn.delete(paths.srvKeyspace(keyspace), undefined, options));
}

/** Undefined when the cell has none. */
export async function getSrvVSchema(
  topo: TopoServer,
  cell: string,
  options?: CallOptions,
): Promise<SrvVSchema | undefined> {
  const conn = await topo.cell(cell, options);
  return (await orAbsent(readRecord(conn, 'vschema.SrvVSchema', paths.srvVSchema, options)))?.value;
}

export async function putSrvVSchema(
  topo: TopoServer,
  cell: string,
  value: MessageInput<'vschema.SrvVSchema'>,
  options?: CallOptions,
): Promise<void> {
  await putRecord(await topo.cell(cell, options), 'vschema.SrvVSchema', paths.srvVSchema, value, options);
}

export async function deleteSrvVSchema(topo: TopoServer, cell: string, options?: CallOptions): Promise<void> {
  await (await topo.cell(cell, options)).delete(paths.srvVSchema, undefined, options);
}
