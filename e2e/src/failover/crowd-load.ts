import type { TestCluster } from '../harness/cluster.ts';
import { Ledger } from '../load/ledger.ts';
import { type Clients, Load } from '../load/load.ts';
import type { Crowd, Gate } from './crowd.ts';

/** A primary that was lost: when, and when another was seen in its place. */
export type Lost = { readonly kind: string; readonly fromMs: number; readonly toMs: number };

type Failure = { readonly startMs: number; readonly endMs: number; readonly error: string };

/** Numbers of writers of two gates are so far apart. */
const STRIDE = 1_000;
/** A client that is struck hears of it a moment later. */
const ECHO_MS = 1_000;

/** Clients of several gates; each stays with its own, so that it is known whose client saw an error. */
export class CrowdLoad {
  readonly #crowd: Crowd;
  readonly #loads: readonly { readonly gate: Gate; readonly load: Load }[];

  constructor(cluster: TestCluster, crowd: Crowd) {
    this.#crowd = crowd;
    this.#loads = crowd.gates.map((gate, i) => ({
      gate,
      load: new Load((database) => cluster.connect(database, gate.port), i * STRIDE),
    }));
  }

  /** @param clients of all gates together */
  async start(clients: Clients): Promise<void> {
    const share = (all: number, i: number): number => Math.ceil((all - i) / this.#loads.length);
    for (const [i, { load }] of this.#loads.entries()) {
      await load.add({ ...clients, writers: share(clients.writers, i), readers: share(clients.readers, i) });
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#loads.map(({ load }) => load.stop()));
  }

  /** Every write of every client. */
  get ledger(): Ledger {
    const all = new Ledger();
    for (const { load } of this.#loads) for (const write of load.ledger.writes) all.add(write);
    return all;
  }

  acknowledgedBetween(fromMs: number, toMs: number): number {
    const isOf = (ms: number): boolean => ms >= fromMs && ms <= toMs;
    return this.ledger.writes.filter(({ outcome, endMs }) => outcome === 'acknowledged' && isOf(endMs)).length;
  }

  /** What clients of any gate were told. */
  failuresSince(ms: number): readonly string[] {
    const all = this.#loads.flatMap(({ load }) => failuresOf(load));
    return all.filter(({ endMs }) => endMs >= ms).map(({ error }) => error);
  }

  /**
   * What clients were told that nobody has to be told: their gate lived, and their statement was not with a primary that was lost meanwhile. One that stands still takes statements until it is found out.
   */
  unexcused(lost: readonly Lost[]): readonly (readonly [string, number])[] {
    const counts = new Map<string, number>();
    for (const { gate, load } of this.#loads) {
      const outages = this.#crowd.outages.filter(({ name }) => name === gate.name);
      const isStruck = ({ startMs, endMs }: Failure): boolean =>
        outages.some(({ fromMs, toMs }) => startMs <= toMs + ECHO_MS && endMs >= fromMs);
      const wasUnderWay = ({ startMs, endMs }: Failure): boolean =>
        lost.some(
          ({ kind, fromMs, toMs }) => endMs >= fromMs && startMs <= (kind.startsWith('stop') ? toMs : fromMs + ECHO_MS),
        );
      for (const failure of failuresOf(load)) {
        if (isStruck(failure) || wasUnderWay(failure)) continue;
        const text = `${gate.name}: ${failure.error}`;
        counts.set(text, (counts.get(text) ?? 0) + 1);
      }
    }
    return [...counts].sort((a, b) => b[1] - a[1]);
  }
}

function failuresOf({ ledger, failedReads }: Load): readonly Failure[] {
  const writes = ledger.writes.flatMap(({ startMs, endMs, error }) => (error ? [{ startMs, endMs, error }] : []));
  return [...writes, ...failedReads];
}
