import { flag, flagGroup } from '@vt/servenv/cli';
import { defineCommand } from '../../command.ts';
import { runReshard } from '../../reshard/run.ts';
import { formatFlags, settings, streamFlags, streamOptions, workflowFlags } from './flags.ts';
import { statusText } from './status.ts';
import { shared } from './traffic.ts';

const FAMILY = 'Reshard';

export const reshardCreate = defineCommand({
  name: `${FAMILY} create`,
  args: [],
  short: 'Copies the rows of shards to others that divide the same range, and follows their changes.',
  flags: {
    ...workflowFlags,
    ...formatFlags,
    ...streamFlags,
    ...flagGroup('Shards', {
      'skip-schema-copy': flag.boolean('the targets have the tables already'),
      'source-shards': flag.list('shards that serve now', { required: true }),
      'target-shards': flag.list('shards that shall serve', { required: true }),
    }),
  },
  async run({ client, flags, print }) {
    const [keyspace, workflow] = [flags['target-keyspace'], flags.workflow];
    const status = await client.call('ReshardCreate', {
      workflow,
      keyspace,
      source_shards: [...flags['source-shards']],
      target_shards: [...flags['target-shards']],
      skip_schema_copy: flags['skip-schema-copy'],
      ...streamOptions(flags),
      workflow_options: { config: settings(flags['config-overrides']) },
    });
    print(statusText(client, { keyspace, workflow, format: flags.format }, status));
  },
});

export const reshardCancel = shared.cancel(FAMILY);
export const reshardComplete = shared.complete(FAMILY);
export const reshardProgress = shared.progress(FAMILY);
export const reshardReverse = shared.reverse(FAMILY);
export const reshardShow = shared.show(FAMILY);
export const reshardStart = shared.start(FAMILY);
export const reshardStatus = shared.status(FAMILY);
export const reshardStop = shared.stop(FAMILY);
export const reshardSwitch = shared.switch(FAMILY);

export const reshardTo = defineCommand({
  name: FAMILY,
  args: [],
  short: 'Brings a keyspace to a number of shards: copies, compares, switches, watches, and goes back if need be.',
  flags: flagGroup('Reshard', {
    complete: flag.boolean('end it at once when all is well; else traffic can still go back'),
    'dry-run': flag.boolean('only tell the plan'),
    'error-share-max': flag.float('share of calls that may fail beyond what did before', { default: 0.01 }),
    gates: flag.list('host:port of gates’ pages, to see how clients fare'),
    interval: flag.duration('between two looks', { default: 2_000 }),
    'slower-max': flag.float('how many times longer calls may take in the mean, three looks in a row', { default: 3 }),
    'target-keyspace': flag.string('the keyspace', { required: true }),
    to: flag.integer('how many shards there shall be', { required: true }),
    watch: flag.duration('how long to look at the new shards', { default: 30_000 }),
    workflow: flag.string('name of the workflow (-w); reshard_to_N if empty'),
  }),
  async run({ client, flags, print }) {
    await runReshard(client, {
      keyspace: flags['target-keyspace'],
      count: flags.to,
      workflow: flags.workflow || `reshard_to_${flags.to}`,
      gates: flags.gates,
      watchMs: flags.watch,
      pollMs: flags.interval,
      limits: { errorShareMax: flags['error-share-max'], slowerMax: flags['slower-max'] },
      complete: flags.complete,
      dryRun: flags['dry-run'],
      print,
    });
  },
});
