import { expect, test } from 'vitest';
import { defaultVReplicationConfig as config } from './config.ts';
import { withOverrides } from './config-overrides.ts';

test('a workflow has its own settings, by the names of the flags', () => {
  const options = JSON.stringify({
    config: {
      'vreplication-copy-phase-duration': '1h30m',
      vreplication_parallel_insert_workers: '4',
      'vreplication-heartbeat-update-interval': '5',
      'relay-log-max-items': 'many',
      'vstream-packet-size': '1000',
    },
  });
  expect(withOverrides(config, options)).toEqual({
    ...config,
    copyPhaseDurationMs: 5_400_000,
    parallelInsertWorkers: 4,
    heartbeatUpdateIntervalMs: 5_000,
  });
});

test.each(['', '{}', '{"tenant_id": "1"}'])('without any it is the tablet’s: %s', (options) => {
  expect(withOverrides(config, options)).toBe(config);
});
