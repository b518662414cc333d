import { distinctIsGiven } from './distinct-is-given.ts';
import { dropOrderOfOneRow } from './drop-order-of-one-row.ts';
import { orderGroupsAsAsked } from './order-groups-as-asked.ts';
import { orderJoinsRule } from './order-joins.ts';
import { pushBlock } from './push-block.ts';
import { pushDistinct } from './push-distinct.ts';
import { pushGroupingByVindex } from './push-grouping-by-vindex.ts';
import { pushHaving } from './push-having.ts';
import { pushLimit } from './push-limit.ts';
import { pushOrder } from './push-order.ts';
import type { AnyRule } from './rule.ts';
import { settleCorrelated } from './settle-correlated.ts';
import { sortForGroups } from './sort-for-groups.ts';
import { splitAggregation } from './split-aggregation.ts';
import { takeBlockApart } from './take-block-apart.ts';

/** Everything that is done to a query, in this order. */
export const rules: readonly AnyRule[] = [
  orderJoinsRule,
  settleCorrelated,
  pushBlock,
  takeBlockApart,
  pushGroupingByVindex,
  pushHaving,
  splitAggregation,
  distinctIsGiven,
  pushDistinct,
  dropOrderOfOneRow,
  orderGroupsAsAsked,
  pushOrder,
  pushLimit,
  sortForGroups,
];
