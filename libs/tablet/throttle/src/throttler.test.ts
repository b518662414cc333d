import { create } from '@vt/proto';
import { expect, test } from 'vitest';
import { Throttler } from './throttler.ts';

test('what is measured does not wait for a heartbeat that nobody acknowledges', async () => {
  let beats = 0;
  const throttler = new Throttler({
    alias: 'z-1',
    keyspace: 'k',
    shard: '0',
    isPrimary: () => true,
    self: {
      writeHeartbeat: () => {
        beats++;
        return new Promise(() => {});
      },
      read: async () => ({ lag: { value: 9 } }),
      close: () => {},
    },
    replicas: async () => [],
  });
  try {
    throttler.configure({ ...create('topodata.ThrottlerConfig'), enabled: true });
    await expect.poll(() => throttler.counts.probes, { timeout: 10_000 }).toBeGreaterThan(2);
    const asked = throttler.check({ app: 'a', scope: '', okIfNotExists: false });
    expect(asked).toMatchObject({ response_code: 'THRESHOLD_EXCEEDED', value: 9 });
    expect(beats).toBe(1);
  } finally {
    throttler.close();
  }
});
