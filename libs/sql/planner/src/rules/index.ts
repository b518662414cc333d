import { mergeOrder } from './merge-order.ts';
import { pushGroupingByVindex } from './push-grouping-by-vindex.ts';
import { pushPlain } from './push-plain.ts';
import { pushSingleShard } from './push-single-shard.ts';
import { refuseUnsplittable } from './refuse-unsplittable.ts';
import type { Rule } from './rule.ts';
import { splitAggregation } from './split-aggregation.ts';
import { splitLimit } from './split-limit.ts';

/** Everything that is done to a query, in this order. */
export const rules: readonly Rule[] = [
  pushSingleShard,
  pushGroupingByVindex,
  refuseUnsplittable,
  splitAggregation,
  splitLimit,
  mergeOrder,
  pushPlain,
];
