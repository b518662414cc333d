import { expect, test } from 'vitest';
import { Stats } from './stats.ts';

test('a histogram counts each number in the first bucket that holds it, and in those above', async () => {
  const stats = new Stats('vttablet');
  const results = stats.histogram('Results', 'rows', [0, 1, 5]);
  for (const rows of [0, 1, 1, 5, 6]) results.add(rows);
  expect(stats.vars()['Results']).toEqual({ 0: 1, 1: 3, 5: 4, inf: 5, Count: 5, Total: 13 });
  const text = await stats.metrics();
  expect(text).toContain('# TYPE vttablet_results histogram');
  expect(text).toContain('vttablet_results_bucket{le="5"} 4\nvttablet_results_bucket{le="+Inf"} 5');
  expect(text).toContain('vttablet_results_sum 13\nvttablet_results_count 5');
});
