import { noStorage } from '@vt/backupstorage';
import { VtError } from '@vt/base';
import { hotEngineOf, LOGICAL } from '@vt/mysqlctl';
import { eventStream, type Say } from '../backup/event-stream.ts';
import { runInitSql } from '../backup/init-sql.ts';
import { type How, takeBackup } from '../backup/take-backup.ts';
import { takeIncremental } from '../backup/take-incremental.ts';
import type { TabletManager } from '../manager/tablet-manager.ts';
import type { StreamRpc } from './rpc.ts';

const SHUTDOWN_MS = 300_000;
const CONCURRENCY = 4;

export const backup: StreamRpc<'Backup'> = async function* (manager, request, context) {
  const { backups } = manager;
  if (!backups) throw noStorage();
  const { concurrency, allow_primary, upgrade_safe, mysql_shutdown_timeout: timeout } = request;
  const options = {
    ...backups,
    concurrency: concurrency || CONCURRENCY,
    allowPrimary: allow_primary,
    upgradeSafe: upgrade_safe,
    how: howOf(manager, request.backup_engine ?? backups.engine),
    shutdownTimeoutMs: timeout ? Number(timeout.seconds) * 1000 + timeout.nanos / 1e6 : SHUTDOWN_MS,
  };
  const from = request.incremental_from_pos;
  const work = (say: Say): Promise<void> =>
    manager.copies.oneAtATime.run(async () => {
      if (request.init_sql) await runInitSql(manager, request.init_sql, say, context.signal);
      const isOffline = from === '' && options.how === 'stopped';
      await manager.backupStats.during(isOffline ? 'offline' : 'online', () =>
        from === ''
          ? takeBackup(manager, options, say, context.signal)
          : takeIncremental(manager, from, options, say, context.signal),
      );
    });
  for await (const event of eventStream(work)) yield { event };
};

/** @throws INVALID_ARGUMENT for an engine that this tablet's mysqld does not have */
function howOf({ opened }: Pick<TabletManager, 'opened'>, engine: string): How {
  if (engine === '' || engine === 'builtin') return 'stopped';
  if (engine === LOGICAL) return 'logical';
  const hot = opened.mysqld && hotEngineOf(opened.mysqld);
  if (engine === hot) return 'hot';
  const message = `unknown backup engine '${engine}': this tablet has builtin, ${LOGICAL}${hot ? ` and ${hot}` : ''}`;
  throw new VtError({ code: 'INVALID_ARGUMENT', message });
}
