import type { Message, MessageInput } from '@vt/proto';
import type { CallOptions } from '../conn/conn.ts';
import { orAbsent, TopoError } from '../errors.ts';
import { paths } from './paths.ts';
import { createRecord, putRecord, readRecord, updateRecord } from './record.ts';
import type { TopoServer } from './topo-server.ts';

export type Keyspace = Message<'topodata.Keyspace'>;
export type VSchemaKeyspace = Message<'vschema.Keyspace'>;

const nameForm = /^[A-Za-z0-9_-]+$/;

/** Throws Invalid for a name that cannot be a keyspace. */
export function checkKeyspaceName(name: string): void {
  if (!nameForm.test(name)) throw new TopoError('Invalid', `keyspace name '${name}': use letters, digits, '_' and '-'`);
}

export async function keyspaceNames(topo: TopoServer, options?: CallOptions): Promise<string[]> {
  const entries = (await orAbsent(topo.global.listDir('keyspaces', options))) ?? [];
  return entries.map((e) => e.name);
}

export async function getKeyspace(topo: TopoServer, keyspace: string, options?: CallOptions): Promise<Keyspace> {
  return (await readRecord(topo.global, 'topodata.Keyspace', paths.keyspace(keyspace), options)).value;
}

export async function createKeyspace(
  topo: TopoServer,
  keyspace: string,
  value: MessageInput<'topodata.Keyspace'>,
  options?: CallOptions,
): Promise<void> {
  checkKeyspaceName(keyspace);
  await createRecord(topo.global, 'topodata.Keyspace', paths.keyspace(keyspace), value, options);
}

export async function updateKeyspace(
  topo: TopoServer,
  keyspace: string,
  change: (value: Keyspace) => MessageInput<'topodata.Keyspace'> | undefined,
  options?: CallOptions,
): Promise<Keyspace> {
  return updateRecord(topo.global, 'topodata.Keyspace', paths.keyspace(keyspace), change, options);
}

/** Only the keyspace's own records; its shards must be gone. */
export async function deleteKeyspace(topo: TopoServer, keyspace: string, options?: CallOptions): Promise<void> {
  await topo.global.delete(paths.keyspace(keyspace), undefined, options);
  await orAbsent(topo.global.delete(paths.vschema(keyspace), undefined, options));
}

/** The keyspace's VSchema; undefined when it has none. */
export async function getVSchema(
  topo: TopoServer,
  keyspace: string,
  options?: CallOptions,
): Promise<VSchemaKeyspace | undefined> {
  return (await orAbsent(readRecord(topo.global, 'vschema.Keyspace', paths.vschema(keyspace), options)))?.value;
}

export async function putVSchema(
  topo: TopoServer,
  keyspace: string,
  value: MessageInput<'vschema.Keyspace'>,
  options?: CallOptions,
): Promise<void> {
  await putRecord(topo.global, 'vschema.Keyspace', paths.vschema(keyspace), value, options);
}
