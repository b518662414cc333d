import { expect, test } from 'vitest';
import { families, familyDifferences, varDifferences } from './metrics-diff.ts';

const page = `# HELP a_calls calls
# TYPE a_calls counter
a_calls{shard="0",text="a\\"b, c=\\"d"} 1
a_calls{shard="1",text=""} 2
# TYPE a_ms histogram
a_ms_bucket{op="x",le="0.1"} 1
a_ms_bucket{op="x",le="+Inf"} 1
a_ms_sum{op="x"} 0.05
a_ms_count{op="x"} 1
# TYPE a_size gauge
a_size 3
`;

test('families have a type, and the labels of their samples', () => {
  expect([...families(page)]).toEqual([
    ['a_calls', { type: 'counter', labels: ['shard', 'text'] }],
    ['a_ms', { type: 'histogram', labels: ['op'] }],
    ['a_size', { type: 'gauge', labels: [] }],
  ]);
});

test('what is missing, or of another type, or has other labels', () => {
  const ours = '# TYPE a_calls counter\na_calls{shard="0"} 1\n# TYPE a_size counter\na_size 3\n';
  expect(familyDifferences(page, ours)).toEqual([
    { name: 'a_calls', what: 'has labels {shard}, theirs {shard,text}' },
    { name: 'a_ms', what: 'missing (histogram {op})' },
    { name: 'a_size', what: 'is a counter, theirs a gauge' },
  ]);
  expect(familyDifferences(page, page)).toEqual([]);
});

test('variables are compared by their shape', () => {
  const theirs = { A: 1, B: { x: 1 }, C: { TotalCount: 1 }, D: [1] };
  expect(varDifferences(theirs, { A: 2, B: {}, C: {} })).toEqual([
    { name: 'C', what: 'is a object, theirs a timings {"TotalCount":1}' },
    { name: 'D', what: 'missing (list [1])' },
  ]);
});
