import type { Replication, ReplicationSource, ReplicationStatus, ReplicationThread } from '@vt/mysqlctl';
import { Laps } from './laps.ts';

/** How long replication's first attempt to connect may take before another is made. */
const CONNECT_MS = 3000;

/** Points a mysqld at a source, and does no more to threads that run than is needed. */
export class Follower {
  /** When replication was last started here. */
  #startedAtMs = Number.NEGATIVE_INFINITY;

  /**
   * Stops and starts the threads as needed: a change of semi-sync takes effect when the IO thread starts. `start`: also if they did not run. Returns the milliseconds that the
   * steps took. A heartbeat that is asked for is set in any case.
   */
  async follow(
    replication: Replication,
    source: ReplicationSource,
    { acks, start }: { readonly acks: boolean; readonly start: boolean },
  ): Promise<Laps['ms']> {
    const laps = new Laps();
    const status = await replication.status();
    const { replicaEnabled, primaryEnabled } = await replication.semiSync();
    const isIoRunning = status !== undefined && status.ioState !== 'stopped';
    const isRunning = isIoRunning || (status !== undefined && status.sqlState !== 'stopped');
    const isOtherSync = replicaEnabled !== acks;
    laps.lap('looked');
    if (!isSame(status, source) || source.heartbeatSeconds !== undefined) {
      if (isRunning) await replication.stop();
      laps.lap('stopped');
      await replication.setSource(source);
      laps.lap('source');
    } else if (isIoRunning && (isOtherSync || this.#isInVain(status))) {
      await replication.stop('io');
      laps.lap('stopped');
    }
    if (isOtherSync) await replication.setSemiSync({ primary: primaryEnabled, replica: acks });
    laps.lap('semiSync');
    if (start || isRunning) await this.#start(replication);
    laps.lap('started');
    // It takes mysqld up to a second, in which the new primary's writes may wait for this one's acknowledgement: those come from the IO thread, which runs by now.
    if (primaryEnabled) await replication.setSemiSync({ primary: false, replica: acks });
    laps.lap('primaryOff');
    return laps.ms;
  }

  /** Takes effect at once: an IO thread that runs goes on as it began, and the primary would wait for one that does not acknowledge. */
  async acknowledge(replication: Replication, acks: boolean): Promise<void> {
    const status = await replication.status();
    const { replicaEnabled } = await replication.semiSync();
    const isAnew = replicaEnabled !== acks && status !== undefined && status.ioState !== 'stopped';
    if (isAnew) await replication.stop('io');
    await replication.setSemiSync({ primary: false, replica: acks });
    if (isAnew) await this.#start(replication, 'io');
  }

  async #start(replication: Replication, thread: ReplicationThread = 'both'): Promise<void> {
    await replication.start(thread);
    this.#startedAtMs = performance.now();
  }

  /** A thread that waits to connect again would do so only after its whole pause; one that was started just now, and met no error, is better left alone. */
  #isInVain(status: ReplicationStatus | undefined): boolean {
    if (status?.ioState !== 'connecting') return false;
    return status.lastIoError !== '' || performance.now() - this.#startedAtMs > CONNECT_MS;
  }
}

function isSame(status: ReplicationStatus | undefined, { host, port }: ReplicationSource): boolean {
  if (status?.sourceHost !== host || status.sourcePort !== port) return false;
  return status.autoPosition || status.usingGtid;
}
