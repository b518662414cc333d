import { randomUUID } from 'node:crypto';
import { VtError } from '@vt/base';
import type { Message, MessageInput } from '@vt/proto';
import { ask } from '../../ask.ts';
import type { Context, Handler } from '../../context.ts';
import { durationMs } from '../../shard-tablets.ts';
import { loadMigration, type Migration } from '../migration.ts';
import type { Primary } from '../shards.ts';
import { each } from '../tablet-calls.ts';

type Action = 'create' | 'delete' | 'resume' | 'show' | 'stop';
type Request = Message<'vtctldata.VDiffCreateRequest'>;

const WAIT_MS = 30_000;
const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const vdiffCreate: Handler<'VDiffCreate'> = async (request, context, signal) => {
  const { workflow, target_keyspace } = request;
  const migration = await loadMigration(context, target_keyspace, workflow, signal);
  if (migration.isFrozen) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `not running VDiff on a frozen workflow: ${target_keyspace}.${workflow}`,
    });
  }
  const uuid = request.uuid === '' ? randomUUID() : checkedUuid(request.uuid);
  await send(context, migration, 'create', '', uuid, [], signal, optionsOf(request));
  return { UUID: uuid };
};

function checkedUuid(text: string): string {
  if (uuidForm.test(text)) return text.toLowerCase();
  throw new VtError({ code: 'INVALID_ARGUMENT', message: `${text} is not a valid UUID` });
}

function optionsOf(request: Request): MessageInput<'tabletmanagerdata.VDiffOptions'> {
  const types = request.tablet_types.join(',');
  const inOrder = request.tablet_selection_preference === 'INORDER' && types !== '';
  return {
    picker_options: {
      tablet_types: inOrder ? `in_order:${types}` : types,
      source_cell: request.source_cells.join(','),
      target_cell: request.target_cells.join(','),
    },
    core_options: {
      tables: request.tables.join(','),
      auto_retry: request.auto_retry,
      max_rows: request.limit,
      timeout_seconds: BigInt(Math.ceil(durationMs(request.filtered_replication_wait_time, WAIT_MS) / 1000)),
      max_extra_rows_to_compare: request.max_extra_rows_to_compare,
      update_table_stats: request.update_table_stats,
      max_diff_seconds: BigInt(Math.ceil(durationMs(request.max_diff_duration, 0) / 1000)),
      auto_start: request.auto_start ?? true,
      repair: request.repair,
    },
    report_options: {
      only_pks: request.only_p_ks,
      debug_query: request.debug_query,
      format: 'json',
      max_sample_rows: request.max_report_sample_rows,
      row_diff_column_truncate_at: request.row_diff_column_truncate_at,
    },
  };
}

export const vdiffResume: Handler<'VDiffResume'> = async (request, context, signal) => {
  const migration = await loadMigration(context, request.target_keyspace, request.workflow, signal);
  await send(context, migration, 'resume', '', checkedUuid(request.uuid), request.target_shards, signal);
  return {};
};

export const vdiffStop: Handler<'VDiffStop'> = async (request, context, signal) => {
  const migration = await loadMigration(context, request.target_keyspace, request.workflow, signal);
  await send(context, migration, 'stop', '', checkedUuid(request.uuid), request.target_shards, signal);
  return {};
};

/** `arg`: all, or a UUID. */
export const vdiffDelete: Handler<'VDiffDelete'> = async (request, context, signal) => {
  const migration = await loadMigration(context, request.target_keyspace, request.workflow, signal);
  const uuid = request.arg === 'all' ? '' : checkedUuid(request.arg);
  await send(context, migration, 'delete', request.arg, uuid, [], signal);
  return {};
};

/** `arg`: all, last, or a UUID. */
export const vdiffShow: Handler<'VDiffShow'> = async (request, context, signal) => {
  const { target_keyspace, workflow, arg } = request;
  const migration = await loadMigration(context, target_keyspace, workflow, signal);
  const uuid = ['all', 'last'].includes(arg) ? '' : checkedUuid(arg);
  const answers = await send(context, migration, 'show', arg, uuid, [], signal);
  // Clients take no rows for a comparison that is complete and found nothing.
  if (uuid !== '' && answers.every(([, { output }]) => (output?.rows.length ?? 0) === 0)) {
    const message = `no vdiff found for UUID ${uuid} of workflow ${target_keyspace}.${workflow}`;
    throw new VtError({ code: 'NOT_FOUND', message });
  }
  return { tablet_responses: Object.fromEntries(answers) };
};

async function send(
  context: Context,
  { targets, targetKeyspace: keyspace, workflow }: Migration,
  action: Action,
  action_arg: string,
  vdiff_uuid: string,
  shards: readonly string[],
  signal: AbortSignal,
  options: MessageInput<'tabletmanagerdata.VDiffOptions'> | null = null,
) {
  const wanted = [...targets.values()].filter(({ primary }) => shards.length === 0 || shards.includes(primary.shard));
  return each(wanted, async ({ primary }) => {
    const request = { keyspace, workflow, action, action_arg, vdiff_uuid, options };
    return [nameOf(primary), await ask(context, primary.tablet, 'VDiff', request, signal)] as const;
  });
}

const nameOf = ({ shard }: Primary): string => shard;
