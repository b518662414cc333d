import { expect, test } from 'vitest';
import { StepTimes } from './step-times.ts';

test('steps are told in their order, and the time between two of them is their sum', () => {
  const times = new StepTimes();
  for (const name of ['prepared', 'refused', 'published']) times.mark(name);
  expect(times.toString()).toMatch(/^prepared \d+, refused \d+, published \d+$/);
  expect(times.between('prepared', 'published')).toBeGreaterThanOrEqual(0);
  expect(times.between('published', 'prepared')).toBeUndefined();
  expect(times.between('prepared', 'frozen')).toBeUndefined();
});
