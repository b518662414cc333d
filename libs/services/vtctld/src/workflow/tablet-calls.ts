import { VtError } from '@vt/base';
import type { Response } from '@vt/proto';
import { fromProtoRow } from '@vt/sqltypes';
import type { Tablet } from '@vt/topo';
import { ask } from '../ask.ts';
import type { Context } from '../context.ts';
import { literal } from './names.ts';
import type { Primary } from './shards.ts';

export type WorkflowRows = Response<'tabletmanagerservice.TabletManager', 'ReadVReplicationWorkflow'>;
export type StreamRow = WorkflowRows['streams'][number];

/** A workflow's rows on one tablet. */
export type Placed = { readonly primary: Primary; readonly rows: WorkflowRows };

const ROWS_MAX = 10_000n;
const SLOW_MS = 600_000;
const CHANGES_AT_ONCE = 200;

export type Row = Readonly<Record<string, string | null>>;

/** A statement as the DBA of a tablet; rows by column name, as text. */
export async function query(context: Context, tablet: Tablet, sql: string, signal: AbortSignal): Promise<Row[]> {
  const request = { query: Buffer.from(sql), max_rows: ROWS_MAX };
  const { result } = await context.tablets.call(tablet, 'ExecuteFetchAsDba', request, { signal, timeoutMs: SLOW_MS });
  return rowsOf(result);
}

type Result = Response<'tabletmanagerservice.TabletManager', 'ExecuteFetchAsDba'>['result'];

export function rowsOf(result: Result): Row[] {
  const names = (result?.fields ?? []).map(({ name }) => name);
  return (result?.rows ?? []).map((row) => {
    const values = fromProtoRow(row);
    return Object.fromEntries(names.map((name, i) => [name, values[i] == null ? null : String(values[i])]));
  });
}

/** A tablet, and the schema on its mysqld that is meant. */
export type Place = Pick<Primary, 'database' | 'tablet'>;

const changeOf = ({ database }: Place) => ({
  db_name: database,
  max_rows: 1n,
  reload_schema: true,
  disable_foreign_key_checks: true,
});

/** DDL and bulk deletes, in the tablet's own database. */
export async function change(context: Context, place: Place, sql: string, signal: AbortSignal): Promise<void> {
  const request = { ...changeOf(place), query: Buffer.from(sql) };
  await context.tablets.call(place.tablet, 'ExecuteFetchAsDba', request, { signal, timeoutMs: SLOW_MS });
}

/** Several of them, one after the other; the tablet reads its whole schema only after each lot. */
export async function changes(
  context: Context,
  place: Place,
  statements: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < statements.length; at += CHANGES_AT_ONCE) {
    // Behind a line's end, as a statement may end with a comment.
    const sql = Buffer.from(statements.slice(at, at + CHANGES_AT_ONCE).join('\n;\n'));
    const request = { ...changeOf(place), sql };
    await context.tablets.call(place.tablet, 'ExecuteMultiFetchAsDba', request, { signal, timeoutMs: SLOW_MS });
  }
}

/** A statement on `_vt.vreplication`, which the tablet's engine acts on. */
export async function engine(context: Context, tablet: Tablet, sql: string, signal: AbortSignal): Promise<Row[]> {
  const { result } = await ask(context, tablet, 'VReplicationExec', { query: sql }, signal);
  return rowsOf(result);
}

/** The rows of one workflow, or of all, on each tablet that has any. */
export async function readWorkflows(
  context: Context,
  primaries: Iterable<Primary>,
  workflow: string | undefined,
  signal: AbortSignal,
): Promise<Placed[]> {
  const found = [...primaries].map(async (primary) => {
    const request = workflow === undefined ? {} : { include_workflows: [workflow] };
    const { workflows } = await ask(context, primary.tablet, 'ReadVReplicationWorkflows', request, signal);
    return workflows.map((rows) => ({ primary, rows }));
  });
  return (await Promise.all(found)).flat().filter(({ rows }) => rows.streams.length > 0);
}

/** Sets columns of all of a workflow's rows on a tablet. `sets` is SQL. */
export async function updateStreams(
  context: Context,
  primary: Primary,
  workflow: string,
  sets: string,
  signal: AbortSignal,
): Promise<void> {
  const where = `db_name = ${literal(primary.database)} and workflow = ${literal(workflow)}`;
  await engine(context, primary.tablet, `update _vt.vreplication set ${sets} where ${where}`, signal);
}

/** Removes a workflow's rows, with what belongs to them: its VDiffs first, as those that failed would be tried again without streams. Fine where there are none. */
export async function deleteStreams(
  context: Context,
  primary: Primary,
  workflow: string,
  signal: AbortSignal,
): Promise<boolean> {
  const vdiffs = { keyspace: primary.keyspace, workflow, action: 'delete', action_arg: 'all' };
  await ask(context, primary.tablet, 'VDiff', vdiffs, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    context.log.warn({ workflow, err: error }, 'its VDiffs are not deleted');
  });
  const { result } = await ask(context, primary.tablet, 'DeleteVReplicationWorkflow', { workflow }, signal);
  return (result?.rows_affected ?? 0n) > 0n;
}

/** Where the primaries' binary logs are now, by shard. */
export async function positionsOf(
  context: Context,
  primaries: ReadonlyMap<string, Primary>,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const found = await each(primaries, async ([shard, { tablet }]) => {
    const { position } = await ask(context, tablet, 'PrimaryPosition', {}, signal);
    return [shard, position] as const;
  });
  return new Map(found);
}

/** Every one of a set at once. When several fail, the first error tells of the others too. */
export async function each<T, R>(items: Iterable<T>, work: (item: T) => Promise<R>): Promise<R[]> {
  const settled = await Promise.allSettled([...items].map(work));
  const failed = settled.filter((one): one is PromiseRejectedResult => one.status === 'rejected');
  const [first] = failed;
  if (!first) return settled.map((one) => (one as PromiseFulfilledResult<R>).value);
  if (failed.length === 1 || !(first.reason instanceof VtError)) throw first.reason;
  const message = failed.map(({ reason }) => (reason instanceof Error ? reason.message : String(reason))).join('; ');
  throw new VtError({ code: first.reason.code, message, cause: first.reason });
}
