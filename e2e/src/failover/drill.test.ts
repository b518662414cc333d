import { expect, test } from 'vitest';
import { describeDrill } from './describe-drill.ts';
import { drill as run } from './drill.ts';

/** A short run of what `npm run drill` does at length. */
describeDrill('the primary is moved and lost under load', (drill) => {
  const title = 'clients see nothing of a planned move, and lose nothing that was acknowledged';
  test(title, { timeout: 300_000 }, async () => {
    const { cluster, ...common } = drill();
    const faults = ['cut-network', 'fill-disk', 'kill-both', 'stop-vttablet'];
    const result = await run(cluster, { ...common, planned: 2, losses: 4, faults, writers: 4, readers: 2 });
    expect(result.plannedErrors).toEqual([]);
    expect(result.complaints).toEqual([]);
    expect(result.audit).toMatchObject({ lost: [], ghosts: [], wrongCounters: [] });
    expect(result.losses.length).toBe(4);
  });
});
