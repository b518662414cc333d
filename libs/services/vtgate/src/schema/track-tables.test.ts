import { expect, test } from 'vitest';
import { ServingKeyspaces } from './serving-graph.ts';
import { TableTracker } from './track-tables.ts';

test('a keyspace is read by one reading at a time, which those who come meanwhile share', async () => {
  const ended = new AbortController();
  const serving = new ServingKeyspaces();
  serving.shards = () => [{ name: '0', keyRange: undefined }];
  let [begun, running, runningMax] = [0, 0, 0];
  let goOn = (): void => {};
  const first = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const gateway = {
    execute: async () => {
      begun++;
      runningMax = Math.max(runningMax, ++running);
      if (begun === 1) await first;
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      throw new Error('away');
    },
  };
  const deps = { gateway: gateway as never, serving, onTables: () => {}, onProblem: () => {} };
  const tracker = new TableTracker(deps, ended.signal);
  const readings = [tracker.reload('ks'), tracker.reload('ks'), tracker.reload('ks')];
  goOn();
  await Promise.all(readings);
  expect([begun, runningMax]).toEqual([2, 1]);
  ended.abort();
});
