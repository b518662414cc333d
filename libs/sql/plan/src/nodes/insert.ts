import type { StoredColumn } from '@vt/vschema';
import type { PlanNode } from '../plan.ts';
import type { VindexUse } from '../routing.ts';
import type { PlanValue } from '../value.ts';

/**
 * Sends each row of an INSERT or REPLACE to the shard that its primary vindex gives; a shard gets its rows in one statement. Takes values
 * of a sequence for rows that need one, and keeps the tables of the vindexes that the table owns.
 */
export type Insert = {
  readonly kind: 'Insert';
  readonly action: 'insert' | 'replace';
  readonly keyspace: string;
  readonly sharded: boolean;
  readonly table: string;
  /** As the statement lists them; offsets below count in these. */
  readonly columns: readonly string[];
  /** How many of them the rows' texts have; of the others each mysqld makes the value itself. Absent: all. */
  readonly sent?: number;
  /** A column that must have a value, and is given none: an error of the statement where sql_mode is strict. Absent: shards find out. */
  readonly required?: string;
  /** Text before the first row, up to and with `values `. */
  readonly prefix: string;
  /** Text behind the last row. */
  readonly suffix: string;
  /** Of a query's rows: the statement of none, for which any shard is asked where the query gives none. Only a mysqld knows what is wrong with a statement. */
  readonly ofNone?: string;
  readonly source: InsertSource;
  /** The first one places a row. Empty: all rows go to one shard, or (a reference table) to every one. */
  readonly vindexes: readonly InsertVindex[];
  /** Every shard has all rows. */
  readonly everywhere: boolean;
  /** Where all rows are. */
  readonly pinned: Uint8Array | undefined;
  /** The column that its mysqlds count, where its table has no sequence and the statement gives its values. */
  readonly counted?: number;
  readonly sequence: { readonly keyspace: string; readonly name: string; readonly offset: number } | undefined;
  readonly ignore: boolean;
  /** ON DUPLICATE KEY UPDATE. */
  readonly upsert: boolean;
  /** It calls LAST_INSERT_ID(expr), which says the insert id: in ON DUPLICATE KEY UPDATE, or for each of its rows. */
  readonly namesId?: boolean;
  /** Of REPLACE: unique keys that a row of another shard may have, too. Offsets of their columns. */
  readonly replaced: ReplacedRows | undefined;
  /** Of IGNORE and ON DUPLICATE KEY UPDATE where the gate must know which row a new one is a duplicate of. */
  readonly searched?: SearchedRows;
  readonly multiShardAutocommit: boolean;
  /** Of RETURNING: what any shard is asked where no row is inserted, since only a mysqld knows the answer's columns. */
  readonly emptyQuery?: string;
};

export type InsertSource =
  | {
      readonly kind: 'Values';
      readonly rows: readonly InsertRow[];
      /** Gives the values that are expressions: one row, a column for each `Computed` cell. */
      readonly computed: PlanNode | undefined;
    }
  /**
   * Each row comes from a query; `added` are the values of the columns behind those. The query's last `extras` columns are no columns of the row's: the
   * text behind a row has them as binds, which makes a statement of each row.
   */
  | {
      readonly kind: 'Query';
      readonly input: PlanNode;
      readonly added: readonly PlanValue[];
      readonly extras: readonly string[];
    };

/** Text of a row with its parentheses, and the cells that the gate needs to know. */
export type InsertRow = {
  readonly text: string;
  readonly cells: readonly InsertCell[];
  /** It has DEFAULT or columns of the row, which mean nothing outside of VALUES. */
  readonly isOfValues?: boolean;
};

export type InsertCell = {
  /** Of its column. */
  readonly offset: number;
  readonly value: PlanValue | { readonly kind: 'Computed'; readonly column: number };
  /** The text has this bind in the cell's place; absent: it has the value itself. */
  readonly bind?: string;
};

export type InsertVindex = {
  readonly vindex: VindexUse;
  /** The table's columns of the vindex, and where a row has their values. */
  readonly columns: readonly string[];
  readonly offsets: readonly number[];
  /** Of each column, whether IGNORE puts another value there instead of NULL. */
  readonly filled: readonly boolean[];
  readonly owned: boolean;
  /** The unique key of just these columns. */
  readonly key: string | undefined;
};

/** By what rows are found that have a new one's values of a unique key. */
export type KeyColumns = {
  readonly columns: readonly string[];
  readonly offsets: readonly number[];
  /** What each column keeps of a value that is written. */
  readonly stores: readonly StoredColumn[];
  /** Of each column, whether a mysqld that takes NULL for it puts another value there. */
  readonly filled: readonly boolean[];
};

/** How the rows that a REPLACE removes are found. */
export type ReplacedRows = {
  readonly keys: readonly KeyColumns[];
  /** Reads the primary vindex's columns, then those of each owned vindex and of all keys, of the rows that a key has; ends behind `where `. */
  readonly select: string;
  /** `delete from t where `. */
  readonly remove: string;
};

/** How the row that a new one is a duplicate of is found, on whichever shard it is, and followed when the statement changes what says where it is. */
export type SearchedRows = {
  /** The primary key first; a mysqld takes the row that the first of its keys finds. */
  readonly keys: readonly SearchedKey[];
  /** Reads the columns of `key`, and of `changed` those of all vindexes; ends behind `where `. */
  readonly select: string;
  /** The primary key's columns. */
  readonly key: readonly string[];
  /** What vindexes say of a row is changed by the statement; absent: rows keep their places and entries. */
  readonly changed?: FollowedChange;
};

export type SearchedKey = KeyColumns & {
  /** '' for a unique vindex whose columns no unique key has. */
  readonly name: string;
  /** Which of the vindexes tells where a row with the key's values is; 0: where the new one belongs. */
  readonly vindex: number;
};

export type FollowedChange = {
  /** Foreign keys tie the row to others, which would not move with it. */
  readonly staysPut?: true;
  /** Reads what the primary key will be, of the row that it is now and of the new one's values; undefined: it stays. Ends behind `where `. */
  readonly nextKey: string | undefined;
  /** The new row's values that `nextKey` has as binds. */
  readonly values: readonly { readonly bind: string; readonly offset: number }[];
  /** All columns that can be written, for a row whose shard becomes another one; ends behind `where `. */
  readonly whole: string;
  /** `insert into t(…) values `. */
  readonly insert: string;
  /** `delete from t where `. */
  readonly remove: string;
};
