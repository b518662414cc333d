import type { BindValue } from '@vt/sqltypes';
import type { Destination } from '../destination/destination.ts';

type Common = {
  /** Its name in the VSchema. */
  readonly name: string;
  readonly type: string;
  /** The planner takes the cheapest: 0 identity, 1 computed, 10 and 20 looked up in a table, 100 not a choice. */
  readonly cost: number;
  /** One value gives at most one keyspace id. */
  readonly unique: boolean;
  /** Parameters nobody reads, sorted. They are tolerated and reported. */
  readonly unknownParams: readonly string[];
};

/** One column to a keyspace id, by computing. */
export type SingleColumnVindex = Common & {
  readonly kind: 'single';
  /** `None` where no keyspace id can exist: NULL and values outside the domain. */
  map(value: BindValue): Destination;
  /** Whether a row with this value may live at this keyspace id. */
  verify(value: BindValue, keyspaceId: Uint8Array): boolean;
  /** The column value that a keyspace id came from. */
  readonly reverseMap?: (keyspaceId: Uint8Array) => BindValue;
  /** Where all values between two, inclusive, live. Only where the order of values is the order of ids. */
  readonly rangeMap?: (from: BindValue, to: BindValue) => Destination;
  /** Where all values that match a LIKE pattern live. */
  readonly prefix?: SingleColumnVindex;
  /** The keyspace id as bytes; throws for what `map` gives `None`. For vindexes that build on others. */
  readonly hash?: (value: BindValue) => Uint8Array;
};

/** Several columns to a keyspace id, by computing. */
export type MultiColumnVindex = Common & {
  readonly kind: 'multi';
  readonly columnCount: number;
  /** Leading columns alone give a range of ids. */
  readonly partial: boolean;
  /** Takes the leading 1..columnCount values. */
  map(values: readonly BindValue[]): Destination;
  verify(values: readonly BindValue[], keyspaceId: Uint8Array): boolean;
};

/** Keyspace ids kept in a table of their own. What this is given is data: the queries are run by the one who has a session. */
export type LookupVindex = Common & {
  readonly kind: 'lookup';
  readonly lookup: LookupDefinition;
};

export type Vindex = SingleColumnVindex | MultiColumnVindex | LookupVindex;

/** How a lookup vindex keeps its table. */
export type LookupDefinition = {
  /** `keyspace.table` or `table`. */
  readonly table: string;
  readonly from: readonly string[];
  readonly to: string;
  readonly ignoreNulls: boolean;
  readonly batchLookup: boolean;
  readonly readLock: 'exclusive' | 'shared' | 'none';
  readonly autocommit: boolean;
  readonly multiShardAutocommit: boolean;
  /** Being filled: reads go to all shards, writes maintain the table. */
  readonly writeOnly: boolean;
  readonly noVerify: boolean;
  /** Maintained in sessions that commit before and after the others, in place of one atomic transaction. */
  readonly consistent: boolean;
  /** How the `to` column holds a keyspace id, and the first `from` column its value. */
  readonly storage: 'keyspace_id' | 'unhashed' | 'loose_md5_unhashed';
  /** Of `loose_md5_unhashed`: the hash of a value. */
  readonly looseHash: ((value: BindValue) => Uint8Array) | undefined;
};

/** What a definition may ask for while it is created. */
export type VindexEnvironment = {
  /** For parameters that name a file. Absent where files cannot be read. */
  readonly readTextFile?: (path: string) => string;
};

export type VindexParams = Readonly<Record<string, string>>;

/** One type of vindex. */
export type VindexDefinition = {
  readonly type: string;
  /** Sorted; every other parameter is reported as unknown. */
  readonly params: readonly string[];
  create(name: string, params: VindexParams, make: VindexFactory): Vindex;
};

/** What `create` gets to build on: the whole registry, and the environment. */
export type VindexFactory = {
  readonly environment: VindexEnvironment;
  readonly unknownParams: readonly string[];
  create(type: string, name: string, params: VindexParams): Vindex;
};

/** Whether using it sends queries of its own. */
export function needsQueries(vindex: Vindex): boolean {
  return vindex.kind === 'lookup';
}
