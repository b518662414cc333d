import { VtError } from '@vt/base';
import { goJsonText, type Message, type MessageInput, toGo } from '@vt/proto';
import { fullKeyRange, keyRangesIntersect } from '@vt/vschema';
import { ask } from '../../ask.ts';
import type { Context } from '../../context.ts';
import { aliasOf } from '../../shard-tablets.ts';
import { literal, migrationId } from '../names.ts';
import type { Primary } from '../shards.ts';
import { deleteStreams, each, query, readWorkflows, updateStreams } from '../tablet-calls.ts';

/** For tablets that answer; the others are left to who cancels the workflow. */
const UNDO_MS = 10_000;

export type BinlogSource = MessageInput<'binlogdata.BinlogSource'>;
type CreateRequest = MessageInput<'tabletmanagerdata.CreateVReplicationWorkflowRequest'>;
export type WorkflowSettings = Omit<CreateRequest, 'workflow' | 'binlog_source' | 'auto_start'> & {
  readonly workflow: string;
};

/** What every request to make streams says of them. */
export function settingsIn({
  workflow,
  cells,
  tablet_types,
  tablet_selection_preference,
  defer_secondary_keys,
  stop_after_copy,
  workflow_options,
}: StreamRequest): WorkflowSettings {
  return {
    workflow,
    cells,
    tablet_types,
    tablet_selection_preference,
    defer_secondary_keys,
    stop_after_copy,
    // A tablet of Vitess reads them with Go's encoding/json, which takes no enum by its name.
    options: goJsonText(toGo('vtctldata.WorkflowOptions', workflow_options ?? {})),
  };
}

type StreamRequest = Pick<
  Message<'vtctldata.MoveTablesCreateRequest'>,
  | 'workflow'
  | 'cells'
  | 'tablet_types'
  | 'tablet_selection_preference'
  | 'defer_secondary_keys'
  | 'stop_after_copy'
  | 'workflow_options'
>;

/** A tablet that gets streams, and from where. */
export type NewStreams = { readonly primary: Primary; readonly sources: readonly BinlogSource[] };

/** Refuses a name that is taken, and targets that something else is being moved to. */
export async function checkNameIsFree(
  context: Context,
  primaries: Iterable<Primary>,
  keyspace: string,
  workflow: string,
  signal: AbortSignal,
): Promise<void> {
  if (!/^[A-Za-z0-9_.$-]{1,1000}$/.test(workflow)) {
    throw new VtError({ code: 'INVALID_ARGUMENT', message: `workflow name '${workflow}' is not valid` });
  }
  const found = await readWorkflows(context, primaries, workflow, signal);
  const [first] = found;
  if (!first) return;
  throw new VtError({
    code: 'ALREADY_EXISTS',
    message: `workflow ${workflow} already exists in keyspace ${keyspace} on tablet ${aliasOf(first.primary.tablet)}`,
  });
}

export type Beginning = {
  readonly keyspace: string;
  readonly settings: WorkflowSettings;
  readonly streams: readonly NewStreams[];
  /** Where journals could be; none where the source is another cluster. */
  readonly sources: Iterable<Primary>;
  readonly isStarted: boolean;
};

/** Makes the streams of a workflow, sees to it that no former switch is taken for theirs, and starts them where that is wanted. */
export async function beginStreams(
  context: Context,
  { keyspace, settings, streams, sources, isStarted }: Beginning,
  signal: AbortSignal,
): Promise<void> {
  const primaries = streams.map(({ primary }) => primary);
  await createStreams(context, settings, streams, signal);
  await checkNoJournal(context, sources, primaries, keyspace, settings.workflow, signal);
  if (isStarted) await startStreams(context, primaries, settings.workflow, signal);
}

/** Makes the streams, stopped; on every tablet or, as far as it can be undone, on none. */
async function createStreams(
  context: Context,
  settings: WorkflowSettings,
  streams: readonly NewStreams[],
  signal: AbortSignal,
): Promise<void> {
  try {
    await each(streams, async ({ primary, sources }) => {
      const request = { ...settings, binlog_source: [...sources], auto_start: false };
      await ask(context, primary.tablet, 'CreateVReplicationWorkflow', request, signal);
    });
  } catch (error) {
    // Who tries again must not find a part of it, and take that for the whole.
    await removeStreams(context, settings.workflow, streams);
    throw error;
  }
}

async function removeStreams(context: Context, workflow: string, streams: readonly NewStreams[]): Promise<void> {
  const undo = AbortSignal.timeout(UNDO_MS);
  const primaries = streams.map(({ primary }) => primary);
  await each(primaries, (primary) => deleteStreams(context, primary, workflow, undo)).catch((error: unknown) => {
    context.log.warn({ workflow, err: error }, 'streams of a workflow that could not be made are left');
  });
}

async function startStreams(
  context: Context,
  primaries: Iterable<Primary>,
  workflow: string,
  signal: AbortSignal,
): Promise<void> {
  await each(primaries, (primary) => updateStreams(context, primary, workflow, `state = 'Running'`, signal));
}

/** Every tablet must be able to do what streams need there. */
export async function checkPermissions(
  context: Context,
  primaries: Iterable<Primary>,
  signal: AbortSignal,
): Promise<void> {
  await each(primaries, async ({ tablet }) => {
    const { ok, user, error } = await ask(context, tablet, 'ValidateVReplicationPermissions', {}, signal);
    if (ok) return;
    const alias = `${tablet.alias?.cell ?? ''}-${tablet.alias?.uid ?? ''}`;
    const message = `user ${user} does not have the required set of permissions (select,insert,update,delete) on the _vt.vreplication table on tablet ${alias}`;
    throw new VtError({
      code: 'PERMISSION_DENIED',
      message: error === '' ? message : `${message}: ${error}`,
    });
  });
}

/** Source shards whose rows may belong to a shard of the target: those whose ranges meet, where both are divided alike. */
export function meeting(sources: Iterable<Primary>, target: Primary): Primary[] {
  const range = target.record.key_range ?? fullKeyRange;
  return [...sources].filter(({ record }) => keyRangesIntersect(record.key_range ?? fullKeyRange, range));
}

/** A journal with the id that these streams would switch by must not be there: the switch would believe to have happened. */
async function checkNoJournal(
  context: Context,
  sources: Iterable<Primary>,
  targets: Iterable<Primary>,
  keyspace: string,
  workflow: string,
  signal: AbortSignal,
): Promise<void> {
  const placed = await readWorkflows(context, targets, workflow, signal);
  const ids = placed.flatMap(({ primary, rows }) => rows.streams.map(({ id }) => ({ shard: primary.shard, id })));
  const id = migrationId(keyspace, ids);
  await each(sources, async ({ tablet, database }) => {
    const sql = `select 1 as found from _vt.resharding_journal where id = ${id} and db_name = ${literal(database)}`;
    if ((await query(context, tablet, sql, signal)).length === 0) return;
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `found a previous journal entry for ${id}: please delete it before starting the workflow`,
    });
  });
}
