import type { GrpcChannel } from '@vt/servenv';
import { type BalanceRules, balanced, defaultBalance } from './balance.ts';
import { HealthStream } from './health-stream.ts';
import { defaultLagRules, freshEnough, type LagRules, newestPrimary } from './pick.ts';
import {
  afterMessage,
  aliasText,
  grpcAddress,
  type ShardTarget,
  type Tablet,
  type TabletHealth,
  targetKey,
  unknownHealth,
} from './tablet-health.ts';

export type HealthCheckOptions = {
  readonly localCell: string;
  /** Opens a channel to a tablet's gRPC address; the health check closes it when the tablet goes. */
  readonly connect: (address: string) => GrpcChannel;
  readonly timeoutMs?: number;
  readonly retryDelayMs?: number;
  readonly lag?: LagRules;
  /** How replicas share the load; their own cell's gates' if absent. */
  readonly balance?: BalanceRules;
  /** Numbers in [0, 1), for the order in which equals are tried. */
  readonly random?: () => number;
};

export type HealthListener = (health: TabletHealth, before: TabletHealth | undefined) => void;

type Watched = {
  health: TabletHealth;
  readonly address: string;
  readonly channel: GrpcChannel;
  readonly stream: HealthStream;
};

const TIMEOUT_MS = 60_000;
const RETRY_DELAY_MS = 2;

/**
 * Knows which tablets are alive and what they serve: one health stream to each tablet that the topology lists. Reading it costs no I/O, so a query never waits for it.
 * INVARIANT: the topology says where tablets are; only their streams say what they are. A record alone makes nobody primary.
 */
export class HealthCheck {
  readonly #options: HealthCheckOptions;
  readonly #lag: LagRules;
  readonly #balance: BalanceRules;
  readonly #random: () => number;
  readonly #tablets = new Map<string, Watched>();
  readonly #byTarget = new Map<string, Map<string, TabletHealth>>();
  /** What `serving` found for objects that are asked with again and again; until something changes. */
  #primaries = new WeakMap<ShardTarget, readonly TabletHealth[]>();
  /** Of keyspaces whose tablets' records name one. */
  #databases: ReadonlyMap<string, string> = new Map();
  readonly #listeners = new Set<HealthListener>();

  constructor(options: HealthCheckOptions) {
    this.#options = options;
    this.#lag = options.lag ?? defaultLagRules;
    this.#balance = options.balance ?? defaultBalance;
    this.#random = options.random ?? Math.random;
  }

  /** Told of each new health value; returns the way to stop listening. */
  subscribe(listener: HealthListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes the topology's list as the truth on who exists: begins with the new, drops the gone, reconnects the moved. */
  setTablets(tablets: readonly Tablet[]): void {
    this.#databases = databasesOf(tablets);
    const wanted = new Map(tablets.map((tablet) => [aliasText(tablet.alias), tablet]));
    for (const alias of this.#tablets.keys()) {
      if (!wanted.has(alias)) this.#remove(alias);
    }
    for (const [alias, tablet] of wanted) {
      const address = grpcAddress(tablet);
      if (address === undefined) this.#remove(alias);
      else this.#keep(alias, tablet, address);
    }
  }

  /** Everyone, in the order of their aliases. */
  all(): TabletHealth[] {
    return [...this.#tablets.values()].map((w) => w.health).sort((a, b) => (a.alias < b.alias ? -1 : 1));
  }

  /** What a keyspace's schema is called on its mysqlds, where its tablets were told (`--init-db-name-override`). */
  database(keyspace: string): string | undefined {
    return this.#databases.get(keyspace);
  }

  health(alias: string): TabletHealth | undefined {
    return this.#tablets.get(alias)?.health;
  }

  /** The channel to a tablet, shared with its queries; undefined when the tablet is not listed. */
  channel(alias: string): GrpcChannel | undefined {
    return this.#tablets.get(alias)?.channel;
  }

  /**
   * Those that can serve the target, in the order in which to try them; empty when there are none.
   * @param session whose statement it is, for the mode that keeps a session on one replica.
   */
  serving(target: ShardTarget, session?: string): readonly TabletHealth[] {
    const isPrimary = target.tabletType === 'PRIMARY';
    const found = isPrimary ? this.#primaries.get(target) : undefined;
    if (found !== undefined) return found;
    const known = [...(this.#byTarget.get(targetKey(target))?.values() ?? [])];
    if (isPrimary) {
      const primary = newestPrimary(known);
      const primaries = primary === undefined ? [] : [primary];
      this.#primaries.set(target, primaries);
      return primaries;
    }
    const fresh = freshEnough(known, this.#lag);
    if (fresh.length < 2) return fresh;
    const { localCell } = this.#options;
    const { keyspace } = target;
    return balanced(fresh, this.#balance, { localCell, keyspace, session, random: this.#random });
  }

  /** Resolves when every target is served; rejects when the signal aborts. */
  async waitForServing(targets: readonly ShardTarget[], signal: AbortSignal): Promise<void> {
    const ready = (): boolean => targets.every((target) => this.serving(target).length > 0);
    if (ready()) return;
    await new Promise<void>((resolve, reject) => {
      const end = (settle: () => void): void => {
        unsubscribe();
        signal.removeEventListener('abort', abort);
        settle();
      };
      const abort = (): void => end(() => reject(signal.reason));
      const unsubscribe = this.subscribe(() => {
        if (ready()) end(resolve);
      });
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
  }

  async close(): Promise<void> {
    const streams = [...this.#tablets.values()].map((w) => w.stream);
    for (const alias of [...this.#tablets.keys()]) this.#remove(alias);
    await Promise.all(streams.map((stream) => stream.stop()));
  }

  #keep(alias: string, tablet: Tablet, address: string): void {
    const known = this.#tablets.get(alias);
    if (known?.address === address) {
      known.health = { ...known.health, tablet };
      return;
    }
    this.#remove(alias);
    const channel = this.#options.connect(address);
    const stream = new HealthStream({
      channel,
      timeoutMs: this.#options.timeoutMs ?? TIMEOUT_MS,
      retryDelayMs: this.#options.retryDelayMs ?? RETRY_DELAY_MS,
      onMessage: (message) => this.#update(alias, stream, (before) => afterMessage(before, message)),
      onBroken: (reason) =>
        this.#update(alias, stream, (before) => ({ ...before, serving: false, error: reason, schemaChanged: [] })),
    });
    const health = unknownHealth(tablet);
    this.#tablets.set(alias, { health, address, channel, stream });
    this.#index(undefined, health);
    this.#tell(health, undefined);
  }

  #update(alias: string, stream: HealthStream, change: (before: TabletHealth) => TabletHealth | undefined): void {
    const watched = this.#tablets.get(alias);
    if (watched?.stream !== stream) return;
    const before = watched.health;
    const after = change(before);
    if (after === undefined) return;
    watched.health = after;
    this.#index(before, after);
    this.#tell(after, before);
  }

  #remove(alias: string): void {
    const watched = this.#tablets.get(alias);
    if (watched === undefined) return;
    this.#tablets.delete(alias);
    this.#index(watched.health, undefined);
    void watched.stream.stop();
    watched.channel.close();
    this.#tell(
      { ...watched.health, serving: false, error: 'the tablet was removed', schemaChanged: [] },
      watched.health,
    );
  }

  #index(before: TabletHealth | undefined, after: TabletHealth | undefined): void {
    this.#primaries = new WeakMap();
    if (before) {
      const key = targetKey(before.target);
      const group = this.#byTarget.get(key);
      group?.delete(before.alias);
      if (group?.size === 0) this.#byTarget.delete(key);
    }
    if (!after) return;
    const key = targetKey(after.target);
    const group = this.#byTarget.get(key) ?? new Map<string, TabletHealth>();
    group.set(after.alias, after);
    this.#byTarget.set(key, group);
  }

  #tell(health: TabletHealth, before: TabletHealth | undefined): void {
    for (const listener of this.#listeners) listener(health, before);
  }
}

/** Of a keyspace whose tablets do not agree, the name that the first shard's primary has. */
function databasesOf(tablets: readonly Tablet[]): ReadonlyMap<string, string> {
  const rank = ({ type, shard, alias }: Tablet): string => `${type === 'PRIMARY' ? 0 : 1} ${shard} ${aliasText(alias)}`;
  const names = new Map<string, string>();
  for (const tablet of [...tablets].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))) {
    const { keyspace, db_name_override } = tablet;
    if (!names.has(keyspace)) names.set(keyspace, db_name_override);
  }
  return new Map([...names].filter(([, name]) => name !== ''));
}
