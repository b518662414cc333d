import { expect, test } from 'vitest';
import { AwakeClock } from './awake-clock.ts';

/** The event loop stands still, as that of a process which gets no processor. */
function standStill(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

test('time in which the event loop stood still does not count', async () => {
  const end = new AbortController();
  const clock = new AwakeClock();
  clock.start(end.signal);
  const from = clock.now();
  const wall = performance.now();
  standStill(1_000);
  await clock.sleep(1, end.signal);
  standStill(1_000);
  await clock.sleep(1, end.signal);
  expect(performance.now() - wall).toBeGreaterThan(2_000);
  expect(clock.now() - from).toBeLessThan(1_000);
  end.abort();
});

test('a deadline comes, however late the loop is, and after all that is there was read', async () => {
  const end = new AbortController();
  const clock = new AwakeClock();
  clock.start(end.signal);
  const from = clock.now();
  const sleeping = clock.sleep(300, end.signal);
  standStill(600);
  await sleeping;
  expect(clock.now() - from).toBeGreaterThanOrEqual(300);
  end.abort();
});

test('a sleep ends with its signal', async () => {
  const end = new AbortController();
  const sleeping = new AwakeClock().sleep(3_600_000, end.signal);
  end.abort();
  await sleeping;
});
