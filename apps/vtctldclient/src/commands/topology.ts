import { FlagError, flag, flagGroup } from '@vt/servenv/cli';
import { GLOBAL_CELL } from '@vt/topo';
import { readBytes } from '../arguments.ts';
import { defineCommand } from '../command.ts';

export const getTopologyPath = defineCommand({
  name: 'GetTopologyPath',
  args: ['path'],
  short: 'Prints a record of the topology, or what is in a directory of it.',
  flags: flagGroup('Path', {
    'data-as-json': flag.boolean('the record as JSON'),
    version: flag.integer('only this version of it; 0: as it is now'),
  }),
  async run({ client, args: [path = ''], flags, print }) {
    const { cell } = await client.call('GetTopologyPath', {
      path,
      version: BigInt(flags.version),
      as_json: flags['data-as-json'],
    });
    if (flags['data-as-json'] && cell?.data) return print(cell.data);
    print(client.json('vtctldata.TopologyCell', cell));
  },
});

export const writeTopologyPath = defineCommand({
  name: 'WriteTopologyPath',
  args: ['path', 'file'],
  short:
    'Writes a file’s bytes as a record of the topology, unchecked; for emergencies, and with --server internal only.',
  flags: flagGroup('Path', { cell: flag.string('cell whose topology server has it', { default: GLOBAL_CELL }) }),
  async run({ client, args: [path = '', file = ''], flags }) {
    if (!client.topo) throw new FlagError('WriteTopologyPath works with --server internal only');
    const contents = readBytes(file);
    const conn = await client.topo.cellConn(flags.cell);
    await conn.update(path.replace(/^\/+/, ''), contents, undefined);
  },
});
