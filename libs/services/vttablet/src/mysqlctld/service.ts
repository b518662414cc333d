import { execFile } from 'node:child_process';
import { isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { VtError } from '@vt/base';
import { parsePosition } from '@vt/mysql';
import { applyBinlogs, besideServer, formatServerVersion, readBinlog } from '@vt/mysqlctl';
import type { MethodsOfKind, Request, ResponseInput, ServiceHandlers } from '@vt/proto';
import { type CallContext, type Logger, unaryHandler } from '@vt/servenv';
import { hostMetrics } from '../mysqlctl/host-metrics.ts';
import { withReplication } from '../mysqld/dba.ts';
import { timeOf } from '../time.ts';
import type { MysqldOwner } from './owner.ts';

type Service = 'mysqlctl.MysqlCtl';
type Method = MethodsOfKind<Service, 'unary'>;
type Orders = {
  readonly [M in Method]: (
    owner: MysqldOwner,
    request: Request<Service, M>,
    context: CallContext,
  ) => Promise<ResponseInput<Service, M>>;
};

/** The methods of mysqlctl.MysqlCtl, sorted. */
const orders: Orders = {
  ApplyBinlogFile: async ({ mysqld }, request, { signal }) => {
    const { binlog_file_name: file, binlog_restore_position: text, binlog_restore_datetime: time } = request;
    const { flavor } = mysqld.version;
    const kind = flavor === 'mysql' ? 'MySQL56' : 'MariaDB';
    const position = parsePosition(text, kind);
    if (position !== undefined && position.kind !== kind) {
      throw new VtError({ code: 'INVALID_ARGUMENT', message: `a position of ${flavor} is wanted, not '${text}'` });
    }
    await applyBinlogs({
      program: mysqld.program,
      version: mysqld.version,
      socket: mysqld.layout.socket,
      files: [pathOf(mysqld.layout.binLogDir, file)],
      from: await withReplication(mysqld, (replication) => replication.position(signal), signal),
      to: position,
      before: time ? new Date(Number(time.seconds) * 1000) : undefined,
      signal,
    });
    return {};
  },
  HostMetrics: ({ mysqld }) => hostMetrics(mysqld.layout.dataDir),
  ReadBinlogFilesTimestamps: async ({ mysqld }, { binlog_file_names: names }) => {
    const files = names.map((name) => readBinlog(pathOf(mysqld.layout.binLogDir, name)));
    const held = files.filter(({ firstTime }) => firstTime > 0);
    const [first, last] = [held[0], held.at(-1)];
    if (!first || !last) return {};
    return {
      first_timestamp: timeOf(first.firstTime * 1000),
      first_timestamp_binlog: first.path,
      last_timestamp: timeOf(last.lastTime * 1000),
      last_timestamp_binlog: last.path,
    };
  },
  RefreshConfig: rewriteConfig,
  ReinitConfig: rewriteConfig,
  RunMysqlUpgrade: async ({ mysqld }, _request, { signal }) => {
    // MySQL upgrades itself when it starts.
    if (mysqld.version.flavor === 'mysql') return {};
    const program = besideServer(mysqld.program, 'mariadb-upgrade');
    const args = ['--no-defaults', `--socket=${mysqld.layout.socket}`, '--user=vt_dba'];
    await promisify(execFile)(program, args, { signal }).catch((error: Error & { readonly stderr?: string }) => {
      if ('code' in error && error.code === 'ENOENT') {
        const message = `mariadb-upgrade is neither beside ${mysqld.program} nor on PATH`;
        throw new VtError({ code: 'FAILED_PRECONDITION', message });
      }
      throw new VtError({ code: 'INTERNAL', message: `${program}: ${error.stderr?.trim() || error.message}` });
    });
    return {};
  },
  Shutdown: async (owner, { mysql_shutdown_timeout: limit, wait_for_mysqld: waits, kill }) => {
    const timeoutMs = limit ? Number(limit.seconds) * 1000 + limit.nanos / 1e6 : undefined;
    const stopped = owner.stop(timeoutMs, kill);
    if (waits || kill) await stopped;
    else stopped.catch(() => {});
    return {};
  },
  Start: async (owner, { mysqld_args: args }, { signal }) => {
    await owner.start(args, signal);
    return {};
  },
  VersionString: async ({ mysqld }) => ({ version: formatServerVersion(mysqld.version) }),
};

async function rewriteConfig({ mysqld }: MysqldOwner): Promise<object> {
  mysqld.writeConfig();
  return {};
}

const pathOf = (folder: string, name: string): string => (isAbsolute(name) ? name : join(folder, name));

/** A handler for every method, which puts into the log who orders what. */
export function mysqlCtlHandlers(owner: MysqldOwner, log: Logger): ServiceHandlers<Service> {
  const handlers = Object.entries(orders).map(([method, order]) => [
    method,
    unaryHandler(async (request: never, context: CallContext) => {
      log.info({ method, peer: context.peer }, 'order');
      return await order(owner, request, context);
    }),
  ]);
  return Object.fromEntries(handlers) as ServiceHandlers<Service>;
}
