import { anySignal, toVtError, VtError } from '@vt/base';
import type { MysqlConnection } from './connection.ts';
import type { ConnectionSettings, PoolOptions, PoolStats } from './pool-options.ts';
import { abortedError, type Waiter, WaiterQueue } from './pool-waiters.ts';

/** A connection in someone's hands: exactly one `release` or `discard` gives its place back. */
export type PooledConnection = {
  readonly connection: MysqlConnection;
  /** Gives it back for the next caller. A connection that is broken, busy or in a transaction is closed instead. */
  release(): void;
  /** Closes it. */
  discard(): void;
};

/** Who waits for a connection without a promise. Exactly one of the two is called, later. */
export interface ConnectionTaker {
  connected(lease: PooledConnection): void;
  refused(error: VtError): void;
}

type Slot = {
  readonly connection: MysqlConnection;
  readonly openedAtMs: number;
  /** Of the pool when it began to be opened. */
  readonly generation: number;
  idleSinceMs: number;
  settingsKey: string;
};

export type AcquireOptions = {
  readonly settings?: ConnectionSettings;
  readonly signal?: AbortSignal;
  /** Callers who wait take turns; default: all are one. */
  readonly caller?: string;
};

const CLEAN = '';
/** Idle connections are looked through at this interval at most. */
const SWEEP_MS_MAX = 60_000;
const SWEEP_MS_MIN = 50;

/**
 * A bounded pool of connections, keyed by settings. A connection that broke while idle is dropped and replaced when one is needed; who waits
 * is served in order.
 *
 * INVARIANT: #open counts every connection and every connect under way; it changes only in #openOne, #drop and where a connect fails.
 */
export class ConnectionPool {
  readonly #options: PoolOptions;
  #connectionsMax: number;
  #waitersMax: number;
  #waitTimeoutMs: number;
  #generation = 0;
  #idle: Slot[] = [];
  #open = 0;
  #inUse = 0;
  #beingOpened = 0;
  #closed = false;
  readonly #abort = new AbortController();
  readonly #waiters = new WaiterQueue<Slot | undefined>();
  readonly #counts = {
    wait: 0,
    waitNs: 0,
    get: 0,
    getSettings: 0,
    diff: 0,
    reset: 0,
    idle: 0,
    lifetime: 0,
    exhausted: 0,
  };
  readonly #sweep: NodeJS.Timeout | undefined;
  #drained: (() => void) | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#connectionsMax = options.connectionsMax;
    this.#waitersMax = options.waitersMax ?? 0;
    this.#waitTimeoutMs = options.waitTimeoutMs ?? 0;
    const shortest = Math.min(options.idleTimeoutMs || SWEEP_MS_MAX, options.lifetimeMs || SWEEP_MS_MAX);
    const everyMs = Math.max(SWEEP_MS_MIN, Math.min(SWEEP_MS_MAX, shortest / 4));
    if (options.idleTimeoutMs || options.lifetimeMs)
      this.#sweep = setInterval(() => this.#sweepIdle(), everyMs).unref();
  }

  /** A connection with the settings asked for, or RESOURCE_EXHAUSTED. A waiter that is aborted leaves with its signal's reason. */
  async acquire(options: AcquireOptions = {}): Promise<PooledConnection> {
    const { settings, signal } = options;
    if (signal?.aborted) throw abortedError(signal);
    if (this.#closed) throw this.#closedError();
    this.#counts.get++;
    if (settings) this.#counts.getSettings++;
    const slot = this.#takeIdle(settings?.key ?? CLEAN) ?? (await this.#openOrWait(signal, options.caller));
    const lease = this.#lease(slot);
    if (slot.settingsKey !== (settings?.key ?? CLEAN)) await this.#prepare(slot, settings, lease);
    return lease;
  }

  /** An idle connection that has these settings if there is one at once: the path of autocommit reads without a promise. */
  tryAcquire(settings?: ConnectionSettings): PooledConnection | undefined {
    if (this.#closed || this.#waiters.size > 0) return undefined;
    const key = settings?.key ?? CLEAN;
    const idle = this.#idle;
    let at = idle.length - 1;
    while (at >= 0 && (idle[at] as Slot).settingsKey !== key) at--;
    if (at < 0) return undefined;
    const slot = idle[at] as Slot;
    if (at === idle.length - 1) idle.pop();
    else idle.splice(at, 1);
    this.#counts.get++;
    if (settings) this.#counts.getSettings++;
    this.#inUse++;
    return this.#lease(slot);
  }

  /**
   * `acquire` for who must not pay for a promise: one that is idle at once, else undefined, and `taker` gets it later. `leave` takes one
   * that waits out again.
   */
  take(taker: ConnectionTaker, caller = '', settings?: ConnectionSettings): PooledConnection | undefined {
    const idle = this.tryAcquire(settings);
    if (idle) return idle;
    if (this.#closed || this.#idle.length > 0 || this.#open < this.#connectionsMax || this.#isCrowded) {
      this.acquire(settings ? { caller, settings } : { caller }).then(
        (lease) => taker.connected(lease),
        (error: unknown) => taker.refused(toVtError(error)),
      );
      return undefined;
    }
    this.#counts.get++;
    if (settings) this.#counts.getSettings++;
    this.#counts.wait++;
    const taking = new Taking(taker, settings, this.#opening);
    this.#waiters.add(taking, this.#waitTimeoutMs, undefined, this.#onTimeout, caller);
    return undefined;
  }

  /** Takes out a taker that waits; false when it does not wait any more. */
  leave(taker: ConnectionTaker): boolean {
    return this.#waiters.removeIf((waiter) => waiter instanceof Taking && waiter.taker === taker);
  }

  get #isCrowded(): boolean {
    return this.#waitersMax > 0 && this.#waiters.size >= this.#waitersMax;
  }

  readonly #onTimeout = (): VtError => {
    this.#counts.exhausted++;
    return exhausted('resource pool timed out');
  };

  /** A taker's turn has come: with a connection, or with the right to open one (already counted). */
  readonly #opening: Opening = (slot, startedAt, taker, settings) => {
    this.#counts.waitNs += (performance.now() - startedAt) * 1e6;
    if (slot && slot.settingsKey === (settings?.key ?? CLEAN)) return taker.connected(this.#lease(slot));
    this.#prepared(slot, settings).then(
      (lease) => taker.connected(lease),
      (error: unknown) => taker.refused(toVtError(error)),
    );
  };

  async #prepared(slot: Slot | undefined, settings: ConnectionSettings | undefined): Promise<PooledConnection> {
    const own = slot ?? (await this.#connectCounted(undefined));
    const lease = this.#lease(own);
    if (own.settingsKey !== (settings?.key ?? CLEAN)) await this.#prepare(own, settings, lease);
    return lease;
  }

  /** The idle connection that was used last with these settings, else any idle one (to be reset). */
  #takeIdle(key: string): Slot | undefined {
    const idle = this.#idle;
    if (idle.length === 0 || this.#waiters.size > 0) return undefined;
    let found = idle.findLastIndex((slot) => slot.settingsKey === key);
    if (found < 0) found = idle.findLastIndex((slot) => slot.settingsKey === CLEAN);
    if (found < 0 && this.#open < this.#connectionsMax) return undefined;
    const [slot] = idle.splice(found < 0 ? 0 : found, 1);
    this.#inUse++;
    return slot;
  }

  async #openOrWait(signal: AbortSignal | undefined, caller: string | undefined): Promise<Slot> {
    if (this.#open < this.#connectionsMax) return await this.#openOne(signal);
    if (this.#isCrowded) {
      this.#counts.exhausted++;
      throw exhausted(`pool ${this.#options.name} waiter count exceeded`);
    }
    const startedAt = performance.now();
    this.#counts.wait++;
    const slot = await new Promise<Slot | undefined>((resolve, reject) => {
      this.#waiters.add({ resolve, reject }, this.#waitTimeoutMs, signal, this.#onTimeout, caller);
    });
    this.#counts.waitNs += (performance.now() - startedAt) * 1e6;
    // A waiter is served with a connection, or with the right to open one (already counted).
    return slot ?? (await this.#connectCounted(signal));
  }

  async #openOne(signal: AbortSignal | undefined): Promise<Slot> {
    this.#open++;
    this.#inUse++;
    return await this.#connectCounted(signal);
  }

  async #connectCounted(signal: AbortSignal | undefined): Promise<Slot> {
    this.#beingOpened++;
    try {
      const either = signal ? anySignal([signal, this.#abort.signal]) : this.#abort.signal;
      const { connection, generation } = await this.#connectAsOfNow(either);
      const slot: Slot = { connection, generation, openedAtMs: performance.now(), idleSinceMs: 0, settingsKey: CLEAN };
      connection.onClose = () => this.#dropIdle(slot);
      return slot;
    } catch (error) {
      this.#forget();
      // As those hear who wait for a connection: the statement has not run, and can run elsewhere.
      if (this.#closed && !signal?.aborted) throw this.#closedError();
      throw toVtError(error);
    } finally {
      this.#beingOpened--;
    }
  }

  /** INVARIANT: nobody gets a connection whose opening began before the last `renew`. */
  async #connectAsOfNow(
    signal: AbortSignal,
  ): Promise<{ readonly connection: MysqlConnection; readonly generation: number }> {
    for (;;) {
      const generation = this.#generation;
      const connection = await this.#options.connect(signal);
      if (generation === this.#generation) return { connection, generation };
      connection.close();
    }
  }

  /** Connections are opened in another way from now on: those that are idle are closed, those in use when they come back. */
  renew(): void {
    this.#generation++;
    for (const slot of [...this.#idle]) this.#closeIdle(slot);
  }

  /** Brings a connection from other settings to those wanted. */
  async #prepare(slot: Slot, settings: ConnectionSettings | undefined, lease: PooledConnection): Promise<void> {
    try {
      if (slot.settingsKey !== CLEAN) {
        if (settings) this.#counts.diff++;
        this.#counts.reset++;
        await slot.connection.reset();
        slot.settingsKey = CLEAN;
      }
      for (const sql of settings?.apply ?? []) await slot.connection.execute(sql);
      if (settings) slot.settingsKey = settings.key;
    } catch (error) {
      lease.discard();
      throw toVtError(error);
    }
  }

  #lease(slot: Slot): PooledConnection {
    return new Lease(slot, this.#settle);
  }

  readonly #settle = (slot: Slot, keep: boolean): void => {
    if (keep) this.#giveBack(slot);
    else this.#drop(slot);
  };

  #giveBack(slot: Slot): void {
    const { connection } = slot;
    if (this.#closed || connection.isClosed || !connection.isIdle || connection.isInTransaction)
      return this.#drop(slot);
    if (this.#open > this.#connectionsMax || slot.generation !== this.#generation) return this.#drop(slot);
    if (this.#isTooOld(slot)) {
      this.#counts.lifetime++;
      return this.#drop(slot);
    }
    const waiter = this.#waiters.shift();
    if (waiter) return waiter.resolve(slot);
    this.#inUse--;
    const idleMax = this.#options.idleMax ?? 0;
    slot.idleSinceMs = performance.now();
    this.#idle.push(slot);
    if (idleMax > 0 && this.#idle.length > idleMax) this.#closeIdle(this.#idle[0] as Slot);
  }

  #isTooOld(slot: Slot): boolean {
    const lifetimeMs = this.#options.lifetimeMs ?? 0;
    return lifetimeMs > 0 && performance.now() - slot.openedAtMs >= lifetimeMs;
  }

  /** Closes a connection that is in use and gives its place to who waits. */
  #drop(slot: Slot): void {
    slot.connection.onClose = undefined;
    slot.connection.close();
    this.#forget();
  }

  /** A place in use becomes free. */
  #forget(): void {
    const mayOpen = !this.#closed && this.#open <= this.#connectionsMax;
    const waiter = mayOpen ? this.#waiters.shift() : undefined;
    if (waiter) return waiter.resolve(undefined);
    this.#open--;
    this.#inUse--;
    if (this.#open === 0) this.#drained?.();
  }

  /** The server (or the network) closed an idle connection. One in use is noticed by who uses it. */
  #dropIdle(slot: Slot): void {
    const index = this.#idle.indexOf(slot);
    if (index < 0) return;
    this.#idle.splice(index, 1);
    this.#open--;
    if (this.#open === 0) this.#drained?.();
  }

  #closeIdle(slot: Slot): void {
    slot.connection.onClose = undefined;
    this.#dropIdle(slot);
    slot.connection.close();
  }

  #sweepIdle(): void {
    const idleTimeoutMs = this.#options.idleTimeoutMs ?? 0;
    const now = performance.now();
    for (const slot of [...this.#idle]) {
      const isIdleTooLong = idleTimeoutMs > 0 && now - slot.idleSinceMs >= idleTimeoutMs;
      const isTooOld = this.#isTooOld(slot);
      if (!isIdleTooLong && !isTooOld) continue;
      if (isIdleTooLong) this.#counts.idle++;
      else this.#counts.lifetime++;
      this.#closeIdle(slot);
    }
  }

  /** Changes limits while running. Connections above a smaller size are closed as they come back. */
  configure(limits: { connectionsMax?: number; waitersMax?: number; waitTimeoutMs?: number }): void {
    this.#waitersMax = limits.waitersMax ?? this.#waitersMax;
    this.#waitTimeoutMs = limits.waitTimeoutMs ?? this.#waitTimeoutMs;
    this.#connectionsMax = limits.connectionsMax ?? this.#connectionsMax;
    while (this.#open > this.#connectionsMax && this.#idle.length > 0) this.#closeIdle(this.#idle[0] as Slot);
    while (this.#open < this.#connectionsMax) {
      const waiter = this.#waiters.shift();
      if (!waiter) break;
      this.#open++;
      this.#inUse++;
      waiter.resolve(undefined);
    }
  }

  /** Callers who wait now. */
  get waiters(): number {
    return this.#waiters.size;
  }

  /** Connections in someone's hands, and those that are being opened for someone. */
  get inUse(): number {
    return this.#inUse;
  }

  get capacity(): number {
    return this.#connectionsMax;
  }

  /** Connections that are being opened now. */
  get opening(): number {
    return this.#beingOpened;
  }

  stats(): PoolStats {
    const counts = this.#counts;
    return {
      capacity: this.#connectionsMax,
      active: this.#open,
      inUse: this.#inUse,
      available: Math.max(0, this.#connectionsMax - this.#inUse),
      waiters: this.#waiters.size,
      waitCount: counts.wait,
      waitTimeNs: counts.waitNs,
      getCount: counts.get,
      getSettingsCount: counts.getSettings,
      diffSettingsCount: counts.diff,
      resetSettingsCount: counts.reset,
      idleClosed: counts.idle,
      idleTimeoutNs: (this.#options.idleTimeoutMs ?? 0) * 1e6,
      lifetimeClosed: counts.lifetime,
      exhausted: counts.exhausted,
    };
  }

  /** Refuses new callers and those who wait, closes what is idle, and waits until what is in use came back. */
  async close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      clearInterval(this.#sweep);
      this.#waiters.rejectAll(this.#closedError());
      this.#abort.abort();
      for (const slot of [...this.#idle]) this.#closeIdle(slot);
    }
    if (this.#open > 0)
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
      });
  }

  #closedError(): VtError {
    return new VtError({ code: 'UNAVAILABLE', message: `connection pool ${this.#options.name} is closed` });
  }
}

class Lease implements PooledConnection {
  readonly connection: MysqlConnection;
  readonly #slot: Slot;
  readonly #settle: (slot: Slot, keep: boolean) => void;
  #isHeld = true;

  constructor(slot: Slot, settle: (slot: Slot, keep: boolean) => void) {
    this.connection = slot.connection;
    this.#slot = slot;
    this.#settle = settle;
  }

  release(): void {
    this.#end(true);
  }

  discard(): void {
    this.#end(false);
  }

  #end(keep: boolean): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#settle(this.#slot, keep);
  }
}

type Opening = (
  slot: Slot | undefined,
  startedAt: number,
  taker: ConnectionTaker,
  settings: ConnectionSettings | undefined,
) => void;

/** A taker in the queue of those who wait. */
class Taking implements Waiter<Slot | undefined> {
  readonly taker: ConnectionTaker;
  readonly #settings: ConnectionSettings | undefined;
  readonly #startedAt = performance.now();
  readonly #turn: Opening;

  constructor(taker: ConnectionTaker, settings: ConnectionSettings | undefined, turn: Opening) {
    this.taker = taker;
    this.#settings = settings;
    this.#turn = turn;
  }

  resolve(slot: Slot | undefined): void {
    this.#turn(slot, this.#startedAt, this.taker, this.#settings);
  }

  reject(error: VtError): void {
    this.taker.refused(error);
  }
}

function exhausted(message: string): VtError {
  return new VtError({ code: 'RESOURCE_EXHAUSTED', message });
}
