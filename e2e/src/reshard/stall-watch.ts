import type { Ledger } from '../load/ledger.ts';
import type { MoveCluster } from './move-cluster.ts';

const LOOK_MS = 250;
/** No write was acknowledged for so long: more than a switch may take. */
const STALL_MS = 1_500;
const SQL_CHARS = 120;
const SEEN_MAX = 20;

/** Looks what every mysqld does while no client's write goes on, so that a stall can be explained when all is over. */
export class StallWatch {
  readonly #cluster: MoveCluster;
  readonly #ledger: Ledger;
  readonly #timer: NodeJS.Timeout;
  readonly #seen: string[] = [];
  #writes = 0;
  #sinceMs = Date.now();
  #looked = false;

  constructor(cluster: MoveCluster, ledger: Ledger) {
    this.#cluster = cluster;
    this.#ledger = ledger;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /** What was seen, a stall after the other. */
  stop(): readonly string[] {
    clearInterval(this.#timer);
    return this.#seen;
  }

  #look(): void {
    const { length } = this.#ledger.writes;
    if (length !== this.#writes) {
      this.#writes = length;
      this.#sinceMs = Date.now();
      this.#looked = false;
    } else if (!this.#looked && Date.now() - this.#sinceMs > STALL_MS && this.#seen.length < SEEN_MAX) {
      this.#looked = true;
      void this.#tell(this.#sinceMs);
    }
  }

  async #tell(sinceMs: number): Promise<void> {
    const at = new Date(sinceMs).toISOString().slice(11, 23);
    const told = await Promise.all(
      this.#cluster.places().map(async ({ keyspace, shard }) => {
        const rows = await this.#cluster.rowsOf(keyspace, shard, 'show full processlist').catch(() => []);
        return rows
          .filter((row) => row['Info'] !== null && row['Info'] !== 'show full processlist')
          .map(
            (row) =>
              `  ${keyspace}/${shard} ${row['User']} ${row['Time']} s, ${row['State']}: ${String(row['Info']).slice(0, SQL_CHARS)}`,
          );
      }),
    );
    this.#seen.push([`no write from ${at} on:`, ...told.flat()].join('\n'));
  }
}
