import type { Tablet } from '@vt/discovery';
import { isValidKeyRange, type KeyRange, keyRangeContainsRange, parseKeyRange } from '@vt/vschema';

/** Which tablets this gate uses; what is empty leaves nobody out. */
export type TabletFilterOptions = {
  readonly keyspaces: readonly string[];
  /** `keyspace|shard`, or `keyspace|range` for all shards within the range. */
  readonly shards: readonly string[];
  /** `name:value`; a tablet has all of them. */
  readonly tags: readonly string[];
};

type ShardFilter = { readonly keyspace: string; readonly shard: string; readonly range: KeyRange | undefined };

/** @throws Error, for whoever started the process, on filters that cannot be read or contradict each other. */
export function tabletFilter({ keyspaces, shards, tags }: TabletFilterOptions): (tablet: Tablet) => boolean {
  if (keyspaces.length > 0 && shards.length > 0) {
    throw new Error('only one of --keyspaces-to-watch and --tablet-filters may be given');
  }
  const [filters, wantedTags] = [shards.map(readShard), tags.map(readTag)];
  return (tablet) =>
    (keyspaces.length === 0 || keyspaces.includes(tablet.keyspace)) &&
    (filters.length === 0 || filters.some((filter) => includes(filter, tablet))) &&
    wantedTags.every(([name, value]) => tablet.tags[name] === value);
}

function includes({ keyspace, shard, range }: ShardFilter, tablet: Tablet): boolean {
  if (tablet.keyspace !== keyspace) return false;
  const name = tablet.shard.toLowerCase();
  if (name === shard) return true;
  return range !== undefined && isValidKeyRange(name) && keyRangeContainsRange(range, parseKeyRange(name));
}

function readShard(text: string): ShardFilter {
  const [keyspace = '', name = '', ...rest] = text.split('|');
  if (keyspace === '' || name === '' || rest.length > 0) {
    throw new Error(`--tablet-filters wants keyspace|shard, not '${text}'`);
  }
  const shard = name.toLowerCase();
  return { keyspace, shard, range: isValidKeyRange(shard) ? parseKeyRange(shard) : undefined };
}

function readTag(text: string): readonly [string, string] {
  const at = text.indexOf(':');
  if (at <= 0) throw new Error(`--tablet-filter-tags wants name:value, not '${text}'`);
  return [text.slice(0, at), text.slice(at + 1)];
}
