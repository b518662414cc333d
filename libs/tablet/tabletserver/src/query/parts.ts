import type { VtError } from '@vt/base';
import type { TabletConfig } from '../config.ts';
import type { MigrationPort } from '../migration/migration-port.ts';
import type { Pools } from '../pools.ts';
import type { Protections } from '../protect/protections.ts';
import type { ThrottlerReports } from '../report/answer-report.ts';
import type { TableHolds } from '../rules/table-holds.ts';
import type { SchemaTable } from '../schema/schema-engine.ts';
import type { ServingState } from '../state/serving-state.ts';
import type { StatementCache } from '../statement/statement-cache.ts';
import type { TabletStats } from '../stats.ts';
import type { TransactionPool } from '../transaction/transaction-pool.ts';
import type { TwoPc } from '../twopc/two-pc.ts';
import type { Killer } from './killer.ts';
import type { QueryLog } from './query-log.ts';

/** What the query server is made of while it is open. */
export type QueryServerParts = {
  readonly config: TabletConfig;
  readonly state: ServingState;
  readonly pools: Pools;
  readonly transactions: TransactionPool;
  readonly statements: StatementCache;
  readonly killer: Killer;
  readonly protect: Protections;
  readonly queryLog: QueryLog;
  readonly stats: TabletStats;
  readonly holds: TableHolds;
  /** What tables there are now. */
  readonly tables: () => ReadonlyMap<string, SchemaTable>;
  /** Undefined: there is none here. */
  readonly migrations: () => MigrationPort | undefined;
  /** Undefined: not on this tablet, or not now. */
  readonly twoPc: () => TwoPc | undefined;
  readonly throttler: () => ThrottlerReports | undefined;
  /** A table or view may have changed. */
  readonly onSchemaChange: () => void;
  /** mysqld could not be reached, or a connection to it broke. */
  readonly onConnectionError: (error: VtError) => void;
};
