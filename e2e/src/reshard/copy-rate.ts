import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { prefixOf } from '../harness/servers.ts';
import { copied, MoveCluster } from './move-cluster.ts';

export type CopyRate = {
  readonly rows: number;
  readonly copyMs: number;
  readonly dumpMs: number;
  readonly ratio: number;
};

const INSERT_ROWS = 1_000;

/** Copies the same table, with the same indexes, by a workflow and by `mysqldump | mysql`, one after the other on the same servers. */
export async function copyRate(rows: number, print: (line: string) => void, portBase?: number): Promise<CopyRate> {
  const cluster = await MoveCluster.start(portBase === undefined ? {} : { portBase });
  try {
    await cluster.addShard('old', '0');
    await cluster.addShard('new', '0');
    await fill(cluster, rows);
    const dumpMs = await timed(() => dump(cluster));
    const create = ['create', '--source-keyspace', 'old', '--tables', 't', '--tablet-types', 'PRIMARY'];
    await cluster.vtctl('MoveTables', '--workflow', 'w', '--target-keyspace', 'new', ...create, '--auto-start=false');
    const copyMs = await timed(async () => {
      await cluster.rowsOf('new', '0', 'select 1');
      await cluster.vtctl('Workflow', '--keyspace', 'new', 'start', '--workflow', 'w');
      await copied(cluster, 'new', 'w', 3_600_000);
    });
    const [count] = await cluster.rowsOf('new', '0', 'select count(*) as n from t');
    if (Number(count?.n) !== rows) throw new Error(`${String(count?.n)} of ${rows} rows were copied`);
    const result = { rows, copyMs, dumpMs, ratio: dumpMs / copyMs };
    print(describe(result));
    return result;
  } finally {
    await cluster.stop();
  }
}

const describe = ({ rows, copyMs, dumpMs, ratio }: CopyRate): string =>
  `${rows} rows: workflow ${copyMs} ms (${Math.round((rows * 1000) / copyMs)} rows/s), mysqldump | mysql ${dumpMs} ms, ratio ${ratio.toFixed(2)}, machine load ${(loadavg()[0] ?? 0).toFixed(1)}`;

async function timed(work: () => Promise<void>): Promise<number> {
  const startMs = Date.now();
  await work();
  return Date.now() - startMs;
}

/** The table `t` of keyspace `old`. */
export async function fill(cluster: MoveCluster, rows: number): Promise<void> {
  const run = (sql: string) => cluster.rowsOf('old', '0', sql);
  await run(
    'create table t (id bigint primary key, owner int, note varchar(64), at datetime(3), key (owner), key (at))',
  );
  for (let from = 0; from < rows; from += INSERT_ROWS) {
    const count = Math.min(INSERT_ROWS, rows - from);
    const values = Array.from(
      { length: count },
      (_, i) => `(${from + i}, ${(from + i) % 997}, 'row ${from + i}', now(3))`,
    );
    await run(`insert into t values ${values.join(', ')}`);
  }
}

/** Into a database of its own beside the target's. */
async function dump(cluster: MoveCluster): Promise<void> {
  await cluster.rowsOf('new', '0', 'create database dumped');
  const bin = join(prefixOf('mysql') ?? '', 'bin');
  const options = ['--no-defaults', '--user=vt_dba'];
  const source = spawn(join(bin, 'mysqldump'), [
    ...[...options, `--socket=${cluster.socketOf('old', '0')}`, '--single-transaction', '--set-gtid-purged=OFF'],
    ...['--no-tablespaces', 'vt_old', 't'],
  ]);
  const target = spawn(join(bin, 'mysql'), [...options, `--socket=${cluster.socketOf('new', '0')}`, 'dumped']);
  source.stdout.pipe(target.stdin);
  const problems: string[] = [];
  for (const { stderr } of [source, target]) stderr.on('data', (chunk: Buffer) => problems.push(chunk.toString()));
  const ends = await Promise.all([source, target].map((child) => once(child, 'exit')));
  if (ends.some(([code]) => code !== 0)) throw new Error(`mysqldump | mysql: ${problems.join('')}`);
}
