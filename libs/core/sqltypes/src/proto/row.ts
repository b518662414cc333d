import type { Row } from '../field.ts';

/** query.Row: the length of each value (-1 for NULL) and all values one after the other. */
export type ProtoRow = { readonly lengths: readonly number[]; readonly values: Uint8Array };

/** A row as query.Row holds it. */
export function toProtoRow(row: Row): { lengths: number[]; values: Buffer } {
  const lengths = row.map((value) => (value === null ? -1 : value.length));
  const present = row.filter((value): value is Uint8Array => value !== null);
  return { lengths, values: Buffer.concat(present) };
}

/** The values of a query.Row as views into its bytes. Throws RangeError when lengths and bytes do not agree. */
export function fromProtoRow(row: {
  readonly lengths: readonly (number | bigint | string)[];
  readonly values: Uint8Array;
}): Row {
  let at = 0;
  const values = row.lengths.map((raw) => {
    const length = Number(raw);
    if (length < 0) return null;
    at += length;
    return row.values.subarray(at - length, at);
  });
  if (at > row.values.length) throw new RangeError(`a row of ${at} bytes in ${row.values.length}`);
  return values;
}
