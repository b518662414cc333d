import type { HorizonOp, Operator } from '../operators/operator.ts';
import { refuse } from '../refuse.ts';
import { featuresOf } from '../semantics/features.ts';
import type { Rule } from './rule.ts';

/** What would be wrong if each shard did it for itself. */
export const refuseUnsplittable: Rule = {
  name: 'refuse what shards cannot do apart',
  on: 'Horizon',
  rewrite(op: Operator) {
    if (op.kind === 'Horizon') check(op);
    return undefined;
  },
};

function check({ select }: HorizonOp): void {
  if (select.into) refuse('SELECT INTO over several shards');
  if (select.options.includes('sql_calc_found_rows')) refuse('SQL_CALC_FOUND_ROWS over several shards');
  if (select.qualify) refuse('QUALIFY over several shards');
  if (select.groupBy?.withRollup) refuse('GROUP BY WITH ROLLUP over several shards');
  if (select.windows.length > 0 || featuresOf(select).windows) refuse('window functions over several shards');
}
