import { FlagError, flag, flagGroup } from '@vt/servenv/cli';
import { parseTabletAlias } from '@vt/topo';
import { duration, messageOf, skips, textOrFile } from '../arguments.ts';
import { defineCommand } from '../command.ts';

export const applySchema = defineCommand({
  name: 'ApplySchema',
  args: ['keyspace'],
  short: 'Runs statements on the primary of every shard.',
  flags: flagGroup('Schema', {
    'batch-size': flag.integer('taken and not needed: statements go one by one'),
    'caller-id': flag.string('who asks, as tablets see it'),
    'ddl-strategy': flag.string('direct, vitess, online or mysql, and flags of it', { default: 'direct' }),
    'migration-context': flag.string('what the migrations belong to; a new one if empty'),
    sql: flag.repeated('statements, with semicolons between them; repeatable'),
    'sql-file': flag.string('file of statements'),
    uuid: flag.list('ids of the migrations, as many as there are changes; new ones if empty'),
    'wait-replicas-timeout': flag.duration('how long replicas may take to have the change', { default: 10_000 }),
  }),
  async run({ client, args: [keyspace = ''], flags, print }) {
    if (flags.sql.length > 0 && flags['sql-file'] !== '') throw new FlagError('give one of --sql and --sql-file');
    const sql = flags.sql.length > 0 ? [...flags.sql] : [textOrFile('', flags['sql-file'], '--sql and --sql-file')];
    const { uuid_list } = await client.call('ApplySchema', {
      keyspace,
      sql,
      ddl_strategy: flags['ddl-strategy'],
      migration_context: flags['migration-context'],
      uuid_list: [...flags.uuid],
      batch_size: BigInt(flags['batch-size']),
      caller_id: flags['caller-id'] === '' ? null : { principal: flags['caller-id'] },
      wait_replicas_timeout: duration(flags['wait-replicas-timeout']),
    });
    print(`${uuid_list.join('\n')}\n`);
  },
});

export const getSchema = defineCommand({
  name: 'GetSchema',
  args: ['alias'],
  short: 'Prints the tables of a tablet’s mysqld.',
  flags: flagGroup('Schema', {
    'exclude-tables': flag.list('not these tables'),
    'include-views': flag.boolean('views too'),
    'table-names-only': flag.boolean('names alone'),
    'table-schema-only': flag.boolean('definitions alone, without columns'),
    'table-sizes-only': flag.boolean('sizes alone'),
    tables: flag.list('only these tables'),
  }),
  async run({ client, args: [alias = ''], flags, print }) {
    const { schema } = await client.call('GetSchema', {
      tablet_alias: parseTabletAlias(alias),
      tables: [...flags.tables],
      exclude_tables: [...flags['exclude-tables']],
      include_views: flags['include-views'],
      table_names_only: flags['table-names-only'],
      table_sizes_only: flags['table-sizes-only'],
      table_schema_only: flags['table-schema-only'],
    });
    if (flags['table-names-only']) print(`${(schema?.table_definitions ?? []).map((t) => t.name).join('\n')}\n`);
    else print(client.json('tabletmanagerdata.SchemaDefinition', schema));
  },
});

export const applyVSchema = defineCommand({
  name: 'ApplyVSchema',
  args: ['keyspace'],
  short: 'Replaces a keyspace’s VSchema.',
  flags: flagGroup('VSchema', {
    cells: flag.list('publish it in these cells only'),
    'dry-run': flag.boolean('only check it'),
    'skip-rebuild': flag.boolean('do not publish it yet'),
    sql: flag.string('an ALTER VSCHEMA statement instead: it changes the VSchema that is there'),
    'sql-file': flag.string('file of such a statement'),
    strict: flag.boolean('unknown vindex parameters are errors'),
    vschema: flag.string('JSON text'),
    'vschema-file': flag.string('file of JSON text'),
  }),
  async run({ client, args: [keyspace = ''], flags, print }) {
    const isSql = flags.sql !== '' || flags['sql-file'] !== '';
    const sql = isSql ? textOrFile(flags.sql, flags['sql-file'], '--sql and --sql-file') : '';
    const isDocument = !isSql || flags.vschema !== '' || flags['vschema-file'] !== '';
    const text = isDocument ? textOrFile(flags.vschema, flags['vschema-file'], '--vschema and --vschema-file') : '';
    const response = await client.call('ApplyVSchema', {
      keyspace,
      v_schema: isDocument ? messageOf('vschema.Keyspace', text, 'VSchema') : null,
      sql,
      cells: [...flags.cells],
      dry_run: flags['dry-run'],
      skip_rebuild: flags['skip-rebuild'],
      strict: flags.strict,
    });
    const unknown = Object.entries(response.unknown_vindex_params).flatMap(([name, { params }]) =>
      params.map((param) => `\nUnknown parameter in vindex ${name}: ${param}`),
    );
    print(`New VSchema object:\n${client.json('vschema.Keyspace', response.v_schema)}\n${skips}${unknown.join('')}`);
  },
});

export const getVSchema = defineCommand({
  name: 'GetVSchema',
  args: ['keyspace'],
  short: 'Prints a keyspace’s VSchema.',
  flags: {},
  async run({ client, args: [keyspace = ''], print }) {
    print(client.json('vschema.Keyspace', (await client.call('GetVSchema', { keyspace })).v_schema));
  },
});

export const getSrvVSchema = defineCommand({
  name: 'GetSrvVSchema',
  args: ['cell'],
  short: 'Prints what gates of a cell know of all VSchemas.',
  flags: {},
  async run({ client, args: [cell = ''], print }) {
    print(client.json('vschema.SrvVSchema', (await client.call('GetSrvVSchema', { cell })).srv_v_schema));
  },
});

export const getSrvKeyspaces = defineCommand({
  name: 'GetSrvKeyspaces',
  args: ['keyspace', 'cells…'],
  short: 'Prints the serving graph of a keyspace.',
  flags: {},
  async run({ client, args: [keyspace = '', ...cells], print }) {
    print(
      client.jsonMap('topodata.SrvKeyspace', (await client.call('GetSrvKeyspaces', { keyspace, cells })).srv_keyspaces),
    );
  },
});

export const rebuildVSchemaGraph = defineCommand({
  name: 'RebuildVSchemaGraph',
  args: [],
  short: 'Publishes all VSchemas to the cells.',
  flags: flagGroup('Graph', { cells: flag.list('only these cells') }),
  async run({ client, flags, print }) {
    await client.call('RebuildVSchemaGraph', { cells: [...flags.cells] });
    print('RebuildVSchemaGraph: ok');
  },
});
