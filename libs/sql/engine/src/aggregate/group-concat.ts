import type { AggregateOutput } from '@vt/plan';
import { type Field, isBinary, isShownShort, isText, type Row, shownReals, Type } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import { computedField, NO_DECIMALS } from '../rows/computed-field.ts';
import { rowHash, sortCompareOfZeros } from '../rows/keys.ts';
import type { Held } from '../rows/memory.ts';
import { type Accumulator, type AggregateMaker, latin1 } from './maker.ts';

const GROUP_CONCAT_BYTES_MAX = 1024;
const CUT_VALUE = 1260;
/** What a shard has cut is at most this much shorter than the bound: a character. */
const CHARACTER_BYTES_MAX = 4;

/**
 * GROUP_CONCAT of rows (`held` counts those that wait to be put in order), or of the texts that shards have made of theirs.
 */
export function groupConcat(
  output: AggregateOutput,
  fields: readonly Field[],
  ctx: ExecutionContext,
  held: Held | undefined,
): AggregateMaker {
  const bytesMax = ctx.groupConcatBytesMax ?? GROUP_CONCAT_BYTES_MAX;
  const separator = Buffer.from(output.separator ?? ',');
  // MySQL tells of rows by their number among those of all groups.
  let rows = 0;
  const join = (column: number): Joined =>
    new Joined(
      column,
      separator,
      bytesMax,
      () => rows++,
      (isPart) => {
        if (!isPart || held) ctx.onWarning?.(CUT_VALUE, `Row ${rows} was cut by GROUP_CONCAT()`);
      },
    );
  const arrange = held && arranger(output, fields, held);
  const shown = ctx.evaluation?.wholeReals ? shownAt(output.column, fields[output.column] as Field) : undefined;
  const joined = (): Accumulator => (shown ? shown(join(output.column)) : join(output.column));
  return {
    field: fieldOf(fields[output.column] as Field, bytesMax),
    make: () => arrange?.(joined()) ?? joined(),
  };
}

/** Numbers that have come with all of their digits are written as their column shows them. */
function shownAt(column: number, field: Field): ((to: Accumulator) => Accumulator) | undefined {
  if (!isShownShort(field)) return undefined;
  const textOf = field.type === Type.FLOAT32 ? shownReals.float : shownReals.double;
  const shown = (value: Uint8Array): Uint8Array => Buffer.from(textOf(Number(latin1(value)), field.decimals));
  return (to) => ({
    add: (row) => to.add(row.map((value, i) => (i === column && value !== null ? shown(value) : value))),
    result: () => to.result(),
  });
}

/** Longer ones are of a type for long values: LONG_BLOB, whose lengths MySQL counts in bytes of characters that take sixteen times as much. */
const SHORT_CHARS_MAX = 512;
const LONG_BLOB = 251;
const LONG_FACTOR = 16;
const BYTES_OF_CHARACTER = 4;

function fieldOf(source: Field, bytesMax: number): Field {
  const isLong = bytesMax > SHORT_CHARS_MAX;
  const size = isLong ? { sizeType: LONG_BLOB } : {};
  if (isBinary(source.type) || source.type === Type.NULL_TYPE)
    return { ...computedField(isLong ? Type.BLOB : Type.VARBINARY, bytesMax, NO_DECIMALS), ...size };
  const type = isLong ? Type.TEXT : Type.VARCHAR;
  const columnLength = bytesMax * BYTES_OF_CHARACTER * (isLong ? LONG_FACTOR : 1);
  const charset = isText(source.type) ? source.charset : 255;
  return { ...computedField(type, columnLength, NO_DECIMALS), charset, flags: 0, ...size };
}

/** The text of one group, up to its bound. */
class Joined implements Accumulator {
  readonly #column: number;
  readonly #separator: Buffer;
  readonly #bytesMax: number;
  readonly #onRow: () => void;
  readonly #onCut: (isPart: boolean) => void;
  readonly #parts: Uint8Array[] = [];
  #bytes = 0;
  #isCut = false;

  constructor(
    column: number,
    separator: Buffer,
    bytesMax: number,
    onRow: () => void,
    onCut: (isPart: boolean) => void,
  ) {
    this.#column = column;
    this.#separator = separator;
    this.#bytesMax = bytesMax;
    this.#onRow = onRow;
    this.#onCut = onCut;
  }

  add(row: Row): void {
    const value = row[this.#column] ?? null;
    if (value === null || this.#isCut) return;
    this.#onRow();
    if (this.#parts.length > 0) this.#push(this.#separator);
    this.#push(value);
    if (this.#bytes <= this.#bytesMax) return;
    this.#isCut = true;
    this.#onCut(value.length > this.#bytesMax - CHARACTER_BYTES_MAX);
  }

  #push(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
  }

  result(): Uint8Array | null {
    return this.#parts.length === 0 ? null : cutText(Buffer.concat(this.#parts), this.#bytesMax);
  }
}

/** Not in the middle of a character. */
function cutText(text: Buffer, bytesMax: number): Buffer {
  if (text.length <= bytesMax) return text;
  let end = bytesMax;
  while (end > 0 && ((text[end] as number) & 0xc0) === 0x80) end--;
  return text.subarray(0, end);
}

/** Before they are joined, rows are told apart (DISTINCT) and put in order; undefined where neither is asked. */
function arranger(
  { column, distinct, orderBy }: AggregateOutput,
  fields: readonly Field[],
  held: Held,
): ((to: Accumulator) => Accumulator) | undefined {
  if (!distinct && !orderBy) return undefined;
  const hash = distinct && rowHash(distinct, fields);
  const compare = orderBy && sortCompareOfZeros(orderBy, fields);
  return (to) => {
    const seen = new Set<string>();
    const rows: Row[] = [];
    return {
      add(row) {
        if ((row[column] ?? null) === null) return;
        const key = hash?.(row);
        if (key !== undefined && seen.has(key)) return;
        if (key !== undefined) seen.add(key);
        held.add(row);
        if (compare) rows.push(row);
        else to.add(row);
      },
      result() {
        if (compare) for (const row of rows.sort(compare)) to.add(row);
        return to.result();
      },
    };
  };
}
