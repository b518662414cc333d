import { VtError } from '@vt/base';
import { evalTypeOf, fieldOf, mergeTypes } from '@vt/evalengine';
import type { Concatenate, PlanNode } from '@vt/plan';
import { BINARY_CHARSET, ColumnFlag, emptyOk, type Field, isNumber, isText, type Row, Type } from '@vt/sqltypes';
import type { EvaluationSettings, ExecutionContext } from '../context.ts';
import { typeOfField } from '../eval/row-expression.ts';
import type { Primitive } from '../primitive.ts';
import { valueField } from '../rows/binds.ts';
import { formatDecimal, parseDecimal, rescale } from '../rows/compare.ts';
import { type Cursor, openRows, rowPrimitive } from '../rows/cursor.ts';
import { sooner } from '../rows/spill-port.ts';

/** So many inputs are asked for at a time. */
const ASKED_MAX = 4;
/** So many may wait on their shards' connections until it is their turn: the rows of further ones are taken at once. */
const HELD_MAX = 4;

/** Rows of all inputs, one input after the other. */
export function concatenate(node: Concatenate, build: (node: PlanNode) => Primitive): Primitive {
  const inputs = node.inputs.map(build);
  return rowPrimitive(async (ctx) => {
    const cursors = await openAll(inputs, ctx);
    try {
      return chained(
        cursors,
        mergeColumns(
          cursors.map(({ fields }) => fields),
          node.collations,
          ctx.evaluation,
        ),
      );
    } catch (error) {
      for (const cursor of cursors) await cursor.close();
      throw error;
    }
  });
}

async function openAll(inputs: readonly Primitive[], ctx: ExecutionContext): Promise<Cursor[]> {
  const opened: Cursor[] = new Array(inputs.length);
  let failure: { readonly error: unknown } | undefined;
  const left = inputs.entries();
  // All of them together hold no more in memory than one step may.
  const each = (ctx.spill?.runBytesMax ?? 0) / inputs.length;
  const whole = { ...ctx, takesWhole: true, ...sooner(ctx.spill, Math.floor(each)) };
  const lane = async (): Promise<void> => {
    for (const [i, input] of left) {
      if (failure) return;
      opened[i] = await openRows(input, i < HELD_MAX ? ctx : whole);
    }
  };
  const lanes = ctx.runner.exclusive ? 1 : Math.min(ASKED_MAX, inputs.length);
  const asked = Array.from({ length: lanes }, () =>
    lane().catch((error: unknown) => {
      failure ??= { error };
    }),
  );
  await Promise.all(asked);
  if (!failure) return opened;
  for (const cursor of opened) await cursor?.close();
  throw failure.error;
}

function chained(cursors: readonly Cursor[], { fields, convert }: Merged): Cursor {
  let at = 0;
  return {
    fields,
    ok: emptyOk,
    async next() {
      for (let cursor = cursors[at]; cursor; cursor = cursors[++at]) {
        const rows = await cursor.next();
        if (rows) return rows.map(convert[at] as (row: Row) => Row);
      }
      return undefined;
    },
    async close() {
      for (const cursor of cursors) await cursor.close();
    },
  };
}

export type Merged = {
  readonly fields: readonly Field[];
  /** For each input, what its rows become. */
  readonly convert: readonly ((row: Row) => Row)[];
};

/** The columns of a set operation, which may be of other types than those of its inputs. */
export function mergeColumns(
  all: readonly (readonly Field[])[],
  collations: readonly (string | undefined)[],
  evaluation: EvaluationSettings = {},
): Merged {
  const [first = []] = all;
  for (const fields of all) {
    if (fields.length !== first.length)
      throw new VtError({
        code: 'INVALID_ARGUMENT',
        errno: 1222,
        state: '21000',
        message: 'The used SELECT statements have a different number of columns',
      });
  }
  const columns = first.map((field, i) =>
    mergedColumn(
      field.name,
      all.map((fields) => fields[i] as Field),
      collations[i],
      evaluation,
    ),
  );
  const convert = all.map((_, input) => {
    const changes = columns.map((column) => column.convert[input]);
    if (changes.every((change) => change === undefined)) return (row: Row) => row;
    return (row: Row) => row.map((value, i) => changes[i]?.(value) ?? (changes[i] ? null : value));
  });
  return { fields: columns.map(({ field }) => (evaluation.flavor === 'mariadb' ? field : asKept(field))), convert };
}

const SHORT_CHARACTERS_MAX = 512;
const KEPT_AS: ReadonlyMap<number, number> = new Map<number, number>([
  [Type.VARBINARY, Type.BLOB],
  [Type.VARCHAR, Type.TEXT],
]);

/** MySQL keeps the rows of set operations in tables, whose columns have names of their own and in which longer texts are TEXT and BLOB. */
function asKept(merged: Field): Field {
  const field = { ...merged, orgName: merged.name };
  const type = KEPT_AS.get(field.type);
  const width = field.charset === BINARY_CHARSET ? 1 : UTF8MB4_BYTES_MAX;
  if (type === undefined || field.columnLength <= SHORT_CHARACTERS_MAX * width) return field;
  return {
    ...field,
    type,
    flags: field.flags | ColumnFlag.BLOB,
    columnLength: field.columnLength * width,
    decimals: 0,
  };
}

type MergedField = {
  readonly field: Field;
  readonly convert: readonly (((value: Uint8Array | null) => Uint8Array | null) | undefined)[];
};

function mergedColumn(
  name: string,
  all: readonly Field[],
  collation: string | undefined,
  evaluation: EvaluationSettings,
): MergedField {
  const merged = mergeColumn(name, all, collation, evaluation);
  const isChar = merged.field.type === Type.VARCHAR && staysChar(all);
  return isChar ? { ...merged, field: { ...merged.field, type: Type.CHAR } } : merged;
}

function mergeColumn(
  name: string,
  all: readonly Field[],
  collation: string | undefined,
  evaluation: EvaluationSettings,
): MergedField {
  const fields = all.map((field) => valueField(field, Type.VARCHAR));
  const [first] = fields as [Field];
  if (fields.every((field) => sameType(field, first))) {
    const digits = first.type === Type.DECIMAL && first.decimals > 0 ? withDigits(asIs, first.decimals) : undefined;
    return { field: widest(name, fields), convert: fields.map(() => digits) };
  }
  const integer = widerInteger(fields, evaluation);
  if (integer !== undefined)
    return { field: { ...widest(name, fields), ...integer }, convert: fields.map(() => undefined) };
  const merged = mergeTypes(
    fields.map((field) => (isText(field.type) ? typeOfField(field, collation) : evalTypeOf(field))),
    evaluation,
  );
  if (merged.kind === 'Unsupported')
    throw VtError.of(
      'VT12001',
      `a set operation of columns '${name}' of different types over shards: ${merged.reason}`,
    );
  const charset = merged.type.collation === BINARY_CHARSET ? BINARY_CHARSET : UTF8MB4;
  const convert =
    merged.type.type === Type.DECIMAL && merged.type.decimals > 0
      ? merged.convert.map((one) => withDigits(one ?? asIs, merged.type.decimals))
      : merged.convert;
  return { field: { ...fieldOf(name, merged.type), charset }, convert };
}

/** A CHAR stays one beside numbers, moments, or members; any other text makes it a VARCHAR, as a number beside a moment does. */
function staysChar(fields: readonly Field[]): boolean {
  const others = fields.filter(({ type }) => type !== Type.CHAR);
  if (others.length === 0 || others.length === fields.length) return false;
  return [isNumber, isMoment, isMember].some((is) => others.every(({ type }) => is(type)));
}

const isMoment = (type: number): boolean => MOMENTS.has(type);
const isMember = (type: number): boolean => type === Type.ENUM || type === Type.SET;
const MOMENTS: ReadonlySet<number> = new Set([Type.DATE, Type.DATETIME, Type.TIMESTAMP, Type.TIME]);

const asIs = (value: Uint8Array | null): Uint8Array | null => value;
const POINT = 46;

/** A DECIMAL column shows as many digits for each of its values; what was computed may have come with fewer. */
function withDigits(
  convert: (value: Uint8Array | null) => Uint8Array | null,
  decimals: number,
): (value: Uint8Array | null) => Uint8Array | null {
  return (value) => {
    const converted = convert(value);
    if (converted === null || converted[converted.length - decimals - 1] === POINT) return converted;
    const number = parseDecimal(Buffer.from(converted).toString('latin1'));
    return number.scale < decimals
      ? Buffer.from(formatDecimal({ units: rescale(number, decimals), scale: decimals }))
      : converted;
  };
}

const UTF8MB4 = 255;
const UTF8MB4_BYTES_MAX = 4;
const NOT_NULL = 1;

function sameType(a: Field, b: Field): boolean {
  return (
    a.type === b.type &&
    a.decimals === b.decimals &&
    a.charset === b.charset &&
    (a.flags & ColumnFlag.UNSIGNED) === (b.flags & ColumnFlag.UNSIGNED)
  );
}

function widest(name: string, fields: readonly Field[]): Field {
  const [first] = fields as [Field];
  const nullable = fields.some(({ flags }) => (flags & NOT_NULL) === 0);
  const columnLength = Math.max(...fields.map((field) => field.columnLength));
  const flags = (nullable ? 0 : NOT_NULL) | (first.flags & (ColumnFlag.UNSIGNED | ColumnFlag.BINARY));
  return { ...first, name, columnLength, flags, table: '', orgTable: '', orgName: '', database: '' };
}

const INTEGERS: readonly number[] = [
  Type.INT8,
  Type.UINT8,
  Type.INT16,
  Type.UINT16,
  Type.INT24,
  Type.UINT24,
  Type.INT32,
  Type.UINT32,
  Type.INT64,
  Type.UINT64,
];

/** The integer type that holds all of them; undefined where only a DECIMAL would, or something is no integer. */
function widerInteger(
  fields: readonly Field[],
  { flavor }: EvaluationSettings,
): Pick<Field, 'type' | 'flags'> | undefined {
  const ranks = fields.map(({ type }) => INTEGERS.indexOf(type));
  if (ranks.includes(-1)) return undefined;
  const highest = Math.max(...ranks);
  const mixed = new Set(ranks.map((rank) => rank % 2)).size > 1;
  if (mixed && flavor === 'mariadb') return undefined;
  const rank = mixed && highest % 2 === 1 ? highest + 1 : highest;
  const type = INTEGERS[rank];
  if (type === undefined) return undefined;
  const nullable = fields.some(({ flags }) => (flags & NOT_NULL) === 0);
  return { type, flags: (nullable ? 0 : NOT_NULL) | ColumnFlag.BINARY | (rank % 2 === 1 ? ColumnFlag.UNSIGNED : 0) };
}
