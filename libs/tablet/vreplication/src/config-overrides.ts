import { parseDuration } from '@vt/servenv/cli';
import type { VReplicationConfig } from './config.ts';

type Reading = { readonly field: keyof VReplicationConfig; readonly read: (text: string) => number | undefined };

const duration = parseDuration;
const whole = (text: string): number | undefined => (/^\d+$/.test(text) ? Number(text) : undefined);
const seconds = (text: string): number | undefined => {
  const value = whole(text);
  return value === undefined ? undefined : value * 1000;
};

/** What one workflow may set for itself, by the names of the flags. */
const readings: Readonly<Record<string, Reading>> = {
  'relay-log-max-items': { field: 'relayLogItemsMax', read: whole },
  'relay-log-max-size': { field: 'relayLogBytesMax', read: whole },
  'vreplication-copy-phase-duration': { field: 'copyPhaseDurationMs', read: duration },
  'vreplication-heartbeat-update-interval': { field: 'heartbeatUpdateIntervalMs', read: seconds },
  'vreplication-max-time-to-retry-on-error': { field: 'maxTimeToRetryMs', read: duration },
  'vreplication-net-read-timeout': { field: 'netReadTimeoutS', read: whole },
  'vreplication-net-write-timeout': { field: 'netWriteTimeoutS', read: whole },
  'vreplication-parallel-insert-workers': { field: 'parallelInsertWorkers', read: whole },
  'vreplication-replica-lag-tolerance': { field: 'replicaLagToleranceMs', read: duration },
  'vreplication-retry-delay': { field: 'retryDelayMs', read: duration },
};

/** The tablet's configuration, changed as a stream's options say. What is not known here, or cannot be read, changes nothing. */
export function withOverrides(config: VReplicationConfig, options: string): VReplicationConfig {
  const { config: wanted } = JSON.parse(options || '{}') as { config?: Readonly<Record<string, string>> };
  if (!wanted) return config;
  const changed = Object.entries(wanted).flatMap(([name, text]) => {
    const reading = readings[name.replaceAll('_', '-')];
    const value = reading?.read(text);
    return reading && value !== undefined ? [[reading.field, value] as const] : [];
  });
  return { ...config, ...Object.fromEntries(changed) };
}
