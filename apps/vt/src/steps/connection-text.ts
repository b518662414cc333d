import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import colors from 'picocolors';
import type { ClusterConfig } from '../cluster/config.ts';
import { portOf } from '../cluster/ports.ts';

/** How to use the cluster that has just become ready. */
export function connectionText(dir: string, config: ClusterConfig): string {
  const mysql = portOf(config, 'vtgateMysql');
  const keyspace = config.keyspaces.at(-1)?.name ?? '';
  const page = (port: number) => `http://127.0.0.1:${port}/debug/status`;
  const where = `--dir ${quoted(shown(dir))}`;
  const rows: readonly (readonly [string, string])[] = [
    ['MySQL', `mysql -h 127.0.0.1 -P ${mysql} -u root`],
    ['without a client', `npx vt sql ${where}`],
    ['Node', `mysql.createConnection({ host: '127.0.0.1', port: ${mysql}, user: 'root', database: '${keyspace}' })`],
    ['keyspaces', config.keyspaces.map(({ name, shards }) => `${name} (${shards.join(', ')})`).join(', ')],
    ['vtgate', `${page(portOf(config, 'vtgateHttp'))}, gRPC ${portOf(config, 'vtgateGrpc')}`],
    ['vtctld', `${page(portOf(config, 'vtctldHttp'))}, gRPC ${portOf(config, 'vtctldGrpc')}`],
    ['vtorc', page(portOf(config, 'vtorcHttp'))],
    ['tablet 100', page(portOf(config, 'tabletHttp', 100))],
    ['data, logs', `${dir}, ${join(dir, 'logs')}`],
    ['status, stop', `npx vt status ${where}; npx vt down ${where}`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${colors.bold(name.padEnd(width))}  ${value}`);
  return `${colors.green('ready')}\n${lines.join('\n')}\n`;
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Relative when that is shorter and works from here. */
function shown(dir: string): string {
  const near = relative(process.cwd(), dir);
  return near !== '' && !near.startsWith('..') && existsSync(near) ? near : dir;
}
