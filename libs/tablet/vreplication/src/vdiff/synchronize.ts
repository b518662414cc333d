import { anySignal, toVtError, VtError } from '@vt/base';
import { type MysqlSession, parsePosition, positionContains, sql } from '@vt/mysql';
import { fromText, type Message } from '@vt/proto';
import type { VReplicationEngine } from '../engine/engine.ts';
import type { StreamPlan } from '../plan/stream-plan.ts';
import { positionExpression } from '../store/position-column.ts';
import type { StreamRow } from '../store/stream-row.ts';
import { isSwitched } from '../workflow/switched.ts';
import { keyHashOf, requireHashed } from './key-hash.ts';
import { diffSourceQuery, diffTargetQuery } from './queries.ts';
import { restingPlace } from './resting-place.ts';
import { RowStream } from './row-stream.ts';
import type { VDiffOptions } from './vdiff-row.ts';

/** Snapshots of both sides at the same positions. `release`: the streams that were held may go on. */
export type Snapshots = {
  readonly sources: readonly RowStream[];
  readonly target: RowStream;
  /** Where the streams rest, while they are held. */
  readonly place: string | undefined;
  close(): void;
  release(): Promise<void>;
};

const PAUSED = 'for vdiff';
const SYNCHRONIZING = 'synchronizing for vdiff';
/** Of a stream that somebody has stopped: it moves to the snapshot's position, and rests again. */
export const MOVED = 'stopped, synchronizing for vdiff';
const WAIT_MS = 30_000;

/** What streams say that rest for a diff. */
export const isRestMessage = (message: string): boolean => [PAUSED, SYNCHRONIZING, MOVED].includes(message);

/** Streams of a workflow that rest, as they were before, by id; and those of them that are to go on. */
export type Rest = { readonly before: ReadonlyMap<number, StreamRow>; readonly ran: ReadonlySet<number> };

/**
 * Opens the rows of a table on both sides such that the target's have exactly the changes that the sources' have: the streams rest while the
 * sources' snapshots begin, move to just there, and rest again while the target's begins; with `hold` until they are released, else until the next table.
 * INVARIANT: streams that ran run again afterwards, whatever happened; but for those that a switch of traffic has stopped meanwhile.
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
  const lastPk = lastPkText === '' ? null : fromText('tabletmanagerdata.VDiffTableLastPK', lastPkText);
  const opened: RowStream[] = [];
  const { rests } = engine.vdiffs;
  let rest = rests.take(workflow);
  const goOn = async (): Promise<void> => {
    if (rest) await restart(engine, workflow, rest);
  };
  try {
    const streams = await engine.streams(where, signal);
    requireCopied(streams, workflow);
    rest = restOf(streams, rest);
    const rows = await pause(engine, where, rest, signal);
    const begunMs = performance.now();
    const openAll = async (order?: string): Promise<void> => {
      for (const row of rows) opened.push(await openSource(engine, row, plan, lastPk, options, signal, order));
    };
    await openAll();
    const hash = keyHashOf(plan, opened[0] as RowStream);
    if (hash) {
      for (const stream of opened.splice(0)) stream.close();
      await openAll(hash.source);
    }
    const sources = [...opened];
    await moveTo(engine, rows, rest, sources, options, signal);
    await noteHeard(engine, rest, begunMs, signal);
    const target = await openTarget(engine, plan, isOfTenant(streams), sources, lastPk, signal, hash?.target);
    opened.push(target);
    if (hash) requireHashed(opened, plan.target.name);
    const { dbName } = engine.parts.tablet;
    const placeOf = (session: MysqlSession) => restingPlace(session, dbName, workflow, signal);
    const place = hold ? await engine.withSession(placeOf, signal) : undefined;
    if (!hold) rests.leave(workflow, rest, goOn);
    return {
      sources,
      target,
      place,
      release: async () => {
        if (hold) await goOn();
      },
      close: () => opened.forEach((stream) => stream.close()),
    };
  } catch (error) {
    for (const stream of opened) stream.close();
    await goOn();
    throw error;
  }
}

/** `resting`: of those that rest since the table before. */
function restOf(streams: readonly StreamRow[], resting: Rest | undefined): Rest {
  const before = new Map(streams.map((row) => [row.id, resting?.before.get(row.id) ?? row]));
  const isRan = (row: StreamRow): boolean => (resting?.before.has(row.id) ? resting.ran.has(row.id) : isRunning(row));
  return { before, ran: new Set(streams.filter(isRan).map(({ id }) => id)) };
}

/** A diff that was interrupted left its streams resting. */
function isRunning({ state, message, stopPos }: StreamRow): boolean {
  if (['Running', 'Init', 'Lagging'].includes(state)) return true;
  if (state !== 'Stopped' || message === MOVED) return false;
  return message === PAUSED || message === SYNCHRONIZING || stopPos !== '';
}

/** Stops the streams. Gives their rows as they rest. */
async function pause(
  engine: VReplicationEngine,
  where: string,
  { ran }: Rest,
  signal: AbortSignal,
): Promise<readonly StreamRow[]> {
  const rows: StreamRow[] = [];
  const set = (row: StreamRow): string => {
    if (isSwitched(row)) throw switchedError(row);
    rows.push(row);
    return sql`state = 'Stopped', message = ${ran.has(row.id) ? PAUSED : MOVED}`;
  };
  await engine.updateStreams(where, set, signal);
  return rows;
}

function switchedError({ id, workflow, message }: StreamRow): VtError {
  return new VtError({
    code: 'FAILED_PRECONDITION',
    message: `stream ${id} of workflow ${workflow} is ${message}: a switch of traffic has it`,
  });
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
  const key = lastPk?.source ?? lastPk?.target ?? null;
  return await RowStream.open(source, diffSourceQuery(plan, order), key, row.pos, signal);
}

/** The streams apply what the sources' snapshots have, and nothing more. Those that have it already are not started for it. */
async function moveTo(
  engine: VReplicationEngine,
  rows: readonly StreamRow[],
  { ran }: Rest,
  sources: readonly RowStream[],
  { core_options: core }: VDiffOptions,
  signal: AbortSignal,
): Promise<void> {
  const timeoutMs = Number(core?.timeout_seconds ?? 0n) * 1000 || WAIT_MS;
  const limit = anySignal([signal, AbortSignal.timeout(timeoutMs)]);
  const moves = rows
    .map(({ id, pos }, i) => ({ id, pos, gtid: sources[i]?.gtid ?? '' }))
    .filter(({ pos, gtid }) => !positionContains(parsePosition(pos), parsePosition(gtid)));
  for (const { id, gtid } of moves) {
    const message = ran.has(id) ? SYNCHRONIZING : MOVED;
    const set = `stop_pos = ${positionExpression(gtid)}, ${sql`state = 'Running', message = ${message}`}`;
    const checked = (row: StreamRow): string => {
      if (row.message === PAUSED || row.message === MOVED) return set;
      throw new VtError({ code: 'ABORTED', message: `stream ${id} was changed while it rested for the diff` });
    };
    await engine.updateStreams(`id = ${id}`, checked, limit);
  }
  for (const { id, gtid } of moves) await engine.waitForPos(id, gtid, limit);
}

/** The streams have what the sources had when the snapshots began: of one that never runs long enough to hear a heartbeat nobody else would tell that it is not behind. */
async function noteHeard(
  engine: VReplicationEngine,
  { ran }: Rest,
  begunMs: number,
  signal: AbortSignal,
): Promise<void> {
  if (ran.size === 0) return;
  const seconds = Math.ceil((performance.now() - begunMs) / 1000);
  const later = (name: string): string => `${name} = GREATEST(${name}, UNIX_TIMESTAMP() - ${seconds})`;
  const set = ['time_updated', 'time_heartbeat'].map(later).join(', ');
  const text = `UPDATE _vt.vreplication SET ${set} WHERE id IN (${[...ran].join(', ')})`;
  await engine.withSession((session) => session.execute(text, signal), signal);
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
  const query = diffTargetQuery(plan, names, ofTenant, order);
  return await RowStream.open(own, query, lastPk?.target ?? null, '', signal);
}

/**
 * What ran runs, and what was stopped is as it was, but for the place to which it has moved. What somebody else has done with them meanwhile stands. Where it fails, as while mysqld is away, it is
 * tried again until it is done: nobody else would start them.
 */
async function restart(engine: VReplicationEngine, workflow: string, rest: Rest): Promise<void> {
  if (!engine.isOpen) return;
  const { log, config } = engine.parts;
  try {
    await letGoOn(engine, workflow, rest);
  } catch (error) {
    log.warn({ err: toVtError(error), workflow }, 'streams that rest for a VDiff cannot be started; trying again');
    const again = (): void => void engine.snapshots.run(() => restart(engine, workflow, rest));
    setTimeout(again, config.retryDelayMs).unref();
  }
}

async function letGoOn(engine: VReplicationEngine, workflow: string, { before, ran }: Rest): Promise<void> {
  const set = (now: StreamRow): string => {
    const row = before.get(now.id);
    if (!row) return '';
    if (!isOurs(now)) return now.stopPos === '' ? '' : 'stop_pos = NULL';
    const { state, message } = ran.has(row.id) ? { state: 'Running', message: '' } : row;
    return sql`stop_pos = NULL, state = ${state}, message = ${message === MOVED ? '' : message}`;
  };
  await engine.updateStreams(sql`workflow = ${workflow}`, set, AbortSignal.timeout(WAIT_MS));
}

/** Whether a stream rests, moves, or has failed, for the diff. */
function isOurs(row: StreamRow): boolean {
  const { state, message, stopPos } = row;
  if (isSwitched(row) || (state === 'Stopped' && message === '')) return false;
  return isRestMessage(message) || stopPos !== '' || state === 'Error';
}
