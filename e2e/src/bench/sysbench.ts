import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RawTarget } from './raw-client.ts';
import { TABLE_ROWS } from './workloads.ts';

const run = promisify(execFile);

/** `sysbench` (the Debian package), or what VT_SYSBENCH names. */
const program = (): string => process.env['VT_SYSBENCH'] ?? 'sysbench';

export async function hasSysbench(): Promise<boolean> {
  return run(program(), ['--version']).then(
    () => true,
    () => false,
  );
}

/** Statements a second of sysbench's own point select, text protocol. */
export async function sysbenchPointSelect(target: RawTarget, connections: number, seconds: number): Promise<number> {
  const { stdout } = await run(program(), [
    'oltp_point_select',
    ...[`--mysql-host=${target.host}`, `--mysql-port=${target.port}`, `--mysql-user=${target.user}`],
    ...[`--mysql-db=${target.database}`, '--mysql-ssl=off', '--db-ps-mode=disable'],
    ...['--tables=1', `--table-size=${TABLE_ROWS}`, `--threads=${connections}`, `--time=${seconds}`],
    'run',
  ]);
  const queries = /transactions:\s+\d+\s+\(([\d.]+) per sec/.exec(stdout)?.[1];
  if (queries === undefined) throw new Error(`sysbench said:\n${stdout}`);
  return Number(queries);
}
