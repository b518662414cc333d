import { toVtError } from '@vt/base';
import { MysqlConnection } from '@vt/mysql';
import type { Logger } from '@vt/servenv';
import type { Connectors, Pools } from '../pools.ts';
import type { TransactionPool } from '../transaction/transaction-pool.ts';
import type { ReachCrashPoint } from './crash-point.ts';
import { ensureGrants } from './grants.ts';
import { TwoPc } from './two-pc.ts';

export type TwoPcKeeperOptions = {
  readonly connectors: Connectors;
  readonly sidecar: string;
  /** Transactions that are older are told to the gates, to be resolved. */
  readonly abandonAgeMs: number;
  readonly log: Logger;
  readonly reach: ReachCrashPoint;
  /** Whether some are waiting has changed, or some still are. */
  readonly onUnresolved: () => void;
  readonly onCommitted: () => void;
  readonly onLetGo: (dtid: string) => void;
  readonly onFailed: (what: 'commit' | 'redo', mayPass: boolean) => void;
};

/** No such table, no such database, and refusals of privileges. */
const notHere: ReadonlySet<number> = new Set([1044, 1045, 1049, 1142, 1146, 1227, 1410]);
const POLL_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** Two-phase commit as long as this tablet is the primary of its shard. */
export class TwoPcKeeper {
  readonly engine: TwoPc;
  readonly #options: TwoPcKeeperOptions;
  readonly #pools: Pools;
  #timer: NodeJS.Timeout | undefined;
  #isOpen = false;
  /** What mysqld was found to allow once it allows later as well; a promotion does not ask again. */
  #isGranted = false;
  #unresolved = 0;
  #isPolling = false;

  constructor(options: TwoPcKeeperOptions, pools: Pools, transactions: TransactionPool) {
    const { connectors, sidecar, abandonAgeMs, log, reach, onCommitted, onLetGo, onFailed } = options;
    this.#options = options;
    this.#pools = pools;
    const connect = () => MysqlConnection.connect(connectors.app, AbortSignal.timeout(CONNECT_TIMEOUT_MS));
    const told = { onCommitted, onLetGo, onFailed };
    this.engine = new TwoPc({ pools, transactions, connect, sidecar, abandonAgeMs, log, reach, ...told });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get unresolved(): number {
    return this.#unresolved;
  }

  /** Before the primary serves. Without its tables there is no two-phase commit, and everything else goes on. */
  async open(): Promise<void> {
    if (this.#isOpen) return;
    try {
      await this.#ensureGrants();
    } catch (thrown) {
      const { errno, message } = toVtError(thrown);
      if (errno === undefined || !notHere.has(errno)) throw thrown;
      this.#options.log.warn({ problem: message }, 'transactions over several shards cannot be atomic here');
      return;
    }
    await this.engine.open();
    this.#isOpen = true;
    this.#timer = setInterval(() => void this.#poll(), POLL_MS).unref();
  }

  async #ensureGrants(): Promise<void> {
    if (this.#isGranted) return;
    const { connectors, sidecar } = this.#options;
    const app = await MysqlConnection.connect(connectors.app, AbortSignal.timeout(CONNECT_TIMEOUT_MS));
    const lease = await this.#pools.dba.acquire();
    try {
      await ensureGrants(app, lease.connection, sidecar);
      this.#isGranted = true;
    } finally {
      lease.release();
      app.close();
    }
  }

  /** INVARIANT: one at a time. Where the tables are locked each would hold a connection, until nobody could kill a query any more. */
  async #poll(): Promise<void> {
    if (this.#isPolling) return;
    this.#isPolling = true;
    const before = this.#unresolved;
    try {
      const { length } = await this.engine.unresolved();
      if (!this.#isOpen) return;
      this.#unresolved = length;
    } catch {
      // A mysqld that cannot be asked is found out elsewhere.
      return;
    } finally {
      this.#isPolling = false;
    }
    if (this.#unresolved > 0 || before > 0) this.#options.onUnresolved();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#isOpen = false;
    this.#unresolved = 0;
    this.engine.close();
  }
}
