import { AwakeClock, type CommonFlags, type ServiceEnv } from '@vt/servenv';
import type { VttabletFlags } from '../flags.ts';
import type { TabletManager } from '../manager/tablet-manager.ts';
import { DiskMonitor } from './disk-monitor.ts';
import { HeartbeatWriter } from './heartbeat.ts';
import { probeMysqld } from './mysqld-probe.ts';
import { SemiSyncMonitor } from './semi-sync-monitor.ts';

/** Starts what watches over mysqld, its disk and its waiting commits, until the signal aborts. */
export function openMonitors(
  { flags, stats, log }: ServiceEnv<VttabletFlags & CommonFlags>,
  manager: TabletManager,
  signal: AbortSignal,
  onFailure: (error: unknown) => void,
): void {
  const probe = (problem: string | undefined) => manager.queryService.mysqldProbed(problem);
  const clock = new AwakeClock();
  clock.start(signal);
  probeMysqld(manager.server, probe, clock, signal).catch(onFailure);
  const dir = flags['disk-write-dir'];
  const disk = dir
    ? new DiskMonitor({ dir, intervalMs: flags['disk-write-interval'], timeoutMs: flags['disk-write-timeout'] })
    : undefined;
  disk?.run(signal).catch(onFailure);
  const semiSync = new SemiSyncMonitor(manager, flags['semi-sync-monitor-interval'], log);
  if (manager.opened.isManaged) semiSync.run(signal).catch(onFailure);
  if (flags['heartbeat-enable']) {
    const { keyspace, shard, alias } = manager.identity;
    const options = { row: `${keyspace}:${shard}`, uid: alias.uid, intervalMs: flags['heartbeat-interval'] };
    const heartbeat = new HeartbeatWriter(manager, options, log);
    heartbeat.run(signal).catch(onFailure);
    stats.counterFunc('HeartbeatWrites', 'heartbeats written', () => heartbeat.writes);
    stats.counterFunc('HeartbeatWriteErrors', 'heartbeats that could not be written', () => heartbeat.errors);
  }
  manager.monitors = {
    get diskProblem() {
      return disk?.problem;
    },
    get isSemiSyncBlocked() {
      return semiSync.isBlocked;
    },
  };
  stats.gaugeFunc('SemiSyncMonitorWritesBlocked', 'commits wait for acknowledgements that do not come', () =>
    Number(semiSync.isBlocked),
  );
  const errors = 'looks for waiting commits that failed, and heartbeats for them that could not be written';
  stats.counterFunc('SemiSyncMonitorErrorCount', errors, () => semiSync.errors);
}
