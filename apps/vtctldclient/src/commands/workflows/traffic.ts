import type { MessageInput } from '@vt/proto';
import { FlagError, type FlagValues, flag, flagGroup } from '@vt/servenv/cli';
import { duration } from '../../arguments.ts';
import { type Command, defineCommand } from '../../command.ts';
import { formatFlags, typeOf, workflowFlags } from './flags.ts';
import { isCopying, type Progress, progressLine, progressOf, statusText } from './status.ts';

/** A shorter one has run out before the streams can have caught up. */
const TIMEOUT_MS_MIN = 1000;

const trafficFlags = {
  ...workflowFlags,
  ...formatFlags,
  ...flagGroup('Traffic', {
    cells: flag.list('reads of these cells; all if empty'),
    'dry-run': flag.boolean('only tell the steps'),
    'enable-reverse-replication': flag.boolean('changes go back to the source, so that traffic can', { default: true }),
    force: flag.boolean('though the target is behind'),
    'initialize-target-sequences': flag.boolean('sequences go on behind the greatest value of the moved tables'),
    'max-replication-lag-allowed': flag.duration('how far behind the target may be', { default: 30_000 }),
    shards: flag.list('of the target; all if empty'),
    'tablet-types': flag.list('traffic of these types; all if empty'),
    timeout: flag.duration('how long the target may take to catch up while writes wait', { default: 30_000 }),
  }),
};

type TrafficFlags = FlagValues<typeof trafficFlags>;

function trafficRequest(flags: TrafficFlags, direction: 0 | 1): MessageInput<'vtctldata.WorkflowSwitchTrafficRequest'> {
  return {
    keyspace: flags['target-keyspace'],
    workflow: flags.workflow,
    cells: [...flags.cells],
    tablet_types: flags['tablet-types'].map(typeOf),
    max_replication_lag_allowed: duration(flags['max-replication-lag-allowed']),
    enable_reverse_replication: flags['enable-reverse-replication'],
    direction,
    timeout: duration(flags.timeout),
    dry_run: flags['dry-run'],
    initialize_target_sequences: flags['initialize-target-sequences'],
    shards: [...flags.shards],
    force: flags.force,
  };
}

function trafficCommand(family: string, name: string, short: string, direction: 0 | 1): Command {
  return defineCommand({
    name: `${family} ${name}`,
    args: [],
    short,
    flags: trafficFlags,
    async run({ client, flags, print }) {
      if (flags.timeout < TIMEOUT_MS_MIN) throw new FlagError('--timeout wants at least one second');
      const answer = await client.call('WorkflowSwitchTraffic', trafficRequest(flags, direction));
      if (flags.format === 'json') return print(client.json('vtctldata.WorkflowSwitchTrafficResponse', answer));
      if (flags['dry-run']) return print(`${answer.summary}\n\n${answer.dry_run_results.join('\n')}\n\n`);
      print(`${answer.summary}\n\nStart State: ${answer.start_state}\nCurrent State: ${answer.current_state}\n\n`);
    },
  });
}

const watchFlags = flagGroup('Progress', {
  interval: flag.duration('between two looks with --watch', { default: 5_000 }),
  watch: flag.boolean('tell how far the copy is until it is over'),
});

function statusCommand(family: string, name: string, short: string): Command {
  return defineCommand({
    name: `${family} ${name}`,
    args: [],
    short,
    flags: { ...workflowFlags, ...formatFlags, ...watchFlags, ...flagGroup('Workflow', shardsFlag) },
    async run({ client, flags, print }) {
      const request = { keyspace: flags['target-keyspace'], workflow: flags.workflow, shards: [...flags.shards] };
      const about = { keyspace: request.keyspace, workflow: request.workflow, format: flags.format };
      let first: Progress | undefined;
      for (;;) {
        const status = await client.call('WorkflowStatus', request);
        if (!flags.watch || !isCopying(status)) return print(statusText(client, about, status));
        const now = progressOf(status, Date.now());
        first ??= now;
        print(progressLine(first, now));
        await new Promise((resolve) => setTimeout(resolve, flags.interval));
      }
    },
  });
}

const shardsFlag = { shards: flag.list('of the target; all if empty') };

function showCommand(family: string): Command {
  return defineCommand({
    name: `${family} show`,
    args: [],
    short: 'Prints everything about a workflow.',
    flags: {
      ...workflowFlags,
      ...flagGroup('Output', { 'include-logs': flag.boolean('its log too', { default: true }) }),
    },
    async run({ client, flags, print }) {
      const answer = await client.call('GetWorkflows', {
        keyspace: flags['target-keyspace'],
        workflow: flags.workflow,
        include_logs: flags['include-logs'],
      });
      print(client.json('vtctldata.GetWorkflowsResponse', answer));
    },
  });
}

/** Starts or stops the streams. */
function stateCommand(family: string, name: string, state: 'Running' | 'Stopped'): Command {
  const verb = state === 'Running' ? 'Starts' : 'Stops';
  return defineCommand({
    name: `${family} ${name}`,
    args: [],
    short: `${verb} the streams of a workflow.`,
    flags: { ...workflowFlags, ...formatFlags, ...flagGroup('Workflow', shardsFlag) },
    async run({ client, flags, print }) {
      const answer = await client.call('WorkflowUpdate', {
        keyspace: flags['target-keyspace'],
        tablet_request: { ...unchanged, workflow: flags.workflow, state, shards: [...flags.shards] },
      });
      print(client.json('vtctldata.WorkflowUpdateResponse', answer));
    },
  });
}

/** In a request to update, what marks fields that stay as they are. */
export const unchanged = {
  cells: ['NULL'],
  // A number that no type has: the wire form carries it.
  tablet_types: [-1 as unknown as 'UNKNOWN'],
};

const completeFlags = {
  ...workflowFlags,
  ...formatFlags,
  ...flagGroup('Complete', {
    'dry-run': flag.boolean('only tell the steps'),
    'ignore-source-keyspace': flag.boolean('leave the source alone, as when it is gone'),
    'keep-data': flag.boolean('leave the source’s tables'),
    'keep-routing-rules': flag.boolean('leave the routing rules'),
    'rename-tables': flag.boolean('rename the source’s tables to _<name>_old'),
    shards: flag.list('of the target; all if empty'),
  }),
};

function completeCommand(family: string): Command {
  return defineCommand({
    name: `${family} complete`,
    args: [],
    short: 'Ends a workflow whose traffic is switched, and removes what it leaves behind.',
    flags: completeFlags,
    async run({ client, flags, print }) {
      const answer = await client.call('MoveTablesComplete', {
        workflow: flags.workflow,
        target_keyspace: flags['target-keyspace'],
        keep_data: flags['keep-data'],
        keep_routing_rules: flags['keep-routing-rules'],
        rename_tables: flags['rename-tables'],
        dry_run: flags['dry-run'],
        shards: [...flags.shards],
        ignore_source_keyspace: flags['ignore-source-keyspace'],
      });
      if (flags.format === 'json') return print(client.json('vtctldata.MoveTablesCompleteResponse', answer));
      const steps = flags['dry-run'] ? `:\n\n${answer.dry_run_results.join('\n')}` : '';
      print(`${answer.summary}${steps}\n`);
    },
  });
}

const cancelFlags = {
  ...workflowFlags,
  ...formatFlags,
  ...flagGroup('Cancel', {
    'delete-batch-size': flag.integer('rows at once, where rows of a tenant are deleted', { default: 1_000 }),
    'ignore-source-keyspace': flag.boolean('leave the source alone, as when it is gone'),
    'keep-data': flag.boolean('leave the target’s tables'),
    'keep-routing-rules': flag.boolean('leave the routing rules'),
    shards: flag.list('of the target; all if empty'),
  }),
};

function cancelCommand(family: string): Command {
  return defineCommand({
    name: `${family} cancel`,
    args: [],
    short: 'Gives a workflow up, and removes what it made.',
    flags: cancelFlags,
    async run({ client, flags, print }) {
      const answer = await client.call('WorkflowDelete', {
        keyspace: flags['target-keyspace'],
        workflow: flags.workflow,
        keep_data: flags['keep-data'],
        keep_routing_rules: flags['keep-routing-rules'],
        shards: [...flags.shards],
        delete_batch_size: BigInt(flags['delete-batch-size']),
        ignore_source_keyspace: flags['ignore-source-keyspace'],
      });
      if (flags.format === 'json') return print(client.json('vtctldata.WorkflowDeleteResponse', answer));
      print(`${answer.summary}\n`);
    },
  });
}

/** Each a sub-command of a family. */
export const shared = {
  cancel: cancelCommand,
  complete: completeCommand,
  progress: (family: string) => statusCommand(family, 'progress', 'As status.'),
  reverse: (family: string) => trafficCommand(family, 'reversetraffic', 'Sends traffic back to the source.', 1),
  show: showCommand,
  start: (family: string) => stateCommand(family, 'start', 'Running'),
  status: (family: string) => statusCommand(family, 'status', 'Tells how far a workflow is, and where traffic goes.'),
  stop: (family: string) => stateCommand(family, 'stop', 'Stopped'),
  switch: (family: string) => trafficCommand(family, 'switchtraffic', 'Sends traffic to the target.', 0),
} as const;
