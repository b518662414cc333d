import type { Histogram, Stats } from '@vt/servenv';

const LAGS_NS = [0, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];
const LAG_NAMES = ['0', '1ms', '10ms', '100ms', '1s', '10s', '100s', '1000s', '>1000s'];

/** What a replica has seen of its primary's heartbeats. */
export class HeartbeatReads {
  #reads = 0;
  #errors = 0;
  #currentNs = 0;
  #cumulativeNs = 0;
  #lags: Histogram | undefined;

  /** @param ageSeconds undefined: none could be read */
  note(ageSeconds: number | undefined): void {
    if (ageSeconds === undefined) {
      this.#errors++;
      return;
    }
    this.#reads++;
    this.#currentNs = Math.round(ageSeconds * 1e9);
    this.#cumulativeNs += this.#currentNs;
    this.#lags?.add(this.#currentNs);
  }

  publish(stats: Stats): void {
    this.#lags = stats.histogram('HeartbeatLagNsHistogram', 'ages of the heartbeats read', LAGS_NS, LAG_NAMES);
    stats.gaugeFunc('HeartbeatCurrentLagNs', 'age of the heartbeat that was read last', () => this.#currentNs);
    stats.counterFunc('HeartbeatCumulativeLagNs', 'ages of all heartbeats read', () => this.#cumulativeNs);
    stats.counterFunc('HeartbeatReads', 'heartbeats read', () => this.#reads);
    stats.counterFunc('HeartbeatReadErrors', 'heartbeats that could not be read', () => this.#errors);
  }
}
