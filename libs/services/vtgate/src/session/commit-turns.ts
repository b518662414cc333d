type Place = { readonly keyspace: string; readonly shard: string };

/** When what was written commits: entries of lookups that were made `first`, rows in the middle, entries that were removed `last`. */
export type CommitTurn = 'first' | 'middle' | 'last';

const RANKS: Readonly<Record<CommitTurn, number>> = { first: 0, middle: 1, last: 2 };

/** From the earliest to the latest turn of what was written on a shard. */
type Span = { readonly from: number; readonly to: number };

const middle: Span = { from: RANKS.middle, to: RANKS.middle };

/** In which order the shards of one transaction commit. */
export class CommitTurns {
  #spans: Map<string, Span> | undefined;

  /** These places are written. */
  note(places: readonly Place[], turn: CommitTurn = 'middle'): void {
    this.#spans ??= new Map();
    const rank = RANKS[turn];
    for (const place of places) {
      const key = keyOf(place);
      const { from, to } = this.#spans.get(key) ?? { from: rank, to: rank };
      this.#spans.set(key, { from: Math.min(from, rank), to: Math.max(to, rank) });
    }
  }

  /** Whether the place has something of the turn. */
  has(place: Place, turn: CommitTurn): boolean {
    const { from, to } = this.#of(place);
    return from === RANKS[turn] || to === RANKS[turn];
  }

  /** Where `haveAnOrder`, nothing commits before what should be there before it; of those without a difference, in the order that they are given. */
  inOrder<S extends { readonly target: Place }>(shards: readonly S[]): readonly S[] {
    if (!this.#spans || shards.length < 2) return shards;
    const turn = ({ target }: S): number => {
      const { from, to } = this.#of(target);
      return from + to;
    };
    return shards.toSorted((a, b) => turn(a) - turn(b));
  }

  /** Not where of two shards each has something that should be there before what is on the other: rows of both with their entries on the other, say. */
  haveAnOrder(shards: readonly { readonly target: Place }[]): boolean {
    let latest = RANKS.first;
    for (const { target } of this.inOrder(shards)) {
      const { from, to } = this.#of(target);
      if (from < latest) return false;
      latest = Math.max(latest, to);
    }
    return true;
  }

  clear(): void {
    this.#spans = undefined;
  }

  #of(place: Place): Span {
    return this.#spans?.get(keyOf(place)) ?? middle;
  }
}

function keyOf({ keyspace, shard }: Place): string {
  return `${keyspace}/${shard}`;
}
