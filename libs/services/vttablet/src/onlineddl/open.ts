import { VtError } from '@vt/base';
import { type Migration, readMigration } from '@vt/migration';
import { defaultOnlineDdlConfig, OnlineDdlExecutor } from '@vt/onlineddl';
import { crashAt, type ServiceEnv } from '@vt/servenv';
import { type Flavor, parse } from '@vt/sqlparser';
import type { MigrationAnswer, MigrationPort, TabletIdentity, TabletServer } from '@vt/tabletserver';
import { type TopoServer, tabletAliasString } from '@vt/topo';
import type { VReplicationEngine } from '@vt/vreplication';
import type { VttabletFlags } from '../flags.ts';
import type { OpenedServer } from '../mysqld/open-server.ts';
import { migrationStreams } from './streams.ts';
import { keyspaceThrottling } from './throttling.ts';

export type OnlineDdlDeps = {
  readonly identity: TabletIdentity;
  readonly topo: TopoServer;
  readonly opened: OpenedServer;
  readonly queryService: TabletServer;
  readonly vreplication: VReplicationEngine;
};

/** The migrations of this tablet's shard; it opens when the tablet is primary. */
export function openOnlineDdl(
  { flags, stats, log }: ServiceEnv<VttabletFlags>,
  deps: OnlineDdlDeps,
): OnlineDdlExecutor {
  const { identity, topo, opened, queryService, vreplication } = deps;
  const { alias, keyspace, shard, dbName } = identity;
  const executor = new OnlineDdlExecutor({
    tablet: { alias: tabletAliasString(alias), keyspace, shard, dbName },
    connect: { ...opened.server.connectOptions('vt_dba'), database: dbName, programName: 'onlineddl' },
    streams: migrationStreams(vreplication, { cell: alias.cell, keyspace, shard, dbName }),
    holds: queryService.holds,
    throttling: keyspaceThrottling(topo, keyspace),
    schemaChanged: async () => {
      await queryService.schema?.reload();
    },
    config: {
      ...defaultOnlineDdlConfig,
      checkIntervalMs: flags['migration-check-interval'],
      retainTablesMs: flags['retain-online-ddl-tables'],
      concurrentMax: flags['max-concurrent-online-ddl'],
    },
    stats,
    log: log.child({ engine: 'onlineddl' }),
    reachCrashPoint: crashAt(process.env['VT_CRASH_AT']),
  });
  if (flags['queryserver-enable-online-ddl'])
    queryService.migrations = migrationPort(executor, opened.server.version.flavor);
  return executor;
}

/** Statements that are the executor's, and not mysqld's. */
function migrationPort(executor: OnlineDdlExecutor, flavor: Flavor): MigrationPort {
  return {
    async run(sql, signal): Promise<MigrationAnswer> {
      const logs = /^\s*show\s+vitess_migration\s+'([^']*)'\s+logs\s*;?\s*$/i.exec(sql);
      if (logs) return logsAnswer(await executor.logs(logs[1] ?? '', signal));
      const statement = parse(sql, { flavor });
      if (statement.kind === 'AlterMigration')
        return { kind: 'changed', affectedRows: await executor.command(statement, signal) };
      const migration = readMigration(sql, flavor);
      if (!migration) throw new VtError({ code: 'INVALID_ARGUMENT', message: `not a migration: ${sql.slice(0, 200)}` });
      return { kind: 'changed', affectedRows: await submit(executor, migration, signal) };
    },
  };
}

const submit = (executor: OnlineDdlExecutor, migration: Migration, signal: AbortSignal): Promise<number> =>
  executor.submit(migration, signal);

const logColumns = ['migration_uuid', 'shard', 'log_path', 'migration_log'] as const;

function logsAnswer(rows: readonly Readonly<Record<string, string | null>>[]): MigrationAnswer {
  return { kind: 'rows', columns: logColumns, rows: rows.map((row) => logColumns.map((name) => row[name] ?? null)) };
}
