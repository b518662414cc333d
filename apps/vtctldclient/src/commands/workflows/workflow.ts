import { VtError } from '@vt/base';
import type { MessageInput } from '@vt/proto';
import { flag, flagGroup } from '@vt/servenv/cli';
import { type Command, defineCommand } from '../../command.ts';
import { formatFlags, settings, sourceTypes } from './flags.ts';
import { unchanged } from './traffic.ts';

const FAMILY = 'Workflow';

const keyspaceFlags = flagGroup('Workflow', {
  keyspace: flag.string('keyspace that the workflows write to', { required: true }),
  shards: flag.list('of the keyspace; all if empty'),
});

const oneFlags = {
  ...keyspaceFlags,
  ...flagGroup('Workflow', { workflow: flag.string('its name (-w)', { required: true }) }),
};

export const workflowList = defineCommand({
  name: `${FAMILY} list`,
  args: [],
  short: 'Prints the names of a keyspace’s workflows.',
  flags: {
    ...keyspaceFlags,
    ...flagGroup('Output', { 'show-all': flag.boolean('those too that are stopped', { default: true }) }),
  },
  async run({ client, flags, print }) {
    const { workflows } = await client.call('GetWorkflows', {
      keyspace: flags.keyspace,
      active_only: !flags['show-all'],
      name_only: true,
      shards: [...flags.shards],
    });
    print(
      JSON.stringify(
        workflows.map(({ name }) => name),
        null,
        2,
      ),
    );
  },
});

export const workflowShow = defineCommand({
  name: `${FAMILY} show`,
  args: [],
  short: 'Prints everything about a workflow.',
  flags: { ...oneFlags, ...flagGroup('Output', { 'include-logs': flag.boolean('its log too', { default: true }) }) },
  async run({ client, flags, print }) {
    const answer = await client.call('GetWorkflows', {
      keyspace: flags.keyspace,
      workflow: flags.workflow,
      include_logs: flags['include-logs'],
      shards: [...flags.shards],
    });
    print(client.json('vtctldata.GetWorkflowsResponse', answer));
  },
});

export const getWorkflows = defineCommand({
  name: 'GetWorkflows',
  args: ['keyspace'],
  short: 'Prints everything about the workflows of a keyspace.',
  flags: flagGroup('Output', {
    'include-logs': flag.boolean('their logs too', { default: true }),
    'show-all': flag.boolean('those too that are stopped'),
  }),
  async run({ client, args: [keyspace = ''], flags, print }) {
    const answer = await client.call('GetWorkflows', {
      keyspace,
      active_only: !flags['show-all'],
      include_logs: flags['include-logs'],
    });
    print(client.json('vtctldata.GetWorkflowsResponse', answer));
  },
});

function stateCommand(name: string, state: 'Running' | 'Stopped'): Command {
  const verb = state === 'Running' ? 'Starts' : 'Stops';
  return defineCommand({
    name: `${FAMILY} ${name}`,
    args: [],
    short: `${verb} the streams of a workflow.`,
    flags: oneFlags,
    async run({ client, flags, print }) {
      const answer = await client.call('WorkflowUpdate', {
        keyspace: flags.keyspace,
        tablet_request: { ...unchanged, workflow: flags.workflow, state, shards: [...flags.shards] },
      });
      print(client.json('vtctldata.WorkflowUpdateResponse', answer));
    },
  });
}

export const workflowStart = stateCommand('start', 'Running');
export const workflowStop = stateCommand('stop', 'Stopped');

type Update = MessageInput<'tabletmanagerdata.UpdateVReplicationWorkflowRequest'>;

export const workflowUpdate = defineCommand({
  name: `${FAMILY} update`,
  args: [],
  short: 'Changes where a workflow’s streams read, and what they do.',
  flags: {
    ...oneFlags,
    ...formatFlags,
    ...flagGroup('Streams', {
      cells: flag.string('cells and cell aliases whose tablets may be the source; with an empty text all'),
      'config-overrides': flag.list('settings of the streams, as name=value; without a value the usual one'),
      'on-ddl': flag.choice(['', 'IGNORE', 'STOP', 'EXEC', 'EXEC_IGNORE'], 'what a schema change on the source does'),
      'tablet-types': flag.string('types of source tablets, best first with in_order:'),
      'tablet-types-in-order': flag.boolean('the first type that there is', { default: true }),
    }),
  },
  async run({ client, flags, print }) {
    const types = flags['tablet-types'];
    const change: Update = {
      ...unchanged,
      workflow: flags.workflow,
      shards: [...flags.shards],
      ...(flags.cells !== '' && { cells: flags.cells.split(',') }),
      ...(types !== '' && sourceTypes(types, flags['tablet-types-in-order'])),
      ...(flags['on-ddl'] !== '' && { on_ddl: flags['on-ddl'] }),
      config_overrides: settings(flags['config-overrides']),
    };
    if (flags.cells === '' && types === '' && flags['on-ddl'] === '' && flags['config-overrides'].length === 0) {
      throw new VtError({ code: 'INVALID_ARGUMENT', message: 'no update specified' });
    }
    const answer = await client.call('WorkflowUpdate', { keyspace: flags.keyspace, tablet_request: change });
    print(client.json('vtctldata.WorkflowUpdateResponse', answer));
  },
});

export const workflowDelete = defineCommand({
  name: `${FAMILY} delete`,
  args: [],
  short: 'Gives a workflow up, and removes what it made.',
  flags: {
    ...oneFlags,
    ...flagGroup('Delete', {
      'keep-data': flag.boolean('leave the target’s tables'),
      'keep-routing-rules': flag.boolean('leave the routing rules'),
    }),
  },
  async run({ client, flags, print }) {
    const answer = await client.call('WorkflowDelete', {
      keyspace: flags.keyspace,
      workflow: flags.workflow,
      keep_data: flags['keep-data'],
      keep_routing_rules: flags['keep-routing-rules'],
      shards: [...flags.shards],
    });
    print(client.json('vtctldata.WorkflowDeleteResponse', answer));
  },
});
