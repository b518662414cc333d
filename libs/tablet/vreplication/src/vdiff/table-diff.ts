import { type MessageInput, toText } from '@vt/proto';
import { quoteName } from '@vt/sqlparser';
import { type Row, toProtoRow } from '@vt/sqltypes';
import { keyField } from '../plan/field.ts';
import { Comparison } from './comparison.ts';
import type { Repair } from './repair.ts';
import { type DiffReport, type RowDiff } from './report.ts';
import type { DiffRows } from './row-stream.ts';
import type { VDiffOptions } from './vdiff-row.ts';

type LastPk = MessageInput<'tabletmanagerdata.VDiffTableLastPK'>;

const SAMPLES_MAX = 10;

/** Compares the rows of one table's snapshots. Both sides come in the order of the key. */
export class TableDiff {
  readonly report: DiffReport;
  readonly #sources: readonly DiffRows[];
  readonly #target: DiffRows;
  readonly comparison: Comparison;
  /** Puts right what is found. */
  repair: Repair | undefined;
  /** Rows of the target that stand for nothing: that the source has none of them is right. */
  isNothing: ((row: Row) => boolean) | undefined;
  readonly #options: VDiffOptions;
  readonly #samplesMax: number;
  #lastKey: Row | undefined;

  constructor(sources: readonly DiffRows[], target: DiffRows, report: DiffReport, options: VDiffOptions) {
    this.#sources = sources;
    this.#target = target;
    this.report = report;
    this.#options = options;
    this.#samplesMax = Number(options.report_options?.max_sample_rows ?? 0n) || SAMPLES_MAX;
    this.comparison = new Comparison(sources[0] as DiffRows, target);
  }

  /** Goes on until the end (true), or until `pause` says so after a row (false). */
  async run(pause: () => boolean | Promise<boolean>): Promise<boolean> {
    const rowsMax = Number(this.#options.core_options?.max_rows ?? 0n);
    for (;;) {
      if (rowsMax > 0 && this.report.ProcessedRows >= rowsMax) return true;
      if (!(await this.#step())) return true;
      if (await pause()) return false;
    }
  }

  async #step(): Promise<boolean> {
    const { report } = this;
    const source = await this.#nextSource();
    const target = await this.#target.peek();
    if (!source && !target) return false;
    const order = !source ? 1 : !target ? -1 : this.#compareKeys(source.row, target);
    report.ProcessedRows++;
    if (order < 0 && source) await this.#extraOnSource(source.row);
    else if (order > 0 && target && this.isNothing?.(target)) report.MatchingRows++;
    else if (order > 0 && target) await this.#extraOnTarget(target);
    else if (source && target && this.comparison.isSame(source.row, target)) report.MatchingRows++;
    else if (source && target) await this.#mismatch(source.row, target);
    if (order <= 0) source?.stream.take();
    if (order >= 0) this.#target.take();
    const done = order <= 0 ? source?.row : target;
    if (done) this.#lastKey = this.comparison.keyOf(done);
    return true;
  }

  #compareKeys(source: Row, target: Row): number {
    const { order } = this.comparison;
    return order.compare(this.comparison.keyOf(source), this.comparison.keyOf(target));
  }

  /** The first row of all sources, as the target would have it. */
  async #nextSource(): Promise<{ readonly stream: DiffRows; readonly row: Row } | undefined> {
    let first: { readonly stream: DiffRows; readonly row: Row } | undefined;
    for (const stream of this.#sources) {
      const read = await stream.peek();
      if (!read) continue;
      const row = this.comparison.ofSource(read);
      if (!first || this.#compareKeys(row, first.row) < 0) first = { stream, row };
    }
    return first;
  }

  async #mismatch(source: Row, target: Row): Promise<void> {
    const { report } = this;
    await this.repair?.different(source, target);
    report.MismatchedRows++;
    report.MismatchedRowsDiffs ??= [];
    if (report.MismatchedRowsDiffs.length >= this.#samplesMax) return;
    const different = source.map((value, i) => !same(value, target[i] ?? null));
    report.MismatchedRowsDiffs.push({
      Source: this.#sample(source, different),
      Target: this.#sample(target, different),
    });
  }

  async #extraOnSource(row: Row): Promise<void> {
    await this.repair?.missing(row);
    this.report.ExtraRowsSource++;
    this.report.ExtraRowsSourceDiffs ??= [];
    if (this.report.ExtraRowsSourceDiffs.length < this.#samplesMax)
      this.report.ExtraRowsSourceDiffs.push(this.#sample(row));
  }

  async #extraOnTarget(row: Row): Promise<void> {
    await this.repair?.extra(row);
    this.report.ExtraRowsTarget++;
    this.report.ExtraRowsTargetDiffs ??= [];
    if (this.report.ExtraRowsTargetDiffs.length < this.#samplesMax)
      this.report.ExtraRowsTargetDiffs.push(this.#sample(row));
  }

  /** The key's columns first; with `only_pks`, of the others those that differ. */
  #sample(row: Row, different?: readonly boolean[]): RowDiff {
    const { names, keyPlaces } = this.comparison;
    const options = this.#options.report_options;
    const others = names.map((_, i) => i).filter((i) => !keyPlaces.includes(i));
    const shown = [...keyPlaces, ...others.filter((i) => !options?.only_pks || (different?.[i] ?? false))];
    const limit = Number(options?.row_diff_column_truncate_at ?? 0n);
    const entries = shown.map((i) => [names[i] as string, textOf(row[i] ?? null, limit)] as const);
    const query = options?.debug_query ? { Query: this.#query(row) } : {};
    return { Row: Object.fromEntries(entries), ...query };
  }

  #query(row: Row): string {
    const { names, keyPlaces } = this.comparison;
    const test = keyPlaces.map(
      (i) => `${quoteName(names[i] as string)} = ${JSON.stringify(textOf(row[i] ?? null, 0))}`,
    );
    return `select * from ${quoteName(this.report.TableName)} where ${test.join(' and ')};`;
  }

  /** Where a later run goes on; undefined before the first row. */
  get lastPk(): LastPk | undefined {
    if (!this.#lastKey) return undefined;
    const rows = [toProtoRow(this.#lastKey)];
    const [source] = this.#sources as [DiffRows];
    return {
      target: { fields: this.#target.protoKeyFields.map(keyField), rows },
      source: { fields: source.protoKeyFields.map(keyField), rows },
    };
  }

  get lastPkText(): string {
    return this.lastPk ? toText('tabletmanagerdata.VDiffTableLastPK', this.lastPk) : '';
  }
}

function same(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : Buffer.compare(a, b) === 0;
}

function textOf(value: Uint8Array | null, limit: number): string {
  if (value === null) return 'NULL';
  const text = Buffer.from(value).toString('utf8');
  return limit > 0 && text.length > limit ? `${text.slice(0, limit)}...[TRUNCATED]` : text;
}
