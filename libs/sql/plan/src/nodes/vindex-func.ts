import type { VindexUse } from '../routing.ts';
import type { PlanValues } from '../value.ts';

/** Where values are, by a vindex: a row for each keyspace id or key range. */
export type VindexFunc = {
  readonly kind: 'VindexFunc';
  readonly vindex: Pick<VindexUse, 'keyspace' | 'name'>;
  readonly values: PlanValues;
  /** `source`: id, keyspace_id, range_start, range_end, hex_keyspace_id or shard. */
  readonly columns: readonly { readonly name: string; readonly source: string }[];
};
