import { describe, expect, test } from 'vitest';
import { type KnownShard, planReshard, rangeOf } from './plan.ts';
import { between, countsOf, Watch } from './watch.ts';

const shards = (serving: readonly string[], others: readonly string[] = []): KnownShard[] =>
  [...serving, ...others].map((name) => ({
    name,
    isServing: serving.includes(name),
    hasPrimary: true,
    range: rangeOf(name),
  }));

describe('the plan', () => {
  test.each([
    ['a split', shards(['0'], ['-80', '80-']), 2, { sources: ['0'], targets: ['-80', '80-'], missing: [] }],
    [
      'a split without tablets',
      shards(['-80', '80-'], ['-40']),
      4,
      {
        sources: ['-80', '80-'],
        targets: ['-40', '40-80', '80-c0', 'c0-'],
        missing: ['40-80', '80-c0', 'c0-'],
      },
    ],
    ['a merge', shards(['-80', '80-'], ['-']), 1, { sources: ['-80', '80-'], targets: ['-'], missing: [] }],
    [
      'what stays takes no part',
      shards(['-40', '40-80', '80-'], ['-80']),
      2,
      { sources: ['-40', '40-80'], targets: ['-80'], missing: [] },
    ],
  ])('%s', (_what, known, count, expected) => {
    expect(planReshard(known, count)).toEqual({ ...expected, isDone: false });
  });

  test('is done where there are so many already, under whichever name', () => {
    expect(planReshard(shards(['0']), 1).isDone).toBe(true);
    expect(planReshard(shards(['80-', '-80'], ['0']), 2).isDone).toBe(true);
  });
});

describe('what gates count', () => {
  const page = (calls: number, ms: number, errors: number) => ({
    VtgateApi: { TotalCount: calls, TotalTime: ms * 1e6 },
    VtgateApiErrorCounts: { 'Execute.ks.primary.INTERNAL': errors },
  });
  const limits = { errorShareMax: 0.01, slowerMax: 2 };
  const health = (calls: number, ms: number, errors: number) =>
    between(countsOf([page(0, 0, 0)]), countsOf([page(calls, ms, errors)]));
  const [good, slow, few] = [health(1000, 2000, 0), health(1000, 9000, 0), health(5, 9000, 5)];

  test.each([
    ['as before', [good], undefined],
    ['errors', [health(1000, 2000, 50)], '5.00% of calls fail, 0.00% did before'],
    ['slow for long', [slow, slow, slow], 'calls take 9.0 ms in the mean, 2.0 ms before'],
    ['slow for a moment, and again', [slow, slow, good, slow, slow], undefined],
    ['too few calls', [few, few, few], undefined],
  ])('%s', (_what, looks, expected) => {
    const watch = new Watch(health(1000, 2000, 0), limits);
    const found = looks.map((look) => watch.look(look));
    expect(found).toEqual([...looks.slice(1).map(() => undefined), expected]);
  });
});
