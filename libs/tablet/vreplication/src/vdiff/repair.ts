import { VtError } from '@vt/base';
import { quoteName } from '@vt/sqlparser';
import type { Row } from '@vt/sqltypes';
import { TargetSession } from '../apply/target-session.ts';
import { SqlBuffer } from '../db/sql-buffer.ts';
import type { VReplicationEngine } from '../engine/engine.ts';
import type { StreamPlan } from '../plan/stream-plan.ts';
import { type ValueWriter, valueWriter } from '../plan/value-writer.ts';
import type { Comparison } from './comparison.ts';
import { restingPlace } from './resting-place.ts';
import type { RowStream } from './row-stream.ts';
import type { Snapshots } from './synchronize.ts';

/** Rows that are kept until they are written together: those that are too many go first, so that no unique key is taken twice. */
const KEPT_ROWS_MAX = 10_000;

/** Streams, and where they rest. */
type RestingPlace = { readonly dbName: string; readonly workflow: string; readonly place: string | undefined };

type Kind = 'extra' | 'different' | 'missing';
const order: readonly Kind[] = ['extra', 'different', 'missing'];

/**
 * Makes a target's rows as the source's are, while the streams rest at the positions of the source's snapshots.
 * INVARIANT: nothing is written once a stream has gone on, also if it rests again: what it wrote since would be undone.
 *
 * Entries of a lookup vindex (plans of mode `ignore`) are written by gates meanwhile, whose rows the snapshots may not have yet. So an entry is
 * taken away only as it was read, and one that is different is not set but taken away: if it was right, the stream finds its row after the
 * snapshot and adds it again; if it was not, the next comparison tells it as missing. What is missing never replaces what is there.
 */
export class Repair {
  /** Rows that were put right. */
  rows = 0;
  readonly #session: TargetSession;
  readonly #table: string;
  readonly #place: RestingPlace;
  readonly #comparison: Comparison;
  readonly #writers: readonly ValueWriter[];
  readonly #signal: AbortSignal;
  readonly #isOfEntries: boolean;
  readonly #kept: Record<Kind, Buffer[]> = { extra: [], different: [], missing: [] };
  readonly #out = new SqlBuffer();

  private constructor(
    session: TargetSession,
    place: RestingPlace,
    table: string,
    comparison: Comparison,
    target: RowStream,
    isOfEntries: boolean,
    signal: AbortSignal,
  ) {
    this.#isOfEntries = isOfEntries;
    this.#session = session;
    this.#place = place;
    this.#table = table;
    this.#comparison = comparison;
    this.#writers = target.fields.map(valueWriter);
    this.#signal = signal;
  }

  /** Throws FAILED_PRECONDITION for a table without a key: which of its rows is meant could not be said. The caller closes it. */
  static async open(
    engine: VReplicationEngine,
    workflow: string,
    { place, target }: Pick<Snapshots, 'place' | 'target'>,
    { target: table, mode }: StreamPlan,
    comparison: Comparison,
    signal: AbortSignal,
  ): Promise<Repair> {
    if (table.key.length === 0) {
      const message = `table ${table.name} has no key: its rows cannot be repaired one by one`;
      throw new VtError({ code: 'FAILED_PRECONDITION', message });
    }
    const { target: connect, tablet, config } = engine.parts;
    const { netReadTimeoutS, netWriteTimeoutS } = config;
    const options = { connect, dbName: tablet.dbName, foreignKeyChecks: false, netReadTimeoutS, netWriteTimeoutS };
    const session = await TargetSession.openFor(options, signal);
    const resting = { dbName: tablet.dbName, workflow, place };
    return new Repair(session, resting, quoteName(table.name), comparison, target, mode === 'ignore', signal);
  }

  async missing(row: Row): Promise<void> {
    const { names } = this.#comparison;
    this.#out.text(
      `INSERT ${this.#isOfEntries ? 'IGNORE ' : ''}INTO ${this.#table} (${names.map(quoteName).join(', ')}) VALUES (`,
    );
    for (let i = 0; i < names.length; i++) {
      if (i > 0) this.#out.text(', ');
      this.#writers[i]?.(this.#out, row[i] ?? null);
    }
    this.#out.text(')');
    await this.#keep('missing');
  }

  async extra(row: Row): Promise<void> {
    this.#out.text(`DELETE FROM ${this.#table} WHERE `);
    this.#key(row);
    await this.#keep('extra');
  }

  async different(source: Row, target: Row): Promise<void> {
    if (this.#isOfEntries) return await this.extra(target);
    this.#out.text(`UPDATE ${this.#table} SET `);
    for (const [i, name] of this.#comparison.names.entries()) {
      this.#out.text(`${i > 0 ? ', ' : ''}${quoteName(name)} = `);
      this.#writers[i]?.(this.#out, source[i] ?? null);
    }
    this.#out.text(' WHERE ');
    this.#key(target);
    await this.#keep('different');
  }

  #key(row: Row): void {
    const { names, keyPlaces } = this.#comparison;
    for (const [n, i] of (this.#isOfEntries ? [...names.keys()] : keyPlaces).entries()) {
      // An entry's columns may be NULL, those of a key are not.
      this.#out.text(`${n > 0 ? ' AND ' : ''}${quoteName(names[i] as string)} ${this.#isOfEntries ? '<=>' : '='} `);
      this.#writers[i]?.(this.#out, row[i] ?? null);
    }
  }

  async #keep(kind: Kind): Promise<void> {
    this.#kept[kind].push(this.#out.take());
    if (order.reduce((rows, one) => rows + this.#kept[one].length, 0) >= KEPT_ROWS_MAX) await this.flush();
  }

  /** Writes what is kept, in one transaction. */
  async flush(): Promise<void> {
    const statements = order.flatMap((kind) => this.#kept[kind]);
    if (statements.length === 0) return;
    for (const kind of order) this.#kept[kind] = [];
    await this.#session.execute('BEGIN', this.#signal);
    await this.#checkResting();
    for (const statement of statements) await this.#session.execute(statement, this.#signal);
    await this.#session.execute('COMMIT', this.#signal);
    this.rows += statements.length;
  }

  async #checkResting(): Promise<void> {
    const { dbName, workflow, place } = this.#place;
    const now = await restingPlace(this.#session, dbName, workflow, this.#signal, 'FOR UPDATE');
    if (now !== undefined && now === place) return;
    throw new VtError({ code: 'ABORTED', message: 'the streams went on while rows were repaired' });
  }

  close(): void {
    this.#session.close();
  }
}
