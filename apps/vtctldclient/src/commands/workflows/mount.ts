import { flag, flagGroup } from '@vt/servenv/cli';
import { defineCommand } from '../../command.ts';

const FAMILY = 'Mount';

const nameFlags = flagGroup('Mount', { name: flag.string('name of the other cluster here', { required: true }) });

export const mountRegister = defineCommand({
  name: `${FAMILY} register`,
  args: [],
  short: 'Makes another cluster known, as a source of tables.',
  flags: {
    ...nameFlags,
    ...flagGroup('Mount', {
      'topo-root': flag.string('root of its global topology'),
      'topo-server': flag.string('address of its topology server', { required: true }),
      'topo-type': flag.string('kind of its topology server', { default: 'etcd2' }),
    }),
  },
  async run({ client, flags, print }) {
    await client.call('MountRegister', {
      name: flags.name,
      topo_type: flags['topo-type'],
      topo_server: flags['topo-server'],
      topo_root: flags['topo-root'],
    });
    print(`Mount ${flags.name} registered successfully`);
  },
});

export const mountUnregister = defineCommand({
  name: `${FAMILY} unregister`,
  args: [],
  short: 'Forgets another cluster.',
  flags: nameFlags,
  async run({ client, flags, print }) {
    await client.call('MountUnregister', { name: flags.name });
    print(`Mount ${flags.name} unregistered successfully`);
  },
});

export const mountShow = defineCommand({
  name: `${FAMILY} show`,
  args: [],
  short: 'Prints what is known of another cluster.',
  flags: nameFlags,
  async run({ client, flags, print }) {
    const { topo_type, topo_server, topo_root, name } = await client.call('MountShow', { name: flags.name });
    print(JSON.stringify({ topo_type, topo_server, topo_root, name }));
  },
});

export const mountList = defineCommand({
  name: `${FAMILY} list`,
  args: [],
  short: 'Prints the names of other clusters.',
  flags: {},
  async run({ client, print }) {
    const { names } = await client.call('MountList', {});
    print(JSON.stringify(names.length > 0 ? { names } : {}));
  },
});
