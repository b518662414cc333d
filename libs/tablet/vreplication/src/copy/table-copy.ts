import { anySignal, VtError } from '@vt/base';
import { type Message, type MessageInput, toText } from '@vt/proto';
import { fromProtoRow, type Row, toProtoRow } from '@vt/sqltypes';
import { compile, listedColumns } from '../apply/replication-plan.ts';
import { WRITERS_MAX } from '../db/writer-lock.ts';
import type { Stream } from '../engine/stream.ts';
import { keyField, type ProtoField } from '../plan/field.ts';
import { copyQuery, type StreamPlan } from '../plan/stream-plan.ts';
import type { TablePlan } from '../plan/table-plan.ts';
import { rowsSince } from '../source/rows-since.ts';
import type { RowsResponse } from '../source/source.ts';
import { lastKeyStatement } from '../store/copy-state.ts';
import { InsertWorkers } from './insert-workers.ts';

export type TableCopyOptions = {
  readonly plan: StreamPlan;
  /** Where the copy goes on; null: at the beginning. */
  readonly lastKey: Message<'query.QueryResult'> | null;
  /** What was copied before is at; '' where there is nothing. No row is older. */
  readonly since: string;
  /** Brings what was copied before to the snapshot's position. */
  readonly moveTo: (position: string) => Promise<void>;
  /** After which others have their turn; undefined: never. */
  readonly phaseMs: number | undefined;
};

/** One is left for the changes that are applied before the rows come. */
const COPIERS_MAX = WRITERS_MAX - 2;
/** How often is asked whether a copy may go on. */
export const THROTTLED_MS = 100;
/** As what copies are known to the throttler. */
export const COPIER = 'vcopier';

/** Copies the rows of one table, as of one moment, until all are there or the phase is over. */
export class TableCopy {
  readonly #stream: Stream;
  readonly #options: TableCopyOptions;
  #plan: TablePlan | undefined;
  #keyFields: MessageInput<'query.Field'>[] = [];
  #workers: InsertWorkers | undefined;
  #rows = 0n;

  constructor(stream: Stream, options: TableCopyOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  /** True: all rows are there. */
  async run(): Promise<boolean> {
    const sessions = await this.#openSessions();
    const begunAt = performance.now();
    const phase = new AbortController();
    const { phaseMs } = this.#options;
    const timer = phaseMs === undefined ? undefined : setTimeout(() => phase.abort(), phaseMs);
    try {
      this.#workers = this.#makeWorkers(sessions);
      const isDone = await this.#read(phase.signal);
      await this.#workers.finish();
      return isDone;
    } finally {
      clearTimeout(timer);
      this.#stream.parts.figures.copyTook(this.#options.plan.target.name, performance.now() - begunAt);
      for (const session of sessions) session.close();
    }
  }

  /** Groups that are added up must be added up one batch after the other. */
  get #inParallel(): boolean {
    return this.#options.plan.mode === 'plain' && this.#stream.config.parallelInsertWorkers > 1;
  }

  /** Two for one worker: while one batch is inserted, the next is written. */
  async #openSessions() {
    const count = this.#inParallel ? Math.min(this.#stream.config.parallelInsertWorkers, COPIERS_MAX) : 2;
    return await this.#stream.openTargets(count, false);
  }

  #makeWorkers(sessions: ConstructorParameters<typeof InsertWorkers>[0]['sessions']): InsertWorkers {
    const { parts, config, packetBytesMax, signal, id } = this.#stream;
    const { target } = this.#options.plan;
    const { engine } = parts;
    return new InsertWorkers(
      {
        sessions,
        inParallel: this.#inParallel,
        bytesMax: Math.min(config.insertBytesMax, Math.floor(packetBytesMax / 2)),
        listedColumns: listedColumns(target),
        isExact: this.#stream.isMigration,
        keep: (lastKey, rows) =>
          `${lastKeyStatement(id, target.name, this.#lastKeyText(lastKey))};\nUPDATE _vt.vreplication SET rows_copied = rows_copied + ${rows}, time_updated = UNIX_TIMESTAMP() WHERE id = ${id}`,
        inserted: () => engine.reachCrashPoint('vreplication.copy-batch-inserted'),
        committed: (rows) => {
          parts.figures.copied(target.name, rows);
          engine.reachCrashPoint('vreplication.copy-batch-committed');
        },
      },
      signal,
    );
  }

  #lastKeyText(lastKey: Row): string {
    return toText('query.QueryResult', { fields: this.#keyFields, rows: [toProtoRow(lastKey)] });
  }

  async #read(phase: AbortSignal): Promise<boolean> {
    const { source, signal } = this.#stream;
    const { plan, lastKey, since } = this.#options;
    const reading = new AbortController();
    const ended = anySignal([signal, reading.signal]);
    try {
      for await (const response of rowsSince(source, copyQuery(plan), lastKey, since, ended)) {
        signal.throwIfAborted();
        // The phase is over when there is more to come after it, and each phase gets further.
        if (phase.aborted && this.#rows > 0n && response.rows.length > 0) return false;
        await this.#response(response);
      }
      return true;
    } finally {
      reading.abort();
    }
  }

  async #response(response: RowsResponse): Promise<void> {
    if (response.throttled) return await this.#stream.noteThrottled('rowstreamer', response.throttled_reason);
    if (response.fields.length > 0) await this.#begin(response.fields, response.pkfields, response.gtid);
    if (response.rows.length === 0) return;
    await this.#stream.throttled(COPIER, THROTTLED_MS);
    const { lastpk } = response;
    if (!this.#plan || !lastpk) throw new VtError({ code: 'INTERNAL', message: 'rows came before their columns' });
    const rows = response.rows.map(fromProtoRow);
    this.#rows += BigInt(rows.length);
    await this.#workers?.add(this.#plan, rows, fromProtoRow(lastpk));
  }

  async #begin(fields: readonly ProtoField[], keyFields: readonly ProtoField[], gtid: string): Promise<void> {
    this.#plan = compile(this.#stream, this.#options.plan, fields);
    this.#keyFields = keyFields.map(keyField);
    this.#requireSameKey();
    await this.#options.moveTo(gtid);
  }

  /** INVARIANT: up to the last key no row is missing. By another key, or another collation of it, rows would come before it that were behind it. */
  #requireSameKey(): void {
    const { lastKey, plan } = this.#options;
    if (!lastKey) return;
    const now = this.#keyFields;
    if (lastKey.fields.length === now.length && lastKey.fields.every((field, i) => isSameKeyField(field, now[i] ?? {})))
      return;
    const message = `the key of table ${plan.sourceTable} was changed while its rows were copied in its order: cancel the workflow and begin anew`;
    throw new VtError({ code: 'INVALID_ARGUMENT', message });
  }
}

/** What a tablet of Vitess does not tell is no difference. */
function isSameKeyField(a: MessageInput<'query.Field'>, b: MessageInput<'query.Field'>): boolean {
  const isSame = <T>(one: T, other: T): boolean => !one || !other || one === other;
  const isNamedSame = a.name?.toLowerCase() === b.name?.toLowerCase();
  const isOrderedSame = a.type === b.type || [a, b].every(({ type }) => /^U?INT/.test(String(type)));
  return isNamedSame && isOrderedSame && isSame(a.charset, b.charset) && isSame(a.column_type, b.column_type);
}
