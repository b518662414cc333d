import { anySignal, VtError } from '@vt/base';
import { sql } from '@vt/mysql';
import { fromText, type Message } from '@vt/proto';
import type { VReplicationEngine } from '../engine/engine.ts';
import type { StreamPlan } from '../plan/stream-plan.ts';
import { positionExpression } from '../store/position-column.ts';
import type { StreamRow } from '../store/stream-row.ts';
import { keyHashOf, requireHashed } from './key-hash.ts';
import { diffSourceQuery, diffTargetQuery } from './queries.ts';
import { RowStream } from './row-stream.ts';
import type { VDiffOptions } from './vdiff-row.ts';

/** Snapshots of both sides at the same positions. `release`: the streams that were held may go on. */
export type Snapshots = {
  readonly sources: readonly RowStream[];
  readonly target: RowStream;
  close(): void;
  release(): Promise<void>;
};

const PAUSED = 'for vdiff';
const SYNCHRONIZING = 'synchronizing for vdiff';
/** Of a stream that somebody has stopped: it moves to the snapshot's position, and rests again. */
const MOVED = 'stopped, synchronizing for vdiff';
const WAIT_MS = 30_000;

/**
 * Opens the rows of a table on both sides such that the target's have exactly the changes that the sources' have: the streams rest while the
 * sources' snapshots begin, move to just there, and rest again while the target's begins; with `hold` until they are released.
 * INVARIANT: streams that ran run again afterwards, whatever happened.
 */
export async function openSnapshots(
  engine: VReplicationEngine,
  workflow: string,
  plan: StreamPlan,
  lastPkText: string,
  options: VDiffOptions,
  hold: boolean,
  signal: AbortSignal,
): Promise<Snapshots> {
  const where = sql`workflow = ${workflow}`;
  const streams = await engine.streams(where, signal);
  const ran = streams.filter(isRunning);
  requireCopied(streams, workflow);
  const lastPk = lastPkText === '' ? null : fromText('tabletmanagerdata.VDiffTableLastPK', lastPkText);
  const opened: RowStream[] = [];
  let isHeld = false;
  const release = async (): Promise<void> => {
    if (isHeld) await restart(engine, streams, ran);
  };
  try {
    const messageOf = (id: number, message: string): string => (ran.some((row) => row.id === id) ? message : MOVED);
    await engine.updateStreams(where, ({ id }) => sql`state = 'Stopped', message = ${messageOf(id, PAUSED)}`, signal);
    const openAll = async (order?: string): Promise<void> => {
      for (const row of streams) opened.push(await openSource(engine, row, plan, lastPk, options, signal, order));
    };
    await openAll();
    const hash = keyHashOf(plan, opened[0] as RowStream);
    if (hash) {
      for (const stream of opened.splice(0)) stream.close();
      await openAll(hash.source);
    }
    const sources = [...opened];
    const moves = streams.map(({ id }) => ({ id, message: messageOf(id, SYNCHRONIZING) }));
    await moveTo(engine, moves, sources, options, signal);
    const target = await openTarget(engine, plan, isOfTenant(streams), sources, lastPk, signal, hash?.target);
    opened.push(target);
    if (hash) requireHashed(opened, plan.target.name);
    isHeld = hold;
    return { sources, target, release, close: () => opened.forEach((stream) => stream.close()) };
  } catch (error) {
    for (const stream of opened) stream.close();
    throw error;
  } finally {
    if (!isHeld) await restart(engine, streams, ran);
  }
}

/** A diff that was interrupted left its streams resting. */
function isRunning({ state, message, stopPos }: StreamRow): boolean {
  if (['Running', 'Init', 'Lagging'].includes(state)) return true;
  if (state !== 'Stopped' || message === MOVED) return false;
  return message === PAUSED || message === SYNCHRONIZING || stopPos !== '';
}

function requireCopied(streams: readonly StreamRow[], workflow: string): void {
  if (streams.length === 0) {
    throw new VtError({ code: 'NOT_FOUND', message: `workflow ${workflow} has no streams here` });
  }
  const copying = streams.find(({ state, pos }) => state === 'Copying' || pos === '');
  if (copying) {
    const message = `stream ${copying.id} of workflow ${workflow} is still copying`;
    throw new VtError({ code: 'FAILED_PRECONDITION', message });
  }
}

async function openSource(
  engine: VReplicationEngine,
  row: StreamRow,
  plan: StreamPlan,
  lastPk: Message<'tabletmanagerdata.VDiffTableLastPK'> | null,
  { picker_options: picker }: VDiffOptions,
  signal: AbortSignal,
  order?: string,
): Promise<RowStream> {
  const options = {
    source: row.source,
    cells: picker?.source_cell || row.cell,
    tabletTypes: picker?.tablet_types || row.tabletTypes,
  };
  const source = await engine.parts.sources.pick(options, signal);
  return await RowStream.open(source, diffSourceQuery(plan, order), lastPk?.source ?? lastPk?.target ?? null, signal);
}

/** The streams apply what the sources' snapshots have, and nothing more. */
async function moveTo(
  engine: VReplicationEngine,
  streams: readonly { readonly id: number; readonly message: string }[],
  sources: readonly RowStream[],
  { core_options: core }: VDiffOptions,
  signal: AbortSignal,
): Promise<void> {
  const timeoutMs = Number(core?.timeout_seconds ?? 0n) * 1000 || WAIT_MS;
  const limit = anySignal([signal, AbortSignal.timeout(timeoutMs)]);
  for (const [i, { id, message }] of streams.entries()) {
    const gtid = sources[i]?.gtid ?? '';
    const set = `stop_pos = ${positionExpression(gtid)}, ${sql`state = 'Running', message = ${message}`}`;
    await engine.updateStreams(`id = ${id}`, () => set, limit);
  }
  for (const [i, { id }] of streams.entries()) await engine.waitForPos(id, sources[i]?.gtid ?? '', limit);
}

function isOfTenant([first]: readonly StreamRow[]): boolean {
  const { tenant_id } = JSON.parse(first?.options || '{}') as { tenant_id?: string };
  return (tenant_id ?? '') !== '';
}

async function openTarget(
  engine: VReplicationEngine,
  plan: StreamPlan,
  ofTenant: boolean,
  sources: readonly RowStream[],
  lastPk: Message<'tabletmanagerdata.VDiffTableLastPK'> | null,
  signal: AbortSignal,
  order?: string,
): Promise<RowStream> {
  const own = await engine.parts.openOwn(signal);
  const names = sources[0]?.fields.map(({ name }) => name) ?? [];
  return await RowStream.open(own, diffTargetQuery(plan, names, ofTenant, order), lastPk?.target ?? null, signal);
}

/** What ran runs, and what was stopped is as it was, but for the place to which it has moved. */
async function restart(
  engine: VReplicationEngine,
  streams: readonly StreamRow[],
  ran: readonly StreamRow[],
): Promise<void> {
  if (!engine.isOpen) return;
  const before = new Map(streams.map((row) => [row.id, row]));
  await engine.updateStreams(
    sql`workflow = ${streams[0]?.workflow ?? ''}`,
    ({ id }) => {
      const row = before.get(id);
      if (!row) return '';
      const { state, message } = ran.includes(row) ? { state: 'Running', message: '' } : row;
      return sql`stop_pos = NULL, state = ${state}, message = ${message === MOVED ? '' : message}`;
    },
    AbortSignal.timeout(WAIT_MS),
  );
}
