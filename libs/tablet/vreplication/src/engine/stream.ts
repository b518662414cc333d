import { setTimeout as delay } from 'node:timers/promises';
import { VtError } from '@vt/base';
import { MysqlSession, sql } from '@vt/mysql';
import type { Message } from '@vt/proto';
import { TargetSession } from '../apply/target-session.ts';
import type { VReplicationConfig } from '../config.ts';
import { withOverrides } from '../config-overrides.ts';
import { takeWriterLock, WRITERS_MAX, writersGone } from '../db/writer-lock.ts';
import { readTargetTables, type TargetTable } from '../plan/target-table.ts';
import type { StreamSource } from '../source/source.ts';
import { type LogType, writeLog } from '../store/stream-log.ts';
import { readStreams, type StreamRow, type StreamState } from '../store/stream-row.ts';
import type { EngineParts } from './parts.ts';
import type { Progress } from './progress.ts';
import type { StreamFigures } from './stream-figures.ts';
import { requireTimeZones } from './time-zones.ts';

const CONTROL_SLOT = 0;
const ONLINE_DDL = 5;

/** What one run of a stream works with. */
export type StreamParts = {
  readonly engine: EngineParts;
  readonly id: number;
  readonly progress: Progress;
  /** A source was resharded: true where this stream has to stop for it. */
  readonly onJournal: (journal: Message<'binlogdata.Journal'>, row: StreamRow) => boolean;
  readonly figures: StreamFigures;
  /** For the controller's view of it. */
  readonly observe: (change: Observed) => void;
};

/** What of a stream has changed. */
export type Observed = {
  readonly state?: StreamState;
  readonly lagSeconds?: number;
  readonly sourceTablet?: string;
};

/** A stream while it runs: its source, its sessions, its row. */
export class Stream {
  readonly parts: StreamParts;
  readonly row: StreamRow;
  readonly source: StreamSource;
  readonly control: MysqlSession;
  readonly signal: AbortSignal;
  readonly config: VReplicationConfig;
  readonly isMariadb: boolean;
  /** The longest text that the target takes. */
  readonly packetBytesMax: number;
  readonly #writers = new Map<number, TargetSession>();

  private constructor(
    parts: StreamParts,
    row: StreamRow,
    source: StreamSource,
    control: MysqlSession,
    packetBytesMax: number,
    signal: AbortSignal,
  ) {
    this.parts = parts;
    this.row = row;
    this.source = source;
    this.control = control;
    this.packetBytesMax = packetBytesMax;
    this.config = withOverrides(parts.engine.config, row.options);
    this.signal = signal;
    this.isMariadb = control.connection.isMariadb;
  }

  /** Undefined: the row is gone. The caller closes it. */
  static async open(parts: StreamParts, signal: AbortSignal): Promise<Stream | undefined> {
    const { engine, id } = parts;
    const control = await MysqlSession.open(engine.target, signal);
    try {
      await writersGone(control, [id], signal);
      await takeWriterLock(control, id, CONTROL_SLOT, signal);
      const [row] = await readStreams(control, engine.tablet.dbName, `id = ${id}`, signal);
      const [limit] = await control.query('SELECT @@max_allowed_packet AS bytes', signal);
      if (!row) {
        control.close();
        return undefined;
      }
      await requireTimeZones(control, row.source, signal);
      const options = { source: row.source, cells: row.cell, tabletTypes: row.tabletTypes };
      const source = await engine.sources.pick(options, signal);
      parts.observe({ sourceTablet: source.name });
      return new Stream(parts, row, source, control, Number(limit?.['bytes'] ?? 0), signal);
    } catch (error) {
      control.close();
      throw error;
    }
  }

  get id(): number {
    return this.parts.id;
  }

  get dbName(): string {
    return this.parts.engine.tablet.dbName;
  }

  /** All of the target's tables, or one. */
  targetTables(only?: string): Promise<ReadonlyMap<string, TargetTable>> {
    return readTargetTables(this.control, this.dbName, this.signal, only);
  }

  /** A session for rows; the caller closes it. */
  async openTarget(foreignKeyChecks: boolean): Promise<TargetSession> {
    const { netReadTimeoutS, netWriteTimeoutS } = this.config;
    const { dbName } = this;
    const connect = this.parts.engine.target;
    const options = { connect, dbName, foreignKeyChecks, netReadTimeoutS, netWriteTimeoutS };
    const session = await TargetSession.openFor(options, this.signal);
    try {
      await takeWriterLock(session, this.id, this.#freeSlot(session), this.signal);
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** Several. INVARIANT: none stays open where another cannot be. Its lock would keep the stream from ever going on. */
  async openTargets(count: number, foreignKeyChecks: boolean): Promise<readonly TargetSession[]> {
    const all = await Promise.allSettled(Array.from({ length: count }, () => this.openTarget(foreignKeyChecks)));
    const opened = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failed = all.find((one) => one.status === 'rejected');
    if (!failed) return opened;
    for (const session of opened) session.close();
    throw failed.reason;
  }

  #freeSlot(session: TargetSession): number {
    for (let slot = CONTROL_SLOT + 1; slot < WRITERS_MAX; slot++) {
      const holder = this.#writers.get(slot);
      if (holder && !holder.isClosed) continue;
      this.#writers.set(slot, session);
      return slot;
    }
    throw new VtError({ code: 'RESOURCE_EXHAUSTED', message: `stream ${this.id} has too many sessions` });
  }

  async readRow(): Promise<StreamRow | undefined> {
    return (await readStreams(this.control, this.dbName, `id = ${this.id}`, this.signal))[0];
  }

  async setState(state: StreamState, message = ''): Promise<void> {
    await writeState(this.control, this.id, state, message, this.signal);
    this.parts.observe({ state });
    this.parts.progress.changed(this.id);
  }

  /** Of an online schema change. */
  get isMigration(): boolean {
    return this.row.workflowType === ONLINE_DDL;
  }

  /** Who asks the throttler: rules may name the kind of work, the workflow, or all of these. */
  appName(component: string): string {
    const { workflow } = this.row;
    const kinds = this.isMigration ? ['vreplication', 'online-ddl'] : ['vreplication'];
    return [component, workflow, ...kinds].join(':');
  }

  /** Waits as long as the throttler holds back what a component is about to do. */
  async throttled(component: string, pauseMs: number): Promise<void> {
    for (;;) {
      const check = await this.parts.engine.throttler.check(this.appName(component), this.signal);
      if (check.ok) return;
      await this.noteThrottled(component, check.reason);
      await delay(pauseMs, undefined, { signal: this.signal });
    }
  }

  /** Tells who holds the stream back, and why. */
  async noteThrottled(component: string, reason: string): Promise<void> {
    this.parts.figures.heldBack(component);
    await this.control.execute(
      sql`UPDATE _vt.vreplication SET time_throttled = UNIX_TIMESTAMP(), component_throttled = ${component}, reason_throttled = ${reason.slice(0, 1000)} WHERE id = ${this.id}`,
      this.signal,
    );
  }

  async log(type: LogType, message: string): Promise<void> {
    const row = await this.readRow();
    await writeLog(this.control, this.id, type, row?.state ?? '', message, this.signal);
  }

  close(): void {
    this.source.close();
    this.control.close();
  }
}

const MESSAGE_CHARS_MAX = 950;

/** Writes a state into a stream's row, and into the log where it is another one. */
export async function writeState(
  session: MysqlSession,
  id: number,
  state: StreamState,
  message: string,
  signal?: AbortSignal,
): Promise<void> {
  const [before] = await session.query(`SELECT state, message FROM _vt.vreplication WHERE id = ${id}`, signal);
  const text = message.slice(0, MESSAGE_CHARS_MAX);
  if (before?.['state'] === state && (before['message'] ?? '') === text) return;
  await session.execute(sql`UPDATE _vt.vreplication SET state = ${state}, message = ${text} WHERE id = ${id}`, signal);
  if (before?.['state'] !== state) await writeLog(session, id, 'State Changed', state, text, signal);
}
