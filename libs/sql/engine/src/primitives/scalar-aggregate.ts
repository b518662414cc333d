import { VtError } from '@vt/base';
import type { Aggregate, PlanNode, ScalarAggregate } from '@vt/plan';
import {
  collectResult,
  doubleText,
  encodeColumnDefinition,
  encodeTextRow,
  type Field,
  isFloat,
  isIntegral,
  isText,
  type Row,
  Type,
} from '@vt/sqltypes';
import type { Primitive } from '../primitive.ts';
import { formatDecimal, parseDecimal, rescale, valueCompare } from '../rows/compare.ts';

/** Combines the row of aggregates that each shard gave into one row. Holds a row a shard. */
export function scalarAggregate(node: ScalarAggregate, build: (node: PlanNode) => Primitive): Primitive {
  const input = build(node.input);
  return {
    async execute(ctx, sink) {
      const partial = collectResult({ rowsMax: ctx.memoryRowsMax });
      await input.execute(ctx, partial);
      const { fields, rows, ...ok } = await partial.result;
      sink.columns(fields.slice(0, node.aggregates.length).map(encodeColumnDefinition), 'text');
      sink.rows(encodeTextRow(node.aggregates.map((aggregate) => combine(aggregate, fields, rows))));
      sink.end(ok, false);
    },
  };
}

function combine(aggregate: Aggregate, fields: readonly Field[], rows: readonly Row[]): Uint8Array | null {
  const field = fields[aggregate.column] as Field;
  const present = rows.filter((row) => row[aggregate.column] != null);
  const texts = () => present.map((row) => Buffer.from(row[aggregate.column] as Uint8Array).toString('latin1'));
  switch (aggregate.function) {
    case 'sum_count':
      return Buffer.from(
        texts()
          .reduce((sum, text) => sum + BigInt(text), 0n)
          .toString(),
      );
    case 'any':
      return rows[0]?.[aggregate.column] ?? null;
    case 'sum':
      return present.length === 0 ? null : Buffer.from(addUp(field, texts()));
    case 'min':
    case 'max':
      return extreme(aggregate, field, present);
  }
}

function addUp(field: Field, texts: readonly string[]): string {
  if (isFloat(field.type))
    return doubleText(
      texts.reduce((sum, text) => sum + Number(text), 0),
      field.decimals,
    );
  if (!isIntegral(field.type) && field.type !== Type.DECIMAL)
    throw VtError.of('VT12001', `sum of column '${field.name}' over shards`);
  const numbers = texts.map(parseDecimal);
  const scale = Math.max(...numbers.map((number) => number.scale));
  return formatDecimal({ units: numbers.reduce((sum, number) => sum + rescale(number, scale), 0n), scale });
}

function extreme(aggregate: Aggregate, field: Field, rows: readonly Row[]): Uint8Array | null {
  const text = isText(field.type);
  const column = text ? aggregate.weight : aggregate.column;
  const compare = text ? (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) : valueCompare(field);
  const sign = aggregate.function === 'max' ? -1 : 1;
  let best: Row | undefined;
  for (const row of rows) {
    const key = row[column];
    const bestKey = best?.[column];
    if (!key) throw VtError.of('VT12001', `${aggregate.function} of column '${field.name}' over shards`);
    if (!bestKey || sign * compare(key, bestKey) < 0) best = row;
  }
  return best?.[aggregate.column] ?? null;
}
