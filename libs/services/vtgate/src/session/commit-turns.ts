type Place = { readonly keyspace: string; readonly shard: string };

/** When a shard of a transaction commits: `first` where it only got entries of lookups, `last` where it only lost some. */
export type CommitTurn = 'first' | 'middle' | 'last';

const RANKS: Readonly<Record<CommitTurn, number>> = { first: 0, middle: 1, last: 2 };

/** In which order the shards of one transaction commit. */
export class CommitTurns {
  #turns: Map<string, CommitTurn> | undefined;

  /** These places are written. */
  note(places: readonly Place[], turn: CommitTurn = 'middle'): void {
    this.#turns ??= new Map();
    for (const place of places) {
      const key = keyOf(place);
      const known = this.#turns.get(key);
      this.#turns.set(key, known === undefined || known === turn ? turn : 'middle');
    }
  }

  of(place: Place): CommitTurn {
    return this.#turns?.get(keyOf(place)) ?? 'middle';
  }

  /** Of those with one turn, in the order that they are given. */
  inOrder<S extends { readonly target: Place }>(shards: readonly S[]): readonly S[] {
    if (!this.#turns || shards.length < 2) return shards;
    return shards.toSorted((a, b) => RANKS[this.of(a.target)] - RANKS[this.of(b.target)]);
  }

  clear(): void {
    this.#turns = undefined;
  }
}

function keyOf({ keyspace, shard }: Place): string {
  return `${keyspace}/${shard}`;
}
