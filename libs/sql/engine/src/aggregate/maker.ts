import type { AggregateOutput, KeyColumn } from '@vt/plan';
import type { Field, Row } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import { valueHash } from '../rows/keys.ts';
import type { Held } from '../rows/memory.ts';

/** One aggregate of one group while its rows come. */
export interface Accumulator {
  add(row: Row): void;
  result(): Uint8Array | null;
}

/** How an aggregate is made for rows of these columns. */
export type AggregateMaker = { readonly field: Field; make(): Accumulator };

export type Make = (
  output: AggregateOutput,
  fields: readonly Field[],
  ctx: ExecutionContext,
  held: Held,
) => AggregateMaker;

export function latin1(value: Uint8Array | null): string {
  return value === null ? '' : Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
}

export const NOT_NULL = 1;

/** For a group: whether a value comes for the first time. */
export function distinctTest(output: KeyColumn, fields: readonly Field[], held: Held): () => (row: Row) => boolean {
  const hash = valueHash(output, fields);
  return () => {
    const seen = new Set<string>();
    return (row) => {
      const key = hash(row) ?? '';
      if (seen.has(key)) return false;
      seen.add(key);
      held.add(row);
      return true;
    };
  };
}
