import type { AggregateNode } from '../nodes/aggregate.ts';
import type { Explain } from './explain.ts';
import { explainKey } from './values.ts';

export const explainAggregate: Explain<AggregateNode> = (node, inner) => ({
  OperatorType: 'Aggregate',
  Variant: node.scalar ? 'Scalar' : 'Ordered',
  Aggregates: node.outputs
    .map((output) => `${output.function}(${explainKey(output)})${output.text === '' ? '' : ` AS ${output.text}`}`)
    .join(', '),
  ...(node.groups.length > 0 ? { GroupBy: node.groups.map(explainKey).join(', ') } : {}),
  Inputs: [inner(node.input)],
});
