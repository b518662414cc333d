import type { QueryStatement } from '@vt/sqlparser';
import type { Destination, Table, TabletTypeName, VSchema } from '@vt/vschema';

/** What a plan depends on besides the statement; a plan is right for as long as none of this changes. */
export type PlannerEnvironment = {
  readonly vschema: VSchema;
  /** The selected keyspace; '' for none. */
  readonly keyspace: string;
  readonly tabletType: TabletTypeName;
  /** What the client targets directly: then nothing is planned. */
  readonly destination: Destination | undefined;
  /** A keyspace for what any mysqld answers alike. */
  readonly anyKeyspace: string | undefined;
  /** Texts that their mysqlds find equal, and a vindex does not, are taken to be spelled alike. */
  readonly trustTextVindexes?: boolean;
  readonly noScatter: boolean;
  /** Whether what a write reads may come from a scratch server where it cannot be planned; undefined: no. */
  readonly scratch?: boolean;
  /** sql_mode has ONLY_FULL_GROUP_BY, as MySQL's default has; undefined: nothing is said of it, and no plan is refused for it. */
  readonly onlyFullGroupBy?: boolean;
  /** Whose servers the shards are; undefined: MySQL's. */
  readonly flavor?: 'mysql' | 'mariadb';
  /** A quotient is stored with more digits than it is shown with, as MariaDB does; undefined: no. */
  readonly keepsQuotients?: boolean;
  /** A query may have clauses of MariaDB's own, which are known to its server alone; undefined: no. */
  readonly ownClauses?: boolean;
  /** An UPDATE of joined tables assigns a row's values at once, as MariaDB does, not from left to right; undefined: no. */
  readonly assignsAtOnce?: boolean;
  /** IN of a query with a LIMIT is an error, as it is to every mysqld; undefined: no. */
  readonly refusesLimitedLists?: boolean;
  /** Whether the session has foreign keys checked; undefined: yes. */
  readonly foreignKeyChecks?: boolean;
  /** The table that is read instead of one: of a copy of a statement. */
  readonly mirrored?: (table: Table) => Table;
  /** The query of a view; undefined where the name is none. */
  readonly view?: (keyspace: string, name: string) => QueryStatement | undefined;
};
