import type { WatchState } from '../conn/conn.ts';
import { TopoError } from '../errors.ts';
import { abortable } from '../kv/abort.ts';
import type { SrvKeyspace, SrvVSchema } from '../records/serving.ts';
import type { RecordWatchOptions } from '../records/watches.ts';
import type { TopoServer } from './topo-server.ts';

export type ServingCacheOptions = {
  /** How long the first reader of a record waits for the topology; Vitess's `--srv-topo-timeout`. */
  readonly firstReadTimeoutMs?: number;
  readonly namesTtlMs?: number;
  /** Records watched at a time, of each of the two kinds. */
  readonly watchesMax?: number;
  /** Told when a watch loses or finds its server, and of records that cannot be read. */
  readonly onState?: (subject: string, state: WatchState) => void;
};

export type CacheEntryStatus = {
  readonly subject: string;
  readonly known: boolean;
  readonly connected: boolean;
  readonly error: string | undefined;
};

const DEFAULT_FIRST_READ_TIMEOUT_MS = 5_000;
const DEFAULT_NAMES_TTL_MS = 1_000;
const DEFAULT_WATCHES_MAX = 10_000;

/**
 * The serving graph for those on the query path. Each record is watched from its first use on; readers get what was seen last,
 * at once, and go on getting it while the topology is away.
 */
export class ServingCache {
  readonly #topo: TopoServer;
  readonly #options: ServingCacheOptions;
  readonly #closed = new AbortController();
  readonly #keyspaces = new Map<string, Watched<SrvKeyspace>>();
  readonly #vschemas = new Map<string, Watched<SrvVSchema>>();
  readonly #names = new Map<string, { readonly atMs: number; readonly names: readonly string[] }>();

  constructor(topo: TopoServer, options: ServingCacheOptions = {}) {
    this.#topo = topo;
    this.#options = options;
  }

  /** Throws `NoNode` when it is known not to be there, and after the first-read timeout what kept it from being read. */
  srvKeyspace(cell: string, keyspace: string, signal?: AbortSignal): Promise<SrvKeyspace> {
    return this.#read(this.#keyspace(cell, keyspace), signal);
  }

  srvVSchema(cell: string, signal?: AbortSignal): Promise<SrvVSchema> {
    return this.#read(this.#vschema(cell), signal);
  }

  /** What was seen last, without waiting; undefined when nothing was. */
  knownSrvKeyspace(cell: string, keyspace: string): SrvKeyspace | undefined {
    return this.#keyspace(cell, keyspace).value;
  }

  knownSrvVSchema(cell: string): SrvVSchema | undefined {
    return this.#vschema(cell).value;
  }

  /** Calls back with each state from the present one on (undefined: not there), until the returned function is called. */
  onSrvKeyspace(cell: string, keyspace: string, listener: (value: SrvKeyspace | undefined) => void): () => void {
    return this.#keyspace(cell, keyspace).subscribe(listener);
  }

  onSrvVSchema(cell: string, listener: (value: SrvVSchema | undefined) => void): () => void {
    return this.#vschema(cell).subscribe(listener);
  }

  /** Keyspaces served in the cell; a list at most `namesTtlMs` old, or older while the topology is away. */
  async keyspaceNames(cell: string, signal?: AbortSignal): Promise<readonly string[]> {
    const known = this.#names.get(cell);
    const ttlMs = this.#options.namesTtlMs ?? DEFAULT_NAMES_TTL_MS;
    if (known !== undefined && performance.now() - known.atMs < ttlMs) return known.names;
    try {
      const timeoutMs = this.#options.firstReadTimeoutMs ?? DEFAULT_FIRST_READ_TIMEOUT_MS;
      const names = await this.#topo.serving.keyspaceNames(cell, { timeoutMs, ...(signal ? { signal } : {}) });
      this.#names.set(cell, { atMs: performance.now(), names });
      return names;
    } catch (err) {
      if (known === undefined) throw err;
      // Asked again after another TTL, so that an absent topology does not cost each caller a timeout.
      this.#names.set(cell, { atMs: performance.now(), names: known.names });
      return known.names;
    }
  }

  /** Every record that is watched, for status pages. */
  status(): CacheEntryStatus[] {
    return [...this.#vschemas.values(), ...this.#keyspaces.values()].map((watched) => watched.status());
  }

  async close(): Promise<void> {
    this.#closed.abort(new TopoError('Interrupted', 'serving cache closed'));
    await Promise.all([...this.#vschemas.values(), ...this.#keyspaces.values()].map(({ ended }) => ended));
  }

  #keyspace(cell: string, keyspace: string): Watched<SrvKeyspace> {
    const watch = (options: RecordWatchOptions) => this.#topo.watches.srvKeyspace(cell, keyspace, options);
    return this.#watched(this.#keyspaces, `${cell}/SrvKeyspace/${keyspace}`, watch);
  }

  #vschema(cell: string): Watched<SrvVSchema> {
    const watch = (options: RecordWatchOptions) => this.#topo.watches.srvVSchema(cell, options);
    return this.#watched(this.#vschemas, `${cell}/SrvVSchema`, watch);
  }

  #watched<T>(
    all: Map<string, Watched<T>>,
    subject: string,
    watch: (options: RecordWatchOptions) => AsyncIterable<T | undefined>,
  ): Watched<T> {
    const known = all.get(subject);
    if (known !== undefined) return known;
    const watchesMax = this.#options.watchesMax ?? DEFAULT_WATCHES_MAX;
    if (all.size >= watchesMax) throw new TopoError('Invalid', `${subject}: ${watchesMax} records are watched already`);
    const watched = new Watched(subject, watch, this.#closed.signal, this.#options.onState);
    all.set(subject, watched);
    return watched;
  }

  async #read<T>(watched: Watched<T>, signal: AbortSignal | undefined): Promise<T> {
    if (!watched.seen) {
      const timeoutMs = this.#options.firstReadTimeoutMs ?? DEFAULT_FIRST_READ_TIMEOUT_MS;
      await watched.firstSeen(timeoutMs, signal ?? this.#closed.signal);
    }
    if (watched.value === undefined) throw new TopoError('NoNode', watched.subject);
    return watched.value;
  }
}

/** One record and the watch that keeps it fresh. */
class Watched<T> {
  readonly subject: string;
  readonly ended: Promise<void>;
  value: T | undefined;
  seen = false;
  readonly #listeners = new Set<(value: T | undefined) => void>();
  #connected = false;
  #error: Error | undefined;

  constructor(
    subject: string,
    watch: (options: RecordWatchOptions) => AsyncIterable<T | undefined>,
    signal: AbortSignal,
    onState: ServingCacheOptions['onState'],
  ) {
    this.subject = subject;
    const noted = (state: WatchState): void => {
      this.#connected = state.connected;
      this.#error = state.connected ? undefined : state.error;
      onState?.(subject, state);
    };
    const onBadRecord = (error: TopoError): void => {
      this.#error = error;
      onState?.(subject, { connected: false, error });
    };
    this.ended = this.#run(watch({ signal, onState: noted, onBadRecord }));
  }

  subscribe(listener: (value: T | undefined) => void): () => void {
    this.#listeners.add(listener);
    if (this.seen) listener(this.value);
    return () => this.#listeners.delete(listener);
  }

  async firstSeen(timeoutMs: number, signal: AbortSignal): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let unsubscribe: (() => void) | undefined;
    const first = new Promise<void>((resolve, reject) => {
      unsubscribe = this.subscribe(() => resolve());
      timer = setTimeout(() => reject(this.#error ?? new TopoError('Timeout', this.subject)), timeoutMs);
    });
    try {
      await abortable(first, signal, this.subject);
    } finally {
      clearTimeout(timer);
      unsubscribe?.();
    }
  }

  status(): CacheEntryStatus {
    return { subject: this.subject, known: this.seen, connected: this.#connected, error: this.#error?.message };
  }

  async #run(states: AsyncIterable<T | undefined>): Promise<void> {
    for await (const state of states) {
      this.value = state;
      this.seen = true;
      for (const listener of this.#listeners) listener(state);
    }
  }
}
