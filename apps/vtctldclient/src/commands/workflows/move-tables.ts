import { VtError } from '@vt/base';
import { flag, flagGroup } from '@vt/servenv/cli';
import { defineCommand } from '../../command.ts';
import { formatFlags, settings, streamFlags, streamOptions, typeOf, workflowFlags } from './flags.ts';
import { statusText } from './status.ts';
import { shared } from './traffic.ts';

const FAMILY = 'MoveTables';

export const tableFlags = flagGroup('Tables', {
  'all-tables': flag.boolean('every table of the source'),
  'exclude-tables': flag.list('not these'),
  'source-keyspace': flag.string('keyspace that has the tables', { required: true }),
  'source-time-zone': flag.string('time zone of the source’s server, to convert datetimes to UTC'),
  tables: flag.list('tables to move'),
});

/** The tables that the flags name. Throws VtError unless they say it in one way. */
export function tableOptions(flags: {
  readonly 'all-tables': boolean;
  readonly 'exclude-tables': readonly string[];
  readonly tables: readonly string[];
}) {
  if (flags['all-tables'] === flags.tables.length > 0) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: 'tables or all-tables are required to specify which tables to move',
    });
  }
  return {
    all_tables: flags['all-tables'],
    include_tables: [...flags.tables],
    exclude_tables: [...flags['exclude-tables']],
  };
}

export const moveTablesCreate = defineCommand({
  name: `${FAMILY} create`,
  args: [],
  short: 'Copies tables to another keyspace, and follows their changes.',
  flags: {
    ...workflowFlags,
    ...formatFlags,
    ...tableFlags,
    ...streamFlags,
    ...flagGroup('Move', {
      'atomic-copy': flag.boolean('all tables as of one moment, for foreign keys'),
      'global-keyspace': flag.string('unsharded keyspace for sequences that replace auto_increment'),
      'no-routing-rules': flag.boolean('make no routing rules; gates find the tables wherever they are'),
      'sharded-auto-increment-handling': flag.choice(
        ['LEAVE', 'REMOVE', 'REPLACE'],
        'what becomes of auto_increment in a sharded target; REPLACE: by sequences',
        { default: 'REMOVE' },
      ),
      shards: flag.list('of the target, for a move of some shards'),
      'source-shards': flag.list('of the source; all if empty'),
      'tenant-id': flag.string('only rows of this tenant'),
    }),
  },
  async run({ client, flags, print }) {
    const [keyspace, workflow] = [flags['target-keyspace'], flags.workflow];
    const status = await client.call('MoveTablesCreate', {
      workflow,
      source_keyspace: flags['source-keyspace'],
      target_keyspace: keyspace,
      source_shards: [...flags['source-shards']],
      ...tableOptions(flags),
      ...streamOptions(flags),
      source_time_zone: flags['source-time-zone'],
      no_routing_rules: flags['no-routing-rules'],
      atomic_copy: flags['atomic-copy'],
      workflow_options: {
        tenant_id: flags['tenant-id'],
        shards: [...flags.shards],
        config: settings(flags['config-overrides']),
        global_keyspace: flags['global-keyspace'],
        sharded_auto_increment_handling: flags['sharded-auto-increment-handling'],
      },
    });
    print(statusText(client, { keyspace, workflow, format: flags.format }, status));
  },
});

export const moveTablesMirrorTraffic = defineCommand({
  name: `${FAMILY} mirrortraffic`,
  args: [],
  short: 'Sends a share of the reads to the target too, to try it.',
  flags: {
    ...workflowFlags,
    ...formatFlags,
    ...flagGroup('Traffic', {
      percent: flag.float('share of the traffic; 0: none', { default: 1 }),
      'tablet-types': flag.list('traffic of these types; all if empty'),
    }),
  },
  async run({ client, flags, print }) {
    const answer = await client.call('WorkflowMirrorTraffic', {
      keyspace: flags['target-keyspace'],
      workflow: flags.workflow,
      tablet_types: flags['tablet-types'].map(typeOf),
      percent: flags.percent,
    });
    if (flags.format === 'json') return print(client.json('vtctldata.WorkflowMirrorTrafficResponse', answer));
    print(`${answer.summary}\n\nStart State: ${answer.start_state}\nCurrent State: ${answer.current_state}\n\n`);
  },
});

export const moveTablesCancel = shared.cancel(FAMILY);
export const moveTablesComplete = shared.complete(FAMILY);
export const moveTablesProgress = shared.progress(FAMILY);
export const moveTablesReverse = shared.reverse(FAMILY);
export const moveTablesShow = shared.show(FAMILY);
export const moveTablesStart = shared.start(FAMILY);
export const moveTablesStatus = shared.status(FAMILY);
export const moveTablesStop = shared.stop(FAMILY);
export const moveTablesSwitch = shared.switch(FAMILY);
