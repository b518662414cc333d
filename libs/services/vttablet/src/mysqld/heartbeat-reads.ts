import type { Stats } from '@vt/servenv';

/** What a replica has seen of its primary's heartbeats. */
export class HeartbeatReads {
  #reads = 0;
  #errors = 0;
  #currentNs = 0;
  #cumulativeNs = 0;

  /** @param ageSeconds undefined: none could be read */
  note(ageSeconds: number | undefined): void {
    if (ageSeconds === undefined) {
      this.#errors++;
      return;
    }
    this.#reads++;
    this.#currentNs = Math.round(ageSeconds * 1e9);
    this.#cumulativeNs += this.#currentNs;
  }

  publish(stats: Stats): void {
    stats.gaugeFunc('HeartbeatCurrentLagNs', 'age of the heartbeat that was read last', () => this.#currentNs);
    stats.counterFunc('HeartbeatCumulativeLagNs', 'ages of all heartbeats read', () => this.#cumulativeNs);
    stats.counterFunc('HeartbeatReads', 'heartbeats read', () => this.#reads);
    stats.counterFunc('HeartbeatReadErrors', 'heartbeats that could not be read', () => this.#errors);
  }
}
