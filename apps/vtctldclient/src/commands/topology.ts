import { flag, flagGroup } from '@vt/servenv/cli';
import { defineCommand } from '../command.ts';

export const getTopologyPath = defineCommand({
  name: 'GetTopologyPath',
  args: ['path'],
  short: 'Prints a record of the topology, or what is in a directory of it.',
  flags: flagGroup('Path', { 'data-as-json': flag.boolean('the record as JSON') }),
  async run({ client, args: [path = ''], flags, print }) {
    const { cell } = await client.call('GetTopologyPath', { path, as_json: flags['data-as-json'] });
    if (flags['data-as-json'] && cell?.data) return print(cell.data);
    print(client.json('vtctldata.TopologyCell', cell));
  },
});
