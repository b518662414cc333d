import type { Message, MessageInput } from '@vt/proto';
import type { CallOptions } from '../conn/conn.ts';
import { orAbsent, TopoError } from '../errors.ts';
import { paths } from './paths.ts';
import { createRecord, putRecord, readRecord, updateRecord } from './record.ts';
import type { CellInfo, TopoServer } from './topo-server.ts';

export async function getCellInfo(topo: TopoServer, cell: string, options?: CallOptions): Promise<CellInfo> {
  return (await readRecord(topo.global, 'topodata.CellInfo', paths.cellInfo(cell), options)).value;
}

export async function createCellInfo(
  topo: TopoServer,
  cell: string,
  info: MessageInput<'topodata.CellInfo'>,
  options?: CallOptions,
): Promise<void> {
  await createRecord(topo.global, 'topodata.CellInfo', paths.cellInfo(cell), info, options);
}

/** Creates it when absent. Empty fields leave what is there. */
export async function updateCellInfo(
  topo: TopoServer,
  cell: string,
  info: MessageInput<'topodata.CellInfo'>,
  options?: CallOptions,
): Promise<CellInfo> {
  const path = paths.cellInfo(cell);
  if ((await orAbsent(topo.global.get(path, options))) === undefined)
    await createRecord(topo.global, 'topodata.CellInfo', path, {}, options);
  return updateRecord(
    topo.global,
    'topodata.CellInfo',
    path,
    (old) => ({ server_address: info.server_address || old.server_address, root: info.root || old.root }),
    options,
  );
}

/** Refuses while keyspaces are served in the cell, unless forced. */
export async function deleteCellInfo(
  topo: TopoServer,
  cell: string,
  force: boolean,
  options?: CallOptions,
): Promise<void> {
  if (!force) {
    const conn = await topo.cell(cell, options);
    const served = (await orAbsent(conn.listDir('keyspaces', options))) ?? [];
    if (served.length > 0)
      throw new TopoError('NodeNotEmpty', `cells/${cell} (it still serves ${served.map((s) => s.name).join(', ')})`);
  }
  await topo.global.delete(paths.cellInfo(cell), undefined, options);
}

export type CellsAlias = Message<'topodata.CellsAlias'>;

/** By alias name. */
export async function getCellsAliases(topo: TopoServer, options?: CallOptions): Promise<Map<string, CellsAlias>> {
  const names = (await orAbsent(topo.global.listDir('cells_aliases', options))) ?? [];
  const aliases = new Map<string, CellsAlias>();
  for (const { name } of names) {
    const found = await orAbsent(readRecord(topo.global, 'topodata.CellsAlias', paths.cellsAlias(name), options));
    if (found) aliases.set(name, found.value);
  }
  return aliases;
}

/** A cell is in one alias at the most. */
async function checkNotAliased(
  topo: TopoServer,
  alias: string,
  cells: readonly string[],
  options?: CallOptions,
): Promise<void> {
  for (const [other, { cells: taken }] of await getCellsAliases(topo, options)) {
    const twice = other === alias ? undefined : cells.find((cell) => taken.includes(cell));
    if (twice !== undefined)
      throw new TopoError('Invalid', `cells alias '${alias}': cell '${twice}' is in alias '${other}' already`);
  }
}

export async function createCellsAlias(
  topo: TopoServer,
  alias: string,
  cells: readonly string[],
  options?: CallOptions,
): Promise<void> {
  await checkNotAliased(topo, alias, cells, options);
  await createRecord(topo.global, 'topodata.CellsAlias', paths.cellsAlias(alias), { cells: [...cells] }, options);
}

export async function putCellsAlias(
  topo: TopoServer,
  alias: string,
  cells: readonly string[],
  options?: CallOptions,
): Promise<void> {
  await checkNotAliased(topo, alias, cells, options);
  await putRecord(topo.global, 'topodata.CellsAlias', paths.cellsAlias(alias), { cells: [...cells] }, options);
}

export async function deleteCellsAlias(topo: TopoServer, alias: string, options?: CallOptions): Promise<void> {
  await topo.global.delete(paths.cellsAlias(alias), undefined, options);
}
