import { toVtError, VtError } from '@vt/base';
import type { MessageInput } from '@vt/proto';
import { flag, flagGroup } from '@vt/servenv/cli';
import { defineCommand } from '../../command.ts';
import { formatFlags, settings, sourceTypes, streamFlags, workflowFlags } from './flags.ts';
import { shared } from './traffic.ts';

const FAMILY = 'Materialize';
type TableSettings = MessageInput<'vtctldata.TableMaterializeSettings'>;

/** `[{"target_table": …, "source_expression": …, "create_ddl": …}]` */
function readTableSettings(text: string): TableSettings[] {
  if (text === '') return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `table settings are not JSON: ${toVtError(error).message}`,
    });
  }
  if (!Array.isArray(parsed)) throw new VtError({ code: 'INVALID_ARGUMENT', message: 'table settings are not a list' });
  return parsed.map((one: Readonly<Record<string, unknown>>) => {
    const [target_table, source_expression, create_ddl] = ['target_table', 'source_expression', 'create_ddl'].map(
      (name) => String(one[name] ?? ''),
    );
    if (!target_table || !source_expression) {
      throw new VtError({
        code: 'INVALID_ARGUMENT',
        message: 'missing target_table or source_expression in table settings',
      });
    }
    return { target_table, source_expression, create_ddl: create_ddl ?? '' };
  });
}

export const materializeCreate = defineCommand({
  name: `${FAMILY} create`,
  args: [],
  short: 'Makes tables that follow queries over tables of another keyspace.',
  flags: {
    ...workflowFlags,
    ...streamFlags,
    ...flagGroup('Materialize', {
      'reference-tables': flag.list('tables to copy whole to every shard'),
      'source-keyspace': flag.string('keyspace that is read', { required: true }),
      'source-shards': flag.list('of the source; all if empty'),
      'table-settings': flag.string('JSON list of target_table, source_expression and create_ddl'),
    }),
  },
  async run({ client, flags, print }) {
    const references = [...flags['reference-tables']];
    const types = sourceTypes(flags['tablet-types'], flags['tablet-types-in-preference-order']);
    await client.call('MaterializeCreate', {
      settings: {
        workflow: flags.workflow,
        source_keyspace: flags['source-keyspace'],
        target_keyspace: flags['target-keyspace'],
        source_shards: [...flags['source-shards']],
        stop_after_copy: flags['stop-after-copy'],
        table_settings: readTableSettings(flags['table-settings']),
        reference_tables: references,
        materialization_intent: references.length > 0 ? 'REFERENCE' : 'CUSTOM',
        cell: flags.cells.join(','),
        tablet_types: types.tablet_types.join(','),
        tablet_selection_preference: types.tablet_selection_preference,
        on_ddl: flags['on-ddl'],
        defer_secondary_keys: flags['defer-secondary-keys'],
        workflow_options: { config: settings(flags['config-overrides']) },
      },
    });
    print(
      `Materialization workflow ${flags.workflow} successfully created in the ${flags['target-keyspace']} keyspace. Use show to view the status.`,
    );
  },
});

export const materializeUpdate = defineCommand({
  name: `${FAMILY} update`,
  args: [],
  short: 'Adds tables to a materialization.',
  flags: {
    ...workflowFlags,
    ...formatFlags,
    ...flagGroup('Materialize', {
      'add-reference-tables': flag.list('tables to copy whole to every shard'),
      'add-tables': flag.string('JSON list of target_table, source_expression and create_ddl'),
    }),
  },
  async run({ client, flags, print }) {
    const references = flags['add-reference-tables'];
    await client.call('WorkflowAddTables', {
      workflow: flags.workflow,
      keyspace: flags['target-keyspace'],
      table_settings: [
        ...readTableSettings(flags['add-tables']),
        ...references.map((name) => ({
          target_table: name,
          source_expression: `select * from ${name}`,
          create_ddl: 'copy',
        })),
      ],
      materialization_intent: references.length > 0 ? 'REFERENCE' : 'CUSTOM',
    });
    print(`Successfully added tables to the ${flags.workflow} workflow in the ${flags['target-keyspace']} keyspace`);
  },
});

export const materializeCancel = shared.cancel(FAMILY);
export const materializeShow = shared.show(FAMILY);
export const materializeStart = shared.start(FAMILY);
export const materializeStop = shared.stop(FAMILY);
