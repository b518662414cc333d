import { expect, test } from 'vitest';
import { PipelineDepth } from './pipeline-depth.ts';

test('reads that wait for a disk do not follow each other, and it is tried again now and then', () => {
  const depth = new PipelineDepth(8);
  expect(depth.now).toBe(8);
  for (let i = 0; i < 8; i++) depth.followed(3);
  expect(depth.now).toBe(1);
  const asked = Array.from({ length: 64 }, () => depth.now);
  expect(asked.indexOf(2)).toBeGreaterThan(50);
  for (let i = 0; i < 40; i++) depth.followed(0.02);
  expect(depth.now).toBe(8);
});

test('some that took their time among many that did not change little', () => {
  const depth = new PipelineDepth(8);
  for (let i = 0; i < 200; i++) depth.followed(i % 10 === 0 ? 5 : 0.02);
  expect(depth.now).toBeGreaterThanOrEqual(7);
});
