import type { Message } from '@vt/proto';
import type { ServingShard, TabletTypeName } from '@vt/vschema';
import { compareKeyRanges, fullKeyRange } from '@vt/vschema';
import type { ServingGraph } from '../gateway/tablet-gateway.ts';

export type SrvKeyspace = Message<'topodata.SrvKeyspace'>;

type Partitions = ReadonlyMap<TabletTypeName, readonly ServingShard[]>;

/** Which shards serve what, as the cell's SrvKeyspace records say. Kept when the topology goes away. */
export class ServingKeyspaces implements ServingGraph {
  readonly #keyspaces = new Map<string, Partitions>();
  readonly #listeners = new Set<() => void>();
  #generation = 0;

  get generation(): number {
    return this.#generation;
  }

  /** @param record undefined: the keyspace is served no more. */
  update(keyspace: string, record: SrvKeyspace | undefined): void {
    if (record) this.#keyspaces.set(keyspace, readPartitions(record));
    else this.#keyspaces.delete(keyspace);
    this.#generation++;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Tells of every change, until the function it returns is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  keyspaces(): readonly string[] {
    return [...this.#keyspaces.keys()];
  }

  shards(keyspace: string, tabletType: TabletTypeName): readonly ServingShard[] | undefined {
    const partitions = this.#keyspaces.get(keyspace);
    return partitions && (partitions.get(tabletType) ?? []);
  }
}

function readPartitions(record: SrvKeyspace): Partitions {
  const partitions = new Map<TabletTypeName, readonly ServingShard[]>();
  for (const { served_type: type, shard_references: references } of record.partitions) {
    const shards = references.map(({ name, key_range: range }): ServingShard => {
      const keyRange =
        range && (range.start.length > 0 || range.end.length > 0) ? { start: range.start, end: range.end } : undefined;
      // A lone shard named `-` holds everything; one named `0` too, without being a range.
      return { name, keyRange: keyRange ?? (name.includes('-') ? fullKeyRange : undefined) };
    });
    shards.sort((a, b) => compareKeyRanges(a.keyRange ?? fullKeyRange, b.keyRange ?? fullKeyRange));
    partitions.set(type as TabletTypeName, shards);
  }
  return partitions;
}
