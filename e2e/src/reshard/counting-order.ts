import type { Change } from '../vstream/consumer.ts';

const TOLD_MAX = 10;

/**
 * Whether a stream tells of every change of the counters, in order: each writer's counter is one row that only its writer raises, by one, so that a change
 * that is missing, late or from before shows in the next one, on whatever shard the row is by then.
 */
export class CountingOrder {
  readonly #table: string;
  readonly #at = new Map<string, bigint>();
  readonly problems: string[] = [];
  changes = 0;

  /** @param table as the stream names it. */
  constructor(table: string) {
    this.#table = table;
  }

  changed({ table, before, after }: Change): void {
    if (table !== this.#table) return;
    const [writer = '', count] = after ?? before ?? [];
    const was = this.#at.get(writer);
    if (!after || count === undefined) return this.#tell(`the counter of writer ${writer} is deleted`);
    const now = BigInt(count);
    // A row that is new, or copied, may come as what it is by then; that is never less than what was told of it.
    const follows = before ? was !== undefined && BigInt(before[1] ?? -1) === was && now === was + 1n : true;
    if (!follows || (was !== undefined && now < was))
      this.#tell(`the counter of writer ${writer} goes from ${before?.[1] ?? 'nothing'} to ${now}, and was ${was}`);
    this.#at.set(writer, now);
    this.changes++;
  }

  #tell(problem: string): void {
    if (this.problems.length < TOLD_MAX) this.problems.push(problem);
  }

  /** What differs from the counters that are stored. */
  differing(stored: ReadonlyMap<number, number>): string[] {
    return [...stored].flatMap(([writer, n]) => {
      const told = this.#at.get(String(writer));
      return told === BigInt(n) ? [] : [`the counter of writer ${writer} is ${n}, and the stream told ${told}`];
    });
  }
}
