import { VtError } from '@vt/base';
import type { Nextval } from './parse-nextval.ts';

/** A connection that a sequence's row can be changed on, in a transaction of its own. */
export type SequenceConnection = {
  execute(sql: string): Promise<{ readonly rows: readonly (readonly (Uint8Array | null)[])[] }>;
};

export type SequenceDeps = {
  /** Runs `work` with a connection that no client's transaction is on; a failed one is not used again. */
  withConnection<T>(signal: AbortSignal, work: (connection: SequenceConnection) => Promise<T>): Promise<T>;
  /** Another number for each time that this tablet became a primary. */
  primaryTerm(): bigint;
};

/** Values from `next` (inclusive) to `end` (exclusive) may be given out without asking the table. */
type Cache = { next: bigint; end: bigint };

const SEQUENCES_MAX = 10_000;

/**
 * Hands out the values of sequence tables, a block of them reserved in the table at a time. What is reserved and not given out is lost
 * with the process, never given out twice.
 */
export class Sequences {
  readonly #deps: SequenceDeps;
  readonly #caches = new Map<string, Cache>();
  readonly #queues = new Map<string, Promise<unknown>>();
  #term = 0n;

  constructor(deps: SequenceDeps) {
    this.#deps = deps;
  }

  /** The first of `count` values in a row. Requests for one sequence are answered one after the other. */
  next({ sequence, count }: Nextval, signal: AbortSignal): Promise<bigint> {
    const before = this.#queues.get(sequence) ?? Promise.resolve();
    const answer = before.then(() => this.#next(sequence, count, signal));
    const settled = answer.catch(() => {});
    this.#queues.set(sequence, settled);
    void settled.then(() => {
      if (this.#queues.get(sequence) === settled) this.#queues.delete(sequence);
    });
    return answer;
  }

  /** Forgets what is reserved, of all sequences or of these: the next value is read from the table. */
  reset(sequences?: readonly string[]): void {
    if (!sequences) this.#caches.clear();
    for (const name of sequences ?? []) this.#caches.delete(name);
  }

  async #next(sequence: string, count: bigint, signal: AbortSignal): Promise<bigint> {
    const cache = this.#cacheOf(sequence);
    if (cache.next + count > cache.end) {
      await this.#deps.withConnection(signal, (connection) => reserve(sequence, count, cache, connection));
    }
    const value = cache.next;
    cache.next += count;
    return value;
  }

  // INVARIANT: another primary may have given out values since this tablet last was one, so a term's cache ends with it.
  #cacheOf(sequence: string): Cache {
    const term = this.#deps.primaryTerm();
    if (term !== this.#term) this.#caches.clear();
    this.#term = term;
    const known = this.#caches.get(sequence);
    if (known) return known;
    if (this.#caches.size >= SEQUENCES_MAX) this.#caches.clear();
    const cache = { next: 0n, end: 0n };
    this.#caches.set(sequence, cache);
    return cache;
  }
}

async function reserve(sequence: string, count: bigint, cache: Cache, connection: SequenceConnection): Promise<void> {
  const table = `\`${sequence.replaceAll('`', '``')}\``;
  await connection.execute('begin');
  try {
    const { rows } = await connection.execute(`select next_id, cache from ${table} where id = 0 for update`);
    const [row] = rows;
    if (rows.length !== 1 || !row) {
      throw fail(`unexpected rows from reading sequence ${sequence} (possible mis-route): ${rows.length}`);
    }
    const [nextId, block] = row.map((value) => BigInt(Buffer.from(value ?? []).toString() || '0'));
    if (nextId === undefined || block === undefined || block < 1n) {
      throw fail(`invalid cache value for sequence ${sequence}: ${block}`);
    }
    // Never below what was given out already, whatever somebody has written into the table.
    const next = nextId < cache.end ? cache.end : nextId;
    const start = cache.end === next && cache.next < cache.end ? cache.next : next;
    let end = next;
    while (end < start + count) end += block * ((start + count - end + block - 1n) / block);
    await connection.execute(`update ${table} set next_id = ${end} where id = 0`);
    await connection.execute('commit');
    cache.next = start;
    cache.end = end;
  } catch (error) {
    await connection.execute('rollback').catch(() => {});
    throw error;
  }
}

function fail(message: string): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message });
}
