import type { ModifyTarget } from '@vt/plan';
import { type BindValue, type BindVariable, Type } from '@vt/sqltypes';
import type { ExecutionContext, ShardQuery } from '../context.ts';

export type Rows = readonly (readonly BindValue[])[];
/** A row with the shards that have it; several for a table that every shard has. */
export type Placed = {
  readonly row: readonly BindValue[];
  readonly shards: readonly string[];
  readonly keyspaceId: Uint8Array;
};

/** The change of these rows of a shard, by their primary keys. */
export function statement(target: ModifyTarget, shard: string, rows: Rows, ctx: ExecutionContext): ShardQuery {
  const { text, binds } = keyCondition(target.key, rows);
  const [first] = rows;
  for (const { bind, offset } of target.values) binds[bind] = first?.[offset] as BindValue;
  const sql = `${target.prefix}${text}${target.suffix}`;
  return { keyspace: target.keyspace, shard, sql, binds: { ...ctx.binds, ...binds } };
}

function keyCondition({ columns, offsets }: ModifyTarget['key'], rows: Rows) {
  const binds: Record<string, BindVariable> = {};
  if (columns.length === 1) {
    const values = rows.map((row) => pick(row, offsets)[0] as BindValue);
    binds['dml_vals'] = { type: Type.TUPLE, value: new Uint8Array(0), values };
    return { text: `${columns[0]} in ::dml_vals`, binds };
  }
  const tuples = rows.map((row, i) => {
    const names = pick(row, offsets).map((value, k) => {
      binds[`dml_${i}_${k}`] = value;
      return `:dml_${i}_${k}`;
    });
    return `(${names.join(', ')})`;
  });
  return { text: `(${columns.join(', ')}) in (${tuples.join(', ')})`, binds };
}

export function pick(row: readonly BindValue[], offsets: readonly number[]): BindValue[] {
  return offsets.map((offset) => row[offset] as BindValue);
}
