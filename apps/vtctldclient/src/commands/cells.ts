import { flag, flagGroup } from '@vt/servenv/cli';
import { defineCommand } from '../command.ts';

const info = flagGroup('Cell', {
  root: flag.string('root of the cell’s records in its topology server'),
  'server-address': flag.string('address of the cell’s topology server'),
});
/** A new cell has no other root that it could keep. */
const newInfo = flagGroup('Cell', {
  root: flag.string('root of the cell’s records in its topology server', { required: true }),
  'server-address': info['server-address'],
});
const aliasCells = flagGroup('Alias', { cells: flag.list('cells of the alias') });

export const addCellInfo = defineCommand({
  name: 'AddCellInfo',
  args: ['cell'],
  short: 'Registers a cell: where its topology server is, and under which root.',
  flags: newInfo,
  async run({ client, args: [name = ''], flags, print }) {
    await client.call('AddCellInfo', {
      name,
      cell_info: { root: flags.root, server_address: flags['server-address'] },
    });
    print(`Created cell: ${name}`);
  },
});

export const updateCellInfo = defineCommand({
  name: 'UpdateCellInfo',
  args: ['cell'],
  short: 'Changes a cell’s record, making it where absent; what is not given stays.',
  flags: info,
  async run({ client, args: [name = ''], flags, print }) {
    const { cell_info } = await client.call('UpdateCellInfo', {
      name,
      cell_info: { root: flags.root, server_address: flags['server-address'] },
    });
    print(`Updated cell ${name}. New CellInfo:\n${client.json('topodata.CellInfo', cell_info)}`);
  },
});

export const deleteCellInfo = defineCommand({
  name: 'DeleteCellInfo',
  args: ['cell'],
  short: 'Removes a cell’s record.',
  flags: flagGroup('Cell', { force: flag.boolean('even while keyspaces are served there') }),
  async run({ client, args: [name = ''], flags, print }) {
    await client.call('DeleteCellInfo', { name, force: flags.force });
    print(`Deleted cell ${name}`);
  },
});

export const getCellInfo = defineCommand({
  name: 'GetCellInfo',
  args: ['cell'],
  short: 'Prints a cell’s record.',
  flags: {},
  async run({ client, args: [cell = ''], print }) {
    print(client.json('topodata.CellInfo', (await client.call('GetCellInfo', { cell })).cell_info));
  },
});

export const getCellInfoNames = defineCommand({
  name: 'GetCellInfoNames',
  args: [],
  short: 'Lists the cells.',
  flags: {},
  async run({ client, print }) {
    print((await client.call('GetCellInfoNames', {})).names.join('\n'));
  },
});

export const addCellsAlias = defineCommand({
  name: 'AddCellsAlias',
  args: ['alias'],
  short: 'Makes a group of cells that stand in for each other.',
  flags: aliasCells,
  async run({ client, args: [name = ''], flags, print }) {
    await client.call('AddCellsAlias', { name, cells: [...flags.cells] });
    print(`Created cells alias: ${name} (cells = [${flags.cells.join(' ')}])`);
  },
});

export const getCellsAliases = defineCommand({
  name: 'GetCellsAliases',
  args: [],
  short: 'Prints every group of cells.',
  flags: {},
  async run({ client, print }) {
    print(client.jsonMap('topodata.CellsAlias', (await client.call('GetCellsAliases', {})).aliases));
  },
});

export const updateCellsAlias = defineCommand({
  name: 'UpdateCellsAlias',
  args: ['alias'],
  short: 'Replaces the cells of an alias.',
  flags: aliasCells,
  async run({ client, args: [name = ''], flags, print }) {
    const { cells_alias } = await client.call('UpdateCellsAlias', { name, cells_alias: { cells: [...flags.cells] } });
    print(`Updated cells alias ${name}. New CellsAlias:\n${client.json('topodata.CellsAlias', cells_alias)}`);
  },
});

export const deleteCellsAlias = defineCommand({
  name: 'DeleteCellsAlias',
  args: ['alias'],
  short: 'Removes an alias of cells.',
  flags: {},
  async run({ client, args: [name = ''], print }) {
    await client.call('DeleteCellsAlias', { name });
    print(`Delete cells alias ${name}`);
  },
});
