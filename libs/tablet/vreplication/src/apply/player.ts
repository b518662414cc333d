import { VtError } from '@vt/base';
import { type Position, parsePosition, positionContains } from '@vt/mysql';
import type { Stream } from '../engine/stream.ts';
import type { StreamPlan } from '../plan/stream-plan.ts';
import type { VEvent } from '../source/source.ts';
import { positionExpression } from '../store/position-column.ts';
import { RelayLog } from './relay-log.ts';
import { type CopyState, listedColumns, ReplicationPlan } from './replication-plan.ts';
import type { TargetSession } from './target-session.ts';
import { TransactionWriter } from './transaction-writer.ts';

export type PlayOptions = {
  readonly start: string;
  /** '' for none. */
  readonly stop: string;
  readonly copyState: CopyState;
  /** Ends when the stream is less behind than this. */
  readonly untilLagMs?: number;
  readonly foreignKeyChecks: boolean;
  /** How the target's tables are filled, of who knows it; else it is looked for. */
  readonly plans?: readonly StreamPlan[];
};

/**
 * Why playing ended: the stop position, being caught up, an event after which the stream is to stop (with the message), or a journal behind which the
 * data is elsewhere.
 */
export type PlayEnd =
  | { readonly kind: 'caught-up'; readonly pos: string }
  | { readonly kind: 'journal'; readonly pos: string }
  | { readonly kind: 'reached'; readonly pos: string }
  | { readonly kind: 'stop'; readonly pos: string; readonly message: string };

/** Transactions of the source that may become one of the target. */
const MERGED_BYTES_MAX = 256 * 1024;
const TEXT_BYTES_MAX = 1024 * 1024;
const THROTTLED_MS = 250;
/** How often is looked whether somebody waits for a position that is not saved yet. */
const UNSAVED_POLL_MS = 20;
const APP = 'vplayer';
/** Of a row event's flags: what the source's session did without them is done without them, cascades too. */
const NO_FOREIGN_KEY_CHECKS = 2;

/**
 * Applies changes from a position on. The position is written in the transaction of the rows.
 * INVARIANT: transactions of the source are never cut: several may become one, in their order.
 */
export class Player {
  readonly #stream: Stream;
  readonly #options: PlayOptions;
  readonly #plan: ReplicationPlan;
  readonly #session: TargetSession;
  readonly #out: TransactionWriter;
  readonly #stop: Position;
  #pos: string;
  #savedPos: string;
  #timestamp = 0n;
  #inTransaction = false;
  /** The position that the present transaction leads to. */
  #next = '';
  #savedAtMs = Number.NEGATIVE_INFINITY;
  #heartbeatAtMs = Number.NEGATIVE_INFINITY;
  #lagMs = Number.POSITIVE_INFINITY;

  private constructor(stream: Stream, options: PlayOptions, plan: ReplicationPlan, session: TargetSession) {
    this.#stream = stream;
    this.#options = options;
    this.#plan = plan;
    this.#session = session;
    const bytesMax = Math.min(TEXT_BYTES_MAX, Math.floor(stream.packetBytesMax / 2));
    this.#out = new TransactionWriter(session, bytesMax, stream.signal, stream.parts.figures);
    this.#out.isExact = stream.isMigration;
    this.#stop = parsePosition(options.stop);
    this.#pos = options.start;
    this.#savedPos = options.start;
  }

  static async play(stream: Stream, options: PlayOptions): Promise<PlayEnd> {
    const stop = parsePosition(options.stop);
    if (stop && positionContains(parsePosition(options.start), stop)) return { kind: 'reached', pos: options.start };
    const plan = await ReplicationPlan.build(stream, options.copyState, options.plans);
    if (plan.isEmpty && options.copyState.size > 0) return await skip(stream, options);
    const session = await stream.openTarget(options.foreignKeyChecks);
    try {
      return await new Player(stream, options, plan, session).#run();
    } finally {
      session.close();
    }
  }

  async #run(): Promise<PlayEnd> {
    const { config, source, signal } = this.#stream;
    const limits = { bytesMax: config.relayLogBytesMax, itemsMax: config.relayLogItemsMax };
    const relay = new RelayLog((ended) => source.vstream(this.#pos, this.#plan.filter, ended), limits, signal);
    let heardAtMs = performance.now();
    try {
      for (;;) {
        const events = await relay.next(this.#waitMs());
        signal.throwIfAborted();
        if (events) {
          heardAtMs = performance.now();
          this.#stream.parts.figures.heard();
        } else if (performance.now() - heardAtMs > config.idleTimeoutMs) throw silent(source.name);
        const end = events && (await this.#apply(events));
        if (end) return end;
        await this.#savePosition(false);
        if (this.#isCaughtUp) return { kind: 'caught-up', pos: await this.#settle() };
      }
    } finally {
      relay.close();
    }
  }

  /** An unsaved position is saved within a second, at once where somebody waits for it. */
  #waitMs(): number {
    const { heartbeatUpdateIntervalMs } = this.#stream.config;
    if (this.#pos === this.#savedPos) return heartbeatUpdateIntervalMs;
    return UNSAVED_POLL_MS;
  }

  get #isCaughtUp(): boolean {
    const { untilLagMs } = this.#options;
    return untilLagMs !== undefined && !this.#inTransaction && this.#lagMs < untilLagMs;
  }

  async #settle(): Promise<string> {
    if (!this.#out.isEmpty) await this.#commit();
    await this.#savePosition(true);
    return this.#pos;
  }

  async #apply(events: readonly VEvent[]): Promise<PlayEnd | undefined> {
    await this.#stream.throttled(APP, THROTTLED_MS);
    for (const event of events) {
      const end = await this.#event(event);
      if (end) return end;
    }
    // What is whole is committed before more is waited for.
    if (!this.#out.isEmpty && !this.#inTransaction) await this.#commit();
    return undefined;
  }

  async #event(event: VEvent): Promise<PlayEnd | undefined> {
    switch (event.type) {
      case 'BEGIN':
        this.#inTransaction = true;
        return undefined;
      case 'FIELD':
        return this.#fields(event);
      case 'ROW':
        return await this.#rows(event);
      case 'GTID':
        this.#next = event.gtid;
        return undefined;
      case 'COMMIT':
      case 'OTHER':
        return await this.#transactionEnds(event);
      case 'DDL':
        return await this.#ddl(event);
      case 'JOURNAL':
        return await this.#journal(event);
      case 'HEARTBEAT':
        return await this.#heartbeat(event);
      case 'INSERT':
      case 'UPDATE':
      case 'DELETE':
      case 'REPLACE':
        throw new VtError({ code: 'UNIMPLEMENTED', message: `statements cannot be applied: ${event.type}` });
      default:
        return undefined;
    }
  }

  #fields({ field_event: event }: VEvent): undefined {
    if (!event) return undefined;
    const applier = this.#plan.setFields(event.table_name, event.fields);
    if (applier) this.#out.addListedColumns(listedColumns(applier.plan.stream.target));
    return undefined;
  }

  async #rows({ row_event: event }: VEvent): Promise<undefined> {
    if (!event) return;
    const applier = this.#plan.applier(event.table_name);
    await this.#out.checkForeignKeys((event.flags & NO_FOREIGN_KEY_CHECKS) === 0);
    for (const change of event.row_changes) {
      this.#stream.parts.figures.applied(await applier.apply(change, this.#out));
    }
  }

  async #transactionEnds(event: VEvent): Promise<PlayEnd | undefined> {
    this.#inTransaction = false;
    this.#advance(event);
    if (this.#isStopReached) return { kind: 'reached', pos: await this.#settle() };
    if (this.#out.bytes > MERGED_BYTES_MAX) await this.#commit();
    return undefined;
  }

  #advance({ timestamp, current_time: sentNs }: VEvent): void {
    if (this.#next !== '') this.#pos = this.#next;
    this.#next = '';
    if (timestamp === 0n) return;
    this.#timestamp = timestamp;
    // By the source's own clock; what waits here is counted too.
    const sourceNowMs = Number(sentNs / 1_000_000n) || Date.now();
    this.#setLag(Math.max(0, sourceNowMs - Number(timestamp) * 1000));
  }

  #setLag(lagMs: number): void {
    this.#lagMs = lagMs;
    this.#stream.parts.observe({ lagSeconds: Math.floor(lagMs / 1000) });
  }

  get #isStopReached(): boolean {
    return this.#stop !== undefined && positionContains(parsePosition(this.#pos), this.#stop);
  }

  async #ddl(event: VEvent): Promise<PlayEnd | undefined> {
    const { on_ddl: action } = this.#stream.row.source;
    this.#stream.parts.figures.ddl(String(action));
    if (!this.#out.isEmpty) await this.#commit();
    const before = this.#pos;
    if (action === 'EXEC' || action === 'EXEC_IGNORE') await this.#runDdl(event.statement, action === 'EXEC_IGNORE');
    this.#advance(event);
    await this.#savePosition(true);
    if (action === 'STOP') return { kind: 'stop', pos: this.#pos, message: `Stopped at DDL ${event.statement}` };
    if (this.#isStopReached) return { kind: 'reached', pos: this.#pos };
    this.#stream.parts.engine.log.info({ stream: this.#stream.id, before, ddl: event.statement }, `DDL: ${action}`);
    return undefined;
  }

  /** A statement that was run already, by a run that ended before it saved the position, fails again: that is for a person to see. */
  async #runDdl(statement: string, ignoresErrors: boolean): Promise<void> {
    try {
      await this.#session.execute(statement, this.#stream.signal);
    } catch (error) {
      if (!ignoresErrors || this.#session.isClosed) throw error;
      await this.#stream.log('Error', `ignored error of DDL ${statement}: ${(error as Error).message}`);
    }
  }

  async #journal({ journal }: VEvent): Promise<PlayEnd | undefined> {
    if (!journal) return undefined;
    // All before it is written first: who redirects the streams does not wait for more.
    const before = await this.#settle();
    if (!this.#stream.parts.onJournal(journal, this.#stream.row)) return undefined;
    if (this.#options.copyState.size === 0) return { kind: 'journal', pos: before };
    const message = 'the source was resharded while its rows were copied: the workflow has to be made anew';
    throw new VtError({ code: 'INVALID_ARGUMENT', message });
  }

  async #heartbeat(event: VEvent): Promise<undefined> {
    if (event.throttled) await this.#stream.noteThrottled('vstreamer', event.throttled_reason);
    else if (!this.#inTransaction) this.#setLag(0);
    const now = performance.now();
    if (now - this.#heartbeatAtMs < this.#stream.config.heartbeatUpdateIntervalMs) return;
    this.#heartbeatAtMs = now;
    if (!this.#out.isEmpty) return;
    const clear = event.throttled ? '' : ", component_throttled = '', reason_throttled = ''";
    await this.#stream.control.execute(
      `UPDATE _vt.vreplication SET time_updated = UNIX_TIMESTAMP(), time_heartbeat = UNIX_TIMESTAMP()${clear} WHERE id = ${this.#stream.id}`,
      this.#stream.signal,
    );
  }

  get #positionSql(): string {
    return `UPDATE _vt.vreplication SET pos = ${positionExpression(this.#pos)}, time_updated = UNIX_TIMESTAMP(), transaction_timestamp = ${this.#timestamp} WHERE id = ${this.#stream.id}`;
  }

  async #commit(): Promise<void> {
    const { engine } = this.#stream.parts;
    engine.reachCrashPoint('vreplication.rows-applied');
    await this.#out.commit(this.#positionSql);
    this.#saved();
    engine.reachCrashPoint('vreplication.rows-committed');
  }

  #saved(): void {
    this.#savedPos = this.#pos;
    this.#savedAtMs = performance.now();
    this.#stream.parts.progress.changed(this.#stream.id);
  }

  /** Transactions that had nothing for us move the position too. */
  async #savePosition(isUrgent: boolean): Promise<void> {
    if (this.#pos === this.#savedPos || !this.#out.isEmpty) return;
    const { progress } = this.#stream.parts;
    const isDue = performance.now() - this.#savedAtMs >= this.#stream.config.heartbeatUpdateIntervalMs;
    if (!isUrgent && !isDue && !progress.isAwaited(this.#stream.id)) return;
    await this.#session.execute(this.#positionSql, this.#stream.signal);
    this.#saved();
  }
}

/** Nothing was copied yet: no change concerns us. */
async function skip(stream: Stream, { start, stop }: PlayOptions): Promise<PlayEnd> {
  if (stop === '') return { kind: 'caught-up', pos: start };
  await stream.control.execute(
    `UPDATE _vt.vreplication SET pos = ${positionExpression(stop)} WHERE id = ${stream.id}`,
    stream.signal,
  );
  return { kind: 'reached', pos: stop };
}

function silent(source: string): VtError {
  return new VtError({ code: 'UNAVAILABLE', message: `nothing comes from ${source}, not even a heartbeat` });
}
