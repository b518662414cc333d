import { VtError } from '@vt/base';
import { flag, flagGroup } from '@vt/servenv/cli';
import { duration } from '../../arguments.ts';
import type { Client } from '../../client.ts';
import { type Command, defineCommand } from '../../command.ts';
import { formatFlags, sourceTypes, workflowFlags } from './flags.ts';
import { listOf, listText, type Summary, summarize, summaryText } from './vdiff-summary.ts';

const FAMILY = 'VDiff';
/** Rows without a bound, as the tablets know it. */
const ALL_ROWS = 9_223_372_036_854_775_807n;

const creating = (name: 'create' | 'repair', short: string): Command =>
  defineCommand({
    name: `${FAMILY} ${name}`,
    args: ['uuid…'],
    short,
    flags: {
      ...workflowFlags,
      ...formatFlags,
      ...flagGroup('VDiff', {
        'auto-retry': flag.boolean('go on by itself after errors', { default: true }),
        'auto-start': flag.boolean('start at once', { default: true }),
        'debug-query': flag.boolean('put the statement that finds a row into the report'),
        'filtered-replication-wait-time': flag.duration('how long streams may take to meet', { default: 30_000 }),
        limit: flag.integer('rows of each table; 0: all'),
        'max-diff-duration': flag.duration('start anew with a newer snapshot after this; 0: never'),
        'max-extra-rows-to-compare': flag.integer('rows that look extra and may only be late', { default: 1_000 }),
        'max-report-sample-rows': flag.integer('differing rows in the report; 0: all', { default: 10 }),
        'only-pks': flag.boolean('primary keys alone in the report'),
        'row-diff-column-truncate-at': flag.integer('bytes of a column in the report; 0: all', { default: 128 }),
        'source-cells': flag.list('cells of the source’s tablets; all if empty'),
        tables: flag.list('only these tables'),
        'tablet-types': flag.string('types of tablets that are read', { default: 'in_order:RDONLY,REPLICA,PRIMARY' }),
        'tablet-types-in-preference-order': flag.boolean('the first type that there is', { default: true }),
        'target-cells': flag.list('cells of the target’s tablets; all if empty'),
        'update-table-stats': flag.boolean('ANALYZE TABLE first, for a better progress'),
        verbose: flag.boolean('each table too, with --wait'),
        wait: flag.boolean('until it is over'),
        'wait-update-interval': flag.duration('between two looks with --wait', { default: 60_000 }),
      }),
    },
    async run({ client, flags, args, print }) {
      const [uuid = '', ...more] = args;
      if (more.length > 0) throw new VtError({ code: 'INVALID_ARGUMENT', message: 'one UUID at most' });
      const about = { workflow: flags.workflow, target_keyspace: flags['target-keyspace'] };
      const answer = await client.call('VDiffCreate', {
        ...about,
        uuid,
        source_cells: [...flags['source-cells']],
        target_cells: [...flags['target-cells']],
        ...sourceTypes(flags['tablet-types'], flags['tablet-types-in-preference-order']),
        tables: [...flags.tables],
        limit: flags.limit === 0 ? ALL_ROWS : BigInt(flags.limit),
        filtered_replication_wait_time: duration(flags['filtered-replication-wait-time']),
        debug_query: flags['debug-query'],
        only_p_ks: flags['only-pks'],
        update_table_stats: flags['update-table-stats'],
        max_extra_rows_to_compare: BigInt(flags['max-extra-rows-to-compare']),
        auto_retry: flags['auto-retry'],
        max_report_sample_rows: BigInt(flags['max-report-sample-rows']),
        max_diff_duration: duration(flags['max-diff-duration']),
        row_diff_column_truncate_at: BigInt(flags['row-diff-column-truncate-at']),
        auto_start: flags['auto-start'],
        repair: name === 'repair',
      });
      if (!flags.wait) {
        if (flags.format === 'json') return print(JSON.stringify({ UUID: answer.UUID }, null, 2));
        return print(`VDiff ${answer.UUID} scheduled on target shards, use show to view progress\n`);
      }
      await waitForEnd(client, about, answer.UUID, flags, print);
    },
  });

export const vdiffCreate = creating('create', 'Compares all rows of a workflow’s source and target.');
export const vdiffRepair = creating(
  'repair',
  'Compares all rows, and makes the target’s as the source’s are; its streams rest meanwhile.',
);

type About = { readonly workflow: string; readonly target_keyspace: string };

/** Looks again and again, and prints what there is. */
async function waitForEnd(
  client: Client,
  about: About,
  uuid: string,
  flags: { readonly format: string; readonly verbose: boolean; readonly 'wait-update-interval': number },
  print: (text: string) => void,
): Promise<void> {
  for (;;) {
    const summary = await show(client, about, uuid);
    if (!summary) throw new VtError({ code: 'NOT_FOUND', message: `VDiff ${uuid} is gone` });
    const isOver = ['completed', 'error', 'stopped'].includes(summary.State);
    print(shown(summary, flags.format, flags.verbose));
    if (isOver) return;
    await new Promise((resolve) => setTimeout(resolve, flags['wait-update-interval']));
  }
}

export async function show(client: Client, about: About, arg: string): Promise<Summary | undefined> {
  const { tablet_responses: answers } = await client.call('VDiffShow', { ...about, arg });
  return summarize(about.target_keyspace, about.workflow, answers, Date.now());
}

/** With the name that Vitess prints for the tables. */
function asPrinted({ TableSummaryMap, Reports, ...short }: Summary): object {
  return {
    ...short,
    ...(TableSummaryMap && { TableSummary: TableSummaryMap }),
    ...(Reports && { Reports }),
  };
}

function shown(summary: Summary, format: string, verbose: boolean): string {
  const { TableSummaryMap: _tables, Reports: _reports, ...short } = summary;
  const wanted = verbose || (summary.HasMismatch && format === 'json') ? summary : short;
  return format === 'json' ? JSON.stringify(asPrinted(wanted), null, 2) : summaryText(wanted);
}

export const vdiffShow = defineCommand({
  name: `${FAMILY} show`,
  args: ['all|last|uuid'],
  short: 'Prints how far a comparison is, and what it found.',
  flags: {
    ...workflowFlags,
    ...formatFlags,
    ...flagGroup('Output', { verbose: flag.boolean('each table too') }),
  },
  async run({ client, flags, args: [arg = ''], print }) {
    const about = { workflow: flags.workflow, target_keyspace: flags['target-keyspace'] };
    const name = `${about.target_keyspace}.${about.workflow}`;
    if (arg === 'all') {
      const rows = listOf((await client.call('VDiffShow', { ...about, arg })).tablet_responses);
      if (flags.format === 'json') return print(JSON.stringify(rows, null, 2));
      return print(rows.length === 0 ? `No vdiffs found for ${name}` : listText(rows));
    }
    const summary = await show(client, about, arg);
    const nothing = flags.format === 'json' ? '{}' : `No previous vdiff found for ${name}`;
    print(summary ? shown(summary, flags.format, flags.verbose) : nothing);
  },
});

const shardFlags = flagGroup('VDiff', { 'target-shards': flag.list('only on these shards; all if empty') });

function steer(name: 'resume' | 'stop', method: 'VDiffResume' | 'VDiffStop', done: string, short: string): Command {
  return defineCommand({
    name: `${FAMILY} ${name}`,
    args: ['uuid'],
    short,
    flags: { ...workflowFlags, ...formatFlags, ...shardFlags },
    async run({ client, flags, args: [uuid = ''], print }) {
      await client.call(method, {
        workflow: flags.workflow,
        target_keyspace: flags['target-keyspace'],
        uuid,
        target_shards: [...flags['target-shards']],
      });
      print(flags.format === 'json' ? JSON.stringify({ Action: name, Status: done }) : `VDiff ${name} ${done}\n`);
    },
  });
}

export const vdiffResume = steer(
  'resume',
  'VDiffResume',
  'scheduled',
  'Goes on with a comparison, or compares what came since.',
);
export const vdiffStop = steer('stop', 'VDiffStop', 'completed', 'Stops a comparison; it can be resumed.');

export const vdiffDelete = defineCommand({
  name: `${FAMILY} delete`,
  args: ['all|uuid'],
  short: 'Forgets comparisons.',
  flags: { ...workflowFlags, ...formatFlags },
  async run({ client, flags, args: [arg = ''], print }) {
    await client.call('VDiffDelete', { workflow: flags.workflow, target_keyspace: flags['target-keyspace'], arg });
    print(
      flags.format === 'json' ? JSON.stringify({ Action: 'delete', Status: 'completed' }) : 'VDiff delete completed\n',
    );
  },
});
