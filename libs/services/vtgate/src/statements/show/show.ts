import type { StatementHandler, StatementRun } from '../../executor/statement.ts';
import { scan, type Token } from '../../text/scan.ts';
import { showMigrationLogs, showMigrations } from '../migrations.ts';
import { showMetadata } from '../vitess-metadata.ts';
import { showCreateDatabase } from './create-database.ts';
import { showDatabases } from './databases.ts';
import { showIndex, showTableStatus } from './figures.ts';
import { showGtidExecuted } from './gtid-executed.ts';
import { showProcesslist } from './processlist.ts';
import { showReplicationStatus } from './replication-status.ts';
import { showOpenTables, showServer, showTables } from './server.ts';
import { showStatus } from './status.ts';
import { showThrottledApps, showThrottlerStatus } from './throttler.ts';
import { showTransactionStatus, showUnresolved } from './transactions.ts';
import { showVariables } from './variables.ts';
import { showShards, showTablets, showTarget } from './vitess.ts';
import { showVSchema } from './vschema.ts';
import { showWarnings } from './warnings.ts';

/** A SHOW command, found by the words after SHOW. */
export type ShowCommand = {
  /** Alternatives of what must follow SHOW, words separated by one space. */
  readonly words: readonly string[];
  readonly run: StatementHandler;
};

/** The first that fits is taken; what fits none is for a mysqld to answer. */
const commands: readonly ShowCommand[] = [
  { words: ['COUNT ( * ) WARNINGS', 'COUNT ( * ) ERRORS', 'ERRORS', 'WARNINGS'], run: showWarnings },
  { words: ['CREATE DATABASE', 'CREATE SCHEMA'], run: showCreateDatabase },
  { words: ['DATABASES', 'KEYSPACES', 'SCHEMAS', 'VITESS_KEYSPACES'], run: showDatabases },
  { words: ['FULL TABLES', 'TABLES', 'EXTENDED TABLES', 'EXTENDED FULL TABLES'], run: showTables },
  { words: ['GLOBAL VARIABLES', 'LOCAL VARIABLES', 'SESSION VARIABLES', 'VARIABLES'], run: showVariables },
  { words: ['FULL PROCESSLIST', 'PROCESSLIST'], run: showProcesslist },
  { words: ['LOCAL STATUS', 'SESSION STATUS', 'STATUS'], run: showStatus },
  { words: ['OPEN TABLES'], run: showOpenTables },
  { words: ['TABLE STATUS'], run: showTableStatus },
  { words: ['INDEX', 'INDEXES', 'KEYS', 'EXTENDED INDEX', 'EXTENDED INDEXES', 'EXTENDED KEYS'], run: showIndex },
  { words: ['TRANSACTION STATUS'], run: showTransactionStatus },
  { words: ['UNRESOLVED TRANSACTIONS'], run: showUnresolved },
  { words: ['VITESS_MIGRATION'], run: showMigrationLogs },
  { words: ['VITESS_MIGRATIONS'], run: showMigrations },
  { words: ['GLOBAL GTID_EXECUTED', 'GLOBAL VGTID_EXECUTED'], run: showGtidExecuted },
  { words: ['VITESS_REPLICATION_STATUS'], run: showReplicationStatus },
  { words: ['VITESS_SHARDS'], run: showShards },
  { words: ['VITESS_TABLETS'], run: showTablets },
  { words: ['VITESS_METADATA VARIABLES'], run: showMetadata },
  { words: ['VITESS_TARGET'], run: showTarget },
  { words: ['VITESS_THROTTLED_APPS'], run: showThrottledApps },
  { words: ['VITESS_THROTTLER STATUS'], run: showThrottlerStatus },
  { words: ['VSCHEMA'], run: showVSchema },
];

export const show: StatementHandler = async (run) => {
  const text = wordsOf(run).join(' ');
  const command = commands.find(({ words }) => words.some((start) => text === start || text.startsWith(`${start} `)));
  await (command?.run ?? showServer)(run);
};

function wordsOf({ sql, mode }: StatementRun): string[] {
  return [...scan(sql, mode)].slice(1).map((token: Token) => token.text);
}
