import { expect, test } from 'vitest';
import { describeDrill } from './describe-drill.ts';
import { trialDrill } from './trial-drill.ts';

/** A short run of what `npm run drill -- --trials all` does at length. */
describeDrill('two are killed at once, or stand still', (drill) => {
  const title = 'it heals without a hand, and nothing that was acknowledged is lost';
  test(title, { timeout: 600_000 }, async () => {
    const { cluster, print } = drill();
    const names = ['kill-mysqld-and-vtorc', 'kill-vttablet-and-topo', 'lost-with-lag', 'still-topo'];
    const result = await trialDrill(cluster, { names, topoAwayMs: 5_000, writers: 4, readers: 2, print });
    expect(result.complaints).toEqual([]);
    expect(result.audit).toMatchObject({ lost: [], ghosts: [], wrongCounters: [] });
    expect(result.audit.acknowledged).toBeGreaterThan(0);
  });
});
