import { VtError } from '@vt/base';
import type { AggregateFunction, AggregateOutput, SortKey } from '@vt/plan';
import { ColumnFlag, type Field, isFloat, type Row, Type } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import { memberType, valueField } from '../rows/binds.ts';
import { computedField, takenField } from '../rows/computed-field.ts';
import { sortCompare } from '../rows/keys.ts';
import type { Held } from '../rows/memory.ts';
import { paddedValue } from '../rows/padded.ts';
import { groupConcat } from './group-concat.ts';
import { type AggregateMaker, distinctTest, latin1, type Make, NOT_NULL } from './maker.ts';
import { addSum, averageOf, emptySum, floatOf, realTexts, type Sum, sumField, sumOfSumsField, sumText } from './sum.ts';

/** A line for each function. */
const makers: { readonly [F in AggregateFunction]: Make } = {
  any_value: anyValue,
  avg: (output, fields, ctx) => average(output, fields, ctx, undefined),
  avg_distinct: (output, fields, ctx, held) => average(output, fields, ctx, held),
  avg_parts: averageOfParts,
  count: (output) => counting(output, (row) => (row[output.column] === null ? 0n : 1n)),
  count_distinct: countDistinct,
  count_star: (output) => counting(output, () => 1n),
  group_concat: groupConcat,
  group_concat_parts: (output, fields, ctx) => groupConcat(output, fields, ctx, undefined),
  max: (output, fields, ctx) => extreme(output, fields, ctx, 'desc'),
  min: (output, fields, ctx) => extreme(output, fields, ctx, 'asc'),
  sum: (output, fields, ctx) => summing(output, fields, ctx, undefined),
  sum_count: (output) => counting(output, (row) => BigInt(latin1(row[output.column] ?? null) || '0')),
  sum_distinct: (output, fields, ctx, held) => summing(output, fields, ctx, held),
  sum_sum: (output, fields, ctx) => summing(output, fields, ctx, undefined, sumOfSumsField),
};

export function makeAggregate(
  output: AggregateOutput,
  fields: readonly Field[],
  ctx: ExecutionContext,
  held: Held,
): AggregateMaker {
  const maker = makers[output.function](output, fields, ctx, held);
  return output.name === '' ? maker : { ...maker, field: { ...maker.field, name: output.name } };
}

function counting(_output: AggregateOutput, countOf: (row: Row) => bigint): AggregateMaker {
  return {
    field: computedField(Type.INT64, 21, 0, NOT_NULL),
    make() {
      let count = 0n;
      return {
        add: (row) => {
          count += countOf(row);
        },
        result: () => Buffer.from(count.toString()),
      };
    },
  };
}

function anyValue({ column, count, pads }: AggregateOutput, fields: readonly Field[]): AggregateMaker {
  const field = fields[column] as Field;
  return {
    field,
    make() {
      let value: Uint8Array | null | undefined;
      let ofNoRows: Uint8Array | null = null;
      return {
        add: (row) => {
          if (count !== undefined && latin1(row[count] ?? null) === '0') ofNoRows = row[column] ?? null;
          // Without a count, a shard that has no rows gives NULL, which is no row's value.
          else value ??= row[column] ?? null;
        },
        result: () => {
          const found = value === undefined ? ofNoRows : value;
          return pads ? paddedValue(found, field) : found;
        },
      };
    },
  };
}

function withoutZeros(value: Uint8Array | null): Uint8Array | null {
  return (
    value &&
    Buffer.from(
      Buffer.from(value)
        .toString('latin1')
        .replace(/^0+(?=\d)/, ''),
    )
  );
}

function extreme(
  output: AggregateOutput,
  fields: readonly Field[],
  ctx: ExecutionContext,
  direction: 'asc' | 'desc',
): AggregateMaker {
  const { column, weight, collation } = output;
  const key: SortKey = { column, weight, collation, direction };
  const compare = sortCompare([key], fields);
  const source = fields[column] as Field;
  const found = takenField(source, ctx);
  const field = output.unkept ? valueField(found, memberType(ctx)) : found;
  const hasZeros = output.unkept === true && (source.flags & ColumnFlag.ZEROFILL) !== 0;
  return {
    field,
    make() {
      let best: Row | undefined;
      return {
        add: (row) => {
          if (row[column] === null) return;
          if (!best || compare(row, best) < 0) best = row;
        },
        result: () => {
          const value = paddedValue(best?.[column] ?? null, field);
          return hasZeros ? withoutZeros(value) : value;
        },
      };
    },
  };
}

function summing(
  output: AggregateOutput,
  fields: readonly Field[],
  ctx: ExecutionContext,
  distinctIn: Held | undefined,
  typeOf = sumField,
): AggregateMaker {
  const { column } = output;
  const source = fields[column] as Field;
  const field = typeOf(source);
  const texts = realTexts(ctx);
  const isNew = distinctIn && distinctTest(output, fields, distinctIn);
  return {
    field,
    make() {
      let sum: Sum = emptySum;
      const first = isNew?.();
      return {
        add: (row) => {
          const value = row[column] ?? null;
          if (value !== null && (!first || first(row))) sum = addSum(sum, value, source);
        },
        result: () => sumText(sum, field, texts),
      };
    },
  };
}

function average(
  output: AggregateOutput,
  fields: readonly Field[],
  ctx: ExecutionContext,
  distinctIn: Held | undefined,
): AggregateMaker {
  const { column, exact } = output;
  const source = fields[column] as Field;
  const field = averageField(source, 0, ctx);
  const texts = realTexts(ctx);
  const isNew = distinctIn && distinctTest(output, fields, distinctIn);
  return {
    field,
    make() {
      let sum: Sum = emptySum;
      let count = 0n;
      const first = isNew?.();
      return {
        add: (row) => {
          const value = row[column] ?? null;
          if (value === null || (first && !first(row))) return;
          sum = addSum(sum, value, source);
          count++;
        },
        result: () => averageOf(sum, count, field, texts, exact),
      };
    },
  };
}

function averageOfParts(
  { column, count: countColumn, exact }: AggregateOutput,
  fields: readonly Field[],
  ctx: ExecutionContext,
): AggregateMaker {
  const source = fields[column] as Field;
  const field = averageField(source, SUM_DIGITS, ctx);
  const texts = realTexts(ctx);
  if (countColumn === undefined) throw VtError.of('VT13001', 'an average without its counts');
  return {
    field,
    make() {
      let sum: Sum = emptySum;
      let count = 0n;
      return {
        add: (row) => {
          const value = row[column] ?? null;
          if (value !== null) sum = addSum(sum, value, source);
          count += BigInt(latin1(row[countColumn] ?? null) || '0');
        },
        result: () => averageOf(sum, count, field, texts, exact),
      };
    },
  };
}

/** How many digits an average has more than what it is of. */
const digitsOf = ({ evaluation }: ExecutionContext): number => evaluation?.divPrecisionIncrement ?? 4;

/** By how many digits a sum is wider than what is added up. */
const SUM_DIGITS = 22;
const LENGTH_MAX = 67;
/** Behind the point. */
const decimalsMax = ({ evaluation }: ExecutionContext): number => (evaluation?.flavor === 'mariadb' ? 38 : 30);

/** @param more how much wider the column is than what the average is of. */
function averageField(source: Field, more: number, ctx: ExecutionContext): Field {
  const digits = digitsOf(ctx);
  const sum = sumField(source);
  // A double with a fixed number of decimals (that MySQL makes of -NULL beside a DECIMAL, say) gets more of them too.
  if (isFloat(sum.type)) return { ...sum, ...floatOf(sum.decimals + digits) };
  const point = source.decimals === 0 ? 1 : 0;
  const columnLength = Math.min(source.columnLength - more + digits + point, LENGTH_MAX);
  return { ...sum, columnLength, decimals: Math.min(sum.decimals + digits, decimalsMax(ctx)) };
}

function countDistinct(
  output: AggregateOutput,
  fields: readonly Field[],
  _ctx: ExecutionContext,
  held: Held,
): AggregateMaker {
  const isNew = distinctTest(output, fields, held);
  return {
    field: computedField(Type.INT64, 21, 0, NOT_NULL),
    make() {
      let count = 0n;
      const first = isNew();
      return {
        add: (row) => {
          if (row[output.column] !== null && first(row)) count++;
        },
        result: () => Buffer.from(count.toString()),
      };
    },
  };
}
