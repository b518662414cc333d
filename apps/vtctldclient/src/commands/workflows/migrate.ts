import { flag, flagGroup } from '@vt/servenv/cli';
import { defineCommand } from '../../command.ts';
import { formatFlags, settings, streamFlags, streamOptions, workflowFlags } from './flags.ts';
import { tableFlags, tableOptions } from './move-tables.ts';
import { statusText } from './status.ts';
import { shared, unchanged } from './traffic.ts';

const FAMILY = 'Migrate';

export const migrateCreate = defineCommand({
  name: `${FAMILY} create`,
  args: [],
  short: 'Copies tables from another cluster that was mounted.',
  flags: {
    ...workflowFlags,
    ...formatFlags,
    ...tableFlags,
    ...streamFlags,
    ...flagGroup('Migrate', { 'mount-name': flag.string('name of the other cluster', { required: true }) }),
  },
  async run({ client, flags, print }) {
    const [keyspace, workflow] = [flags['target-keyspace'], flags.workflow];
    const status = await client.call('MigrateCreate', {
      workflow,
      mount_name: flags['mount-name'],
      source_keyspace: flags['source-keyspace'],
      target_keyspace: keyspace,
      ...tableOptions(flags),
      ...streamOptions(flags),
      source_time_zone: flags['source-time-zone'],
    });
    const config_overrides = settings(flags['config-overrides']);
    if (Object.keys(config_overrides).length > 0) {
      // The request that makes it has no place for them.
      await client.call('WorkflowUpdate', { keyspace, tablet_request: { ...unchanged, workflow, config_overrides } });
    }
    print(statusText(client, { keyspace, workflow, format: flags.format }, status));
  },
});

export const migrateCancel = shared.cancel(FAMILY);
export const migrateComplete = shared.complete(FAMILY);
export const migrateShow = shared.show(FAMILY);
export const migrateStatus = shared.status(FAMILY);
