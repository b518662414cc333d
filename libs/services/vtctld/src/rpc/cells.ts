import { VtError } from '@vt/base';
import { orAbsent } from '@vt/topo';
import type { Handler } from '../context.ts';

export const addCellInfo: Handler<'AddCellInfo'> = async ({ name, cell_info }, { topo }, signal) => {
  // One that cannot be asked holds up whatever asks all cells.
  topo.checkAddress(cell_info?.server_address ?? '');
  await topo.cells.create(name, cell_info ?? {}, { signal });
  return {};
};

export const getCellInfo: Handler<'GetCellInfo'> = async ({ cell }, { topo }, signal) => ({
  cell_info: (await topo.cells.get(cell, { signal })).value,
});

export const getCellInfoNames: Handler<'GetCellInfoNames'> = async (_request, { topo }, signal) => ({
  names: await topo.cells.names({ signal }),
});

/** Empty fields leave what is there. */
export const updateCellInfo: Handler<'UpdateCellInfo'> = async ({ name, cell_info }, { topo }, signal) => {
  if (cell_info?.server_address) topo.checkAddress(cell_info.server_address);
  const change = (info: { server_address: string; root: string }): void => {
    info.server_address = cell_info?.server_address || info.server_address;
    info.root = cell_info?.root || info.root;
  };
  return { name, cell_info: (await topo.cells.update(name, change, { signal })).value };
};

/** Refuses while keyspaces are served in the cell, unless forced. */
export const deleteCellInfo: Handler<'DeleteCellInfo'> = async ({ name, force }, { topo }, signal) => {
  const served = force ? [] : ((await orAbsent(topo.serving.keyspaceNames(name, { signal }))) ?? []);
  if (served.length > 0) {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `cell ${name} still serves ${served.join(', ')}; use --force if that is meant`,
    });
  }
  await topo.cells.delete(name, { signal });
  await topo.tabletCopies.forget(name, { signal });
  return {};
};

export const addCellsAlias: Handler<'AddCellsAlias'> = async ({ name, cells }, { topo }, signal) => {
  await topo.cells.createAlias(name, cells, { signal });
  return {};
};

export const getCellsAliases: Handler<'GetCellsAliases'> = async (_request, { topo }, signal) => {
  const aliases = await topo.cells.aliases({ signal });
  return { aliases: Object.fromEntries([...aliases].map(([name, cells]) => [name, { cells: [...cells] }])) };
};

export const updateCellsAlias: Handler<'UpdateCellsAlias'> = async ({ name, cells_alias }, { topo }, signal) => {
  await topo.cells.updateAlias(name, cells_alias?.cells ?? [], { signal });
  return { name, cells_alias };
};

export const deleteCellsAlias: Handler<'DeleteCellsAlias'> = async ({ name }, { topo }, signal) => {
  await topo.cells.deleteAlias(name, { signal });
  return {};
};
