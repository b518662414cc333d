import { VtError } from '@vt/base';
import type { ConnectionPool } from '@vt/mysql';

export type LoadShedderOptions = {
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
  /** A statement that would wait longer than this for a connection is refused at once; 0: none is. */
  readonly waitMsMax: number;
};

/** Weight of one more measurement of how long a statement holds its connection. */
const WEIGHT = 1 / 64;
/** Below so many waiters nothing is refused: an estimate from few statements is none. */
const WAITERS_MIN = 32;
/** How often it is looked whether a statement has ended while others wait. */
const LOOK_MS = 10;
/** Ends of so many statements tell how fast they follow each other. */
const RECENT_ENDS = 4;
/** So long none may end before that tells anything: this process gets no processor, or the connections are still being opened. */
const STALL_MS_MIN = 1_000;
const OPENING_MS_MIN = 3_000;

/** After so long without an end, what ends was held up by something that is over. */
const STOOD_MS_MIN = 2_000;

type Crowd = Pick<ConnectionPool, 'waiters' | 'capacity' | 'opening'>;

/**
 * Refuses what could not be served in time, before queues grow: the wait is foreseen from the statements ahead and how long statements
 * take now, which is at least as long as none has ended while others wait (a mysqld that stands still ends none). When it goes on, all that
 * stood end together: they tell how long it stood, not how long a statement takes. Less important ones (a higher priority number) are
 * refused earlier.
 */
export class LoadShedder {
  readonly #options: LoadShedderOptions;
  readonly #now: () => number;
  #busyMs = 0;
  /** Connections of the pool that was last asked for; 0: none was yet. */
  #capacity = 0;
  readonly #ends = new Float64Array(RECENT_ENDS).fill(Number.NEGATIVE_INFINITY);
  #next = 0;
  /**
   * For how long statements wait and none has ended, in looks: between two of them this process hears of ends. One that is itself late, with
   * thousands of new statements to read, hears of none either.
   */
  #standsMs = 0;
  #lookedAtMs = 0;
  /** When it last went on after it had stood. */
  #wentOnAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #pool: Pick<Crowd, 'waiters'> = { waiters: 0 };
  shed = 0;

  constructor(options: LoadShedderOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** One statement held a connection for so long. */
  served(ms: number): void {
    const now = this.#now();
    if (this.#standsMs >= STOOD_MS_MIN) this.#wentOnAtMs = now;
    this.#standsMs = 0;
    const shareMs = this.#shareMs(now);
    if (now - ms < this.#wentOnAtMs) return;
    this.#busyMs += (Math.min(ms, shareMs) - this.#busyMs) * WEIGHT;
  }

  /** Milliseconds of all connections together for each statement, as fast as the last ones followed each other. */
  #shareMs(now: number): number {
    const spanMs = now - (this.#ends[this.#next] as number);
    this.#ends[this.#next] = now;
    this.#next = (this.#next + 1) % RECENT_ENDS;
    return this.#capacity === 0 ? Number.POSITIVE_INFINITY : (spanMs / RECENT_ENDS) * this.#capacity;
  }

  /** Milliseconds that who comes now would wait. */
  expectedWaitMs(pool: Crowd): number {
    return (pool.waiters * Math.max(this.#busyMs, this.#stalledMs(pool))) / Math.max(1, pool.capacity);
  }

  #stalledMs({ opening }: Crowd): number {
    return Math.max(0, this.#standsMs - (opening > 0 ? OPENING_MS_MIN : STALL_MS_MIN));
  }

  /** Looks: by its own timer while statements wait. */
  look(): void {
    const now = this.#now();
    this.#standsMs += Math.min(now - this.#lookedAtMs, 2 * LOOK_MS);
    this.#lookedAtMs = now;
    if (this.#pool.waiters === 0) this.#stopLooking();
  }

  #startLooking(): void {
    if (this.#timer) return;
    this.#standsMs = 0;
    this.#lookedAtMs = this.#now();
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.#timer.unref();
  }

  #stopLooking(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#standsMs = 0;
  }

  /** @param priority 0, the most important, to 100, as which it counts where it says none. @throws VtError RESOURCE_EXHAUSTED. */
  admit(pool: Crowd, priority: number | undefined, timeoutMs: number | undefined): void {
    this.#capacity = pool.capacity;
    if (pool.waiters < WAITERS_MIN || this.#options.waitMsMax === 0) {
      if (pool.waiters === 0) this.#stopLooking();
      return;
    }
    this.#pool = pool;
    this.#startLooking();
    const own = Math.min(this.#options.waitMsMax, timeoutMs ?? Number.POSITIVE_INFINITY);
    const patienceMs = own * (1 - Math.min(Math.max(priority ?? 100, 0), 100) / 200);
    const expectedMs = this.expectedWaitMs(pool);
    if (expectedMs <= patienceMs) return;
    this.shed++;
    throw new VtError({
      code: 'RESOURCE_EXHAUSTED',
      errno: 1203,
      state: '42000',
      message: `too many queries: ${pool.waiters} wait for a connection, one more would wait ${Math.round(expectedMs)} ms (errno 1203) (sqlstate 42000)`,
    });
  }
}
