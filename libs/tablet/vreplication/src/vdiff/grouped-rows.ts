import { VtError } from '@vt/base';
import { type Field, isIntegral, type Row, Type } from '@vt/sqltypes';
import { KeyOrder } from '../plan/key-order.ts';
import type { PlannedColumn, StreamPlan } from '../plan/stream-plan.ts';
import type { DiffRows } from './row-stream.ts';

/** Groups that are kept at once: all of a table's. */
const GROUPS_MAX = 1_000_000;

type Group = { readonly key: Row; readonly counts: bigint[] };

/** The columns whose values follow from the rows alone, whatever their order: what is grouped by, counts and sums. */
export function comparableColumns(plan: StreamPlan): readonly PlannedColumn[] {
  const columns = plan.columns === '*' ? [] : plan.columns;
  const grouped = columns.filter(({ isGrouped }) => isGrouped);
  const names = new Set(grouped.map(({ name }) => name.toLowerCase()));
  const isKey = plan.target.key.length > 0 && plan.target.key.every((name) => names.has(name.toLowerCase()));
  // Of a unique lookup vindex: an entry says more than its key, and of two with the same key there is only one.
  const isWhole = names.size === plan.target.key.length || plan.mode === 'ignore';
  if (!isKey || !isWhole || grouped.some(({ expr }) => expr.kind !== 'ColName')) {
    const message = `VDiff of table ${plan.target.name}: it is not grouped by the columns of its key`;
    throw new VtError({ code: 'UNIMPLEMENTED', message });
  }
  return columns.filter(({ kind, isGrouped }) => isGrouped || (kind !== 'expression' && plan.mode === 'merge'));
}

/**
 * The groups of the rows of all sources, in the order of the target's key and with its columns, as if the source had such a table. They are kept in memory.
 */
export class GroupedRows implements DiffRows {
  readonly fields: readonly Field[];
  readonly keyFields: readonly Field[];
  readonly protoKeyFields: DiffRows['protoKeyFields'];
  readonly #columns: readonly PlannedColumn[];
  readonly #targetFields: readonly Field[];
  readonly #sources: readonly DiffRows[];
  #rows: readonly Row[] | undefined;
  #at = 0;

  constructor(plan: StreamPlan, sources: readonly DiffRows[], target: DiffRows) {
    const columns = comparableColumns(plan);
    const [first] = sources as [DiffRows];
    this.#columns = columns;
    this.#sources = sources;
    this.#targetFields = columns.map(({ name }) => fieldNamed(target.fields, name));
    this.keyFields = target.keyFields;
    this.protoKeyFields = target.protoKeyFields;
    this.fields = columns.map((column, i) => {
      if (!column.isGrouped) return this.#targetFields[i] as Field;
      return { ...fieldNamed(first.fields, column.refs[0] ?? ''), name: column.name };
    });
    for (const [i, { kind }] of columns.entries()) if (kind === 'sum') requireExact(this.#targetFields[i] as Field);
  }

  async peek(): Promise<Row | undefined> {
    this.#rows ??= await this.#read();
    return this.#rows[this.#at];
  }

  take(): void {
    this.#at++;
  }

  /** Of the target: a group whose rows were all taken away stays there, with nothing in it. An entry that counts and sums nothing is always something. */
  isNothing(row: Row): boolean {
    if (this.#columns.every(({ isGrouped }) => isGrouped)) return false;
    return this.#columns.every(({ isGrouped }, i) => isGrouped || /^-?0*(\.0*)?$/.test(textOf(row[i] ?? null)));
  }

  async #read(): Promise<readonly Row[]> {
    const groups = new Map<string, Group>();
    for (const source of this.#sources) {
      const places = this.#columns.map(({ refs }) => (refs[0] === undefined ? -1 : placeOf(source.fields, refs[0])));
      for (let row = await source.peek(); row; row = await source.peek()) {
        this.#add(groups, row, places);
        source.take();
      }
    }
    return this.#merged([...groups.values()]).map((group) => this.#rowOf(group));
  }

  #add(groups: Map<string, Group>, row: Row, places: readonly number[]): void {
    const key = this.#columns.flatMap(({ isGrouped }, i) => (isGrouped ? [row[places[i] as number] ?? null] : []));
    const name = key.map((value) => (value === null ? 'N' : `${value.length}:${latin1(value)}`)).join();
    let group = groups.get(name);
    if (!group) {
      if (groups.size >= GROUPS_MAX) {
        throw new VtError({ code: 'RESOURCE_EXHAUSTED', message: `more than ${GROUPS_MAX} groups cannot be compared` });
      }
      group = { key, counts: this.#columns.map(() => 0n) };
      groups.set(name, group);
    }
    for (const [i, { kind }] of this.#columns.entries()) {
      const { counts } = group;
      if (kind === 'count') counts[i] = (counts[i] as bigint) + 1n;
      else if (kind === 'sum') counts[i] = (counts[i] as bigint) + scaled(textOf(row[places[i] as number] ?? null));
    }
  }

  /** In the order of the key; keys that the target's collation takes for equal are one group, unless something else that is grouped by differs. */
  #merged(groups: readonly Group[]): readonly Group[] {
    const order = new KeyOrder(this.keyFields, false);
    const grouped = this.#columns.filter(({ isGrouped }) => isGrouped).map(({ name }) => name.toLowerCase());
    const places = this.keyFields.map(({ name }) => grouped.indexOf(name.toLowerCase()));
    const others = grouped.map((_, i) => i).filter((place) => !places.includes(place));
    const keyOf = ({ key }: Group): Row => places.map((place) => key[place] ?? null);
    const restOf = ({ key }: Group): string => others.map((place) => textOf(key[place] ?? null)).join('\0');
    const byRest = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
    const compare = (a: Group, b: Group): number => order.compare(keyOf(a), keyOf(b)) || byRest(restOf(a), restOf(b));
    const merged: Group[] = [];
    for (const group of [...groups].sort(compare)) {
      const last = merged.at(-1);
      if (!last || compare(last, group) !== 0) merged.push(group);
      else for (const [i, count] of group.counts.entries()) last.counts[i] = (last.counts[i] as bigint) + count;
    }
    return merged;
  }

  #rowOf({ key, counts }: Group): Row {
    let next = 0;
    return this.#columns.map(({ kind, isGrouped }, i) => {
      if (isGrouped) return key[next++] ?? null;
      const count = counts[i] as bigint;
      return Buffer.from(kind === 'count' ? String(count) : written(count, this.#targetFields[i] as Field));
    });
  }
}

const PLACES = 30;

/** A number's text as a whole number of 10^-30. NULL and '' are nothing. */
function scaled(text: string): bigint {
  const isNegative = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.replace(/^[-+]/, '').split('.');
  const value = BigInt((whole || '0') + fraction.padEnd(PLACES, '0'));
  return isNegative ? -value : value;
}

/** As the target's column shows it. */
function written(value: bigint, { type, decimals }: Field): string {
  const digits = (value < 0n ? -value : value).toString().padStart(PLACES + 1, '0');
  const [whole, fraction] = [digits.slice(0, -PLACES), digits.slice(-PLACES)];
  const sign = value < 0n ? '-' : '';
  return type === Type.DECIMAL && decimals > 0 ? `${sign}${whole}.${fraction.slice(0, decimals)}` : sign + whole;
}

function requireExact({ name, type }: Field): void {
  if (isIntegral(type) || type === Type.DECIMAL) return;
  throw new VtError({ code: 'UNIMPLEMENTED', message: `VDiff of column ${name}: sums of floating point numbers` });
}

const latin1 = (value: Uint8Array): string =>
  Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1');
const textOf = (value: Uint8Array | null): string => (value === null ? '' : latin1(value));

function placeOf(fields: readonly Field[], name: string): number {
  const place = fields.findIndex((field) => field.name.toLowerCase() === name.toLowerCase());
  if (place >= 0) return place;
  throw new VtError({ code: 'FAILED_PRECONDITION', message: `column ${name} is not on both sides of the diff` });
}

const fieldNamed = (fields: readonly Field[], name: string): Field => fields[placeOf(fields, name)] as Field;
