import { flag, flagGroup } from '@vt/servenv/cli';
import { defineCommand } from '../../command.ts';
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
