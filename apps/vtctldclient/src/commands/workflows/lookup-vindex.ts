import { VtError } from '@vt/base';
import type { MessageInput } from '@vt/proto';
import { type FlagValues, flag, flagGroup } from '@vt/servenv/cli';
import { messageOf, readText } from '../../arguments.ts';
import { defineCommand } from '../../command.ts';
import { sourceTypes } from './flags.ts';

const FAMILY = 'LookupVindex';

const nameFlags = flagGroup('Vindex', {
  name: flag.string('name of the vindex', { required: true }),
  'table-keyspace': flag.string('keyspace of the lookup table', { required: true }),
});

const ownerFlags = {
  ...nameFlags,
  ...flagGroup('Vindex', { keyspace: flag.string('keyspace of the vindex; that of the table if empty') }),
};

const createFlags = {
  ...nameFlags,
  ...flagGroup('Vindex', {
    'ignore-nulls': flag.boolean('rows without a value have no entry'),
    keyspace: flag.string('keyspace of the vindex', { required: true }),
    'params-file': flag.string('JSON file with the whole vindex, instead of the other flags'),
    'table-name': flag.string('the lookup table; as the vindex if empty'),
    'table-owner': flag.string('table that owns the vindex'),
    'table-owner-columns': flag.list('its columns that are looked up'),
    'table-vindex-type': flag.string('vindex type that divides the lookup table'),
    type: flag.string('consistent_lookup, consistent_lookup_unique, lookup, lookup_unique, …'),
  }),
  ...flagGroup('Streams', {
    cells: flag.list('cells whose tablets may be the source'),
    'continue-after-copy-with-owner': flag.boolean('follow changes until the vindex is externalized', {
      default: true,
    }),
    'tablet-types': flag.string('types of source tablets', { default: 'in_order:REPLICA,PRIMARY' }),
    'tablet-types-in-preference-order': flag.boolean('the first type that there is', { default: true }),
  }),
};

function vindexSpec(flags: FlagValues<typeof createFlags>): MessageInput<'vschema.Keyspace'> {
  if (flags['params-file'] !== '') return messageOf('vschema.Keyspace', readText(flags['params-file']), 'VSchema');
  const { name, type } = flags;
  const owner = flags['table-owner'];
  const columns = [...flags['table-owner-columns']];
  if (type === '' || owner === '' || columns.length === 0) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: '--type, --table-owner and --table-owner-columns are needed, or --params-file',
    });
  }
  const table = flags['table-name'] || name;
  const params = {
    table: `${flags['table-keyspace']}.${table}`,
    from: columns.join(','),
    to: 'keyspace_id',
    ...(flags['ignore-nulls'] && { ignore_nulls: 'true' }),
  };
  const division = flags['table-vindex-type'];
  return {
    vindexes: { [name]: { type, params, owner } },
    tables: {
      [owner]: { column_vindexes: [{ name, columns }] },
      ...(division !== '' && { [table]: { column_vindexes: [{ name: division, columns: [columns[0] as string] }] } }),
    },
  };
}

export const lookupVindexCreate = defineCommand({
  name: `${FAMILY} create`,
  args: [],
  short: 'Makes a lookup vindex over a table that has rows, and fills its table.',
  flags: createFlags,
  async run({ client, flags, print }) {
    await client.call('LookupVindexCreate', {
      workflow: flags.name,
      keyspace: flags.keyspace,
      vindex: vindexSpec(flags),
      continue_after_copy_with_owner: flags['continue-after-copy-with-owner'],
      cells: [...flags.cells],
      ...sourceTypes(flags['tablet-types'], flags['tablet-types-in-preference-order']),
    });
    print(
      `LookupVindex ${flags.name} created in the ${flags.keyspace} keyspace and the ${flags.name} VReplication workflow scheduled on the ${flags['table-keyspace']} shards, use show to view progress`,
    );
  },
});

export const lookupVindexShow = defineCommand({
  name: `${FAMILY} show`,
  args: [],
  short: 'Prints the workflow that fills a lookup table.',
  flags: nameFlags,
  async run({ client, flags, print }) {
    const request = { keyspace: flags['table-keyspace'], workflow: flags.name, include_logs: false };
    print(client.json('vtctldata.GetWorkflowsResponse', await client.call('GetWorkflows', request)));
  },
});

export const lookupVindexExternalize = defineCommand({
  name: `${FAMILY} externalize`,
  args: [],
  short: 'Puts a filled lookup vindex to use.',
  flags: { ...ownerFlags, ...flagGroup('Vindex', { delete: flag.boolean('remove the workflow too') }) },
  async run({ client, flags, print }) {
    const { workflow_deleted, workflow_stopped } = await client.call('LookupVindexExternalize', {
      keyspace: flags.keyspace || flags['table-keyspace'],
      name: flags.name,
      table_keyspace: flags['table-keyspace'],
      delete_workflow: flags.delete,
    });
    const end = workflow_deleted ? 'deleted' : workflow_stopped ? 'stopped' : 'left running';
    print(
      `LookupVindex ${flags.name} has been externalized and the ${flags.name} VReplication workflow has been ${end}`,
    );
  },
});

export const lookupVindexInternalize = defineCommand({
  name: `${FAMILY} internalize`,
  args: [],
  short: 'Takes a lookup vindex out of use, and fills it again.',
  flags: ownerFlags,
  async run({ client, flags, print }) {
    await client.call('LookupVindexInternalize', {
      keyspace: flags.keyspace || flags['table-keyspace'],
      name: flags.name,
      table_keyspace: flags['table-keyspace'],
    });
    print(
      `LookupVindex ${flags.name} has been internalized and the ${flags.name} VReplication workflow has been started`,
    );
  },
});

export const lookupVindexComplete = defineCommand({
  name: `${FAMILY} complete`,
  args: [],
  short: 'Removes the workflow of a lookup vindex that is in use.',
  flags: ownerFlags,
  async run({ client, flags, print }) {
    await client.call('LookupVindexComplete', {
      keyspace: flags.keyspace || flags['table-keyspace'],
      name: flags.name,
      table_keyspace: flags['table-keyspace'],
    });
    print(`LookupVindex ${flags.name} has been completed and the ${flags.name} VReplication workflow has been deleted`);
  },
});

export const lookupVindexCancel = defineCommand({
  name: `${FAMILY} cancel`,
  args: [],
  short: 'Gives up filling a lookup vindex.',
  flags: nameFlags,
  async run({ client, flags, print }) {
    await client.call('WorkflowDelete', { keyspace: flags['table-keyspace'], workflow: flags.name });
    print(`LookupVindex ${flags.name} left in place and the ${flags.name} VReplication workflow has been deleted`);
  },
});
