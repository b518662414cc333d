import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { TestCluster } from '../harness/cluster.ts';
import { cpuUs } from './cpu.ts';
import type { LoadRequest, LoadResult } from './loadgen.ts';
import type { RawTarget } from './raw-client.ts';
import { TABLE_ROWS, workloads } from './workloads.ts';

const run = promisify(execFile);
const LOAD_BATCH_ROWS = 1_000;
const PRIMARY = 'vttablet-100';

const usage = `npm run bench -- [--workload NAME]… [--connections 1,8,64] [--repeats 5] [--seconds 3] [--json FILE]
Throughput, latency and CPU of a direct connection, a byte-forwarding proxy, and vtgate with vttablet, in one run.`;

type Options = {
  readonly workloads: readonly string[];
  readonly connections: readonly number[];
  readonly repeats: number;
  readonly seconds: number;
  readonly json: string | undefined;
};

function parseOptions(): Options {
  const { values } = parseArgs({
    options: {
      workload: { type: 'string', multiple: true },
      connections: { type: 'string', default: '1,8,64' },
      repeats: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      json: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  return {
    workloads: values.workload ?? workloads.map((w) => w.name),
    connections: values.connections.split(',').map(Number),
    repeats: Number(values.repeats),
    seconds: Number(values.seconds),
    json: values.json,
  };
}

type System = { readonly name: string; readonly target: RawTarget };

/** CPU per statement of each process of the path, in microseconds. */
type Figure = {
  readonly system: string;
  readonly result: LoadResult;
  readonly gateUs: number;
  readonly tabletUs: number;
};

async function schemaDir(dir: string): Promise<string> {
  const folder = join(dir, 'schema', 'bench');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'schema.sql'),
    `create table sbtest1 (id bigint not null primary key, k int not null default 0, c char(120) not null default '', pad char(60) not null default '', key k_1 (k));\n`,
  );
  await writeFile(join(folder, 'vschema.json'), JSON.stringify({ tables: { sbtest1: {} } }));
  return join(dir, 'schema');
}

async function loadRows(cluster: TestCluster): Promise<void> {
  const connection = await cluster.connect('bench');
  for (let id = 1; id <= TABLE_ROWS; id += LOAD_BATCH_ROWS) {
    const rows = Array.from(
      { length: LOAD_BATCH_ROWS },
      (_, i) => `(${id + i}, ${id + i}, '${'c'.repeat(100)}', '${'p'.repeat(50)}')`,
    );
    await connection.query(`insert into sbtest1 (id, k, c, pad) values ${rows.join(',')}`);
  }
}

/** A user for the direct connection over TCP, so that all three systems are reached alike. */
async function directTarget(cluster: TestCluster): Promise<RawTarget> {
  const socketPath = join(cluster.dir, 'vt_0000000100', 'mysql.sock');
  const dba = await createConnection({ socketPath, user: 'vt_dba' });
  await dba.query('set sql_log_bin = 0');
  await dba.query("create user if not exists 'bench'@'127.0.0.1' identified by 'bench'");
  await dba.query("grant all on `vt_bench`.* to 'bench'@'127.0.0.1'");
  await dba.end();
  return { host: '127.0.0.1', port: cluster.portBase + 2_100, user: 'bench', password: 'bench', database: 'vt_bench' };
}

async function startProxy(targetPort: number): Promise<{ process: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('tcp-proxy.js', import.meta.url)), String(targetPort)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { process: child, port: Number(line.toString()) };
}

async function measure(
  system: System,
  workload: string,
  connections: number,
  seconds: number,
  pids: readonly [number, number],
): Promise<Figure> {
  const request: LoadRequest = {
    target: system.target,
    workload,
    connections,
    warmupMs: 500,
    durationMs: seconds * 1_000,
  };
  const before = await Promise.all(pids.map(cpuUs));
  const { stdout } = await run(
    process.execPath,
    [fileURLToPath(new URL('loadgen.js', import.meta.url)), JSON.stringify(request)],
    { maxBuffer: 1 << 24 },
  );
  const after = await Promise.all(pids.map(cpuUs));
  const result = JSON.parse(stdout) as LoadResult;
  // CPU is read around the whole run, warm-up included, so it is shared among the statements of both.
  const total =
    result.units * ((seconds + 0.5) / seconds) * (workloads.find((w) => w.name === workload)?.statements ?? 1);
  return {
    system: system.name,
    result,
    gateUs: ((after[0] ?? 0) - (before[0] ?? 0)) / total,
    tabletUs: ((after[1] ?? 0) - (before[1] ?? 0)) / total,
  };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

type Line = {
  readonly workload: string;
  readonly connections: number;
  readonly system: string;
  readonly perSecond: number;
  /** Throughput as a share of the direct connection's. */
  readonly ofDirect: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly gateCpuUs: number;
  readonly tabletCpuUs: number;
  readonly errors: number;
};

function summarise(workload: string, connections: number, figures: readonly Figure[]): Line[] {
  const perSecond = (name: string): number =>
    median(figures.filter((f) => f.system === name).map((f) => f.result.units / f.result.seconds));
  return [...new Set(figures.map((f) => f.system))].map((system) => {
    const own = figures.filter((f) => f.system === system);
    const of = (pick: (f: Figure) => number): number => Math.round(median(own.map(pick)) * 10) / 10;
    return {
      workload,
      connections,
      system,
      perSecond: Math.round(perSecond(system)),
      ofDirect: Math.round((perSecond(system) / perSecond('direct')) * 1_000) / 1_000,
      p50Us: of((f) => f.result.p50Us),
      p99Us: of((f) => f.result.p99Us),
      gateCpuUs: of((f) => f.gateUs),
      tabletCpuUs: of((f) => f.tabletUs),
      errors: own.reduce((sum, f) => sum + f.result.errors, 0),
    };
  });
}

function print(lines: readonly Line[]): void {
  for (const l of lines) {
    const cpu = l.system === 'vtgate' ? `  gate ${l.gateCpuUs} + tablet ${l.tabletCpuUs} µs CPU a statement` : '';
    const errors = l.errors > 0 ? `  ${l.errors} ERRORS` : '';
    process.stdout.write(
      `${l.workload.padEnd(22)} ${String(l.connections).padStart(4)} conns  ${l.system.padEnd(7)} ${String(l.perSecond).padStart(7)}/s  ` +
        `${l.ofDirect.toFixed(2)} of direct  p50 ${l.p50Us} p99 ${l.p99Us} µs${cpu}${errors}\n`,
    );
  }
}

async function main(): Promise<void> {
  const options = parseOptions();
  const dir = await mkdtemp(join(tmpdir(), 'vt-bench-'));
  const cluster = await TestCluster.start({
    dir,
    flags: ['--keyspace', 'bench=0', '--replicas', '0', '--schema-dir', await schemaDir(dir)],
  });
  const proxy = await startProxy(cluster.portBase + 2_100);
  const all: Line[] = [];
  try {
    await loadRows(cluster);
    const direct = await directTarget(cluster);
    const systems: System[] = [
      { name: 'direct', target: direct },
      { name: 'proxy', target: { ...direct, port: proxy.port } },
      { name: 'vtgate', target: { host: '127.0.0.1', port: cluster.mysqlPort, user: 'root', database: 'bench' } },
    ];
    const pids = [
      (await cluster.processNamed('vtgate')).pid ?? 0,
      (await cluster.processNamed(PRIMARY)).pid ?? 0,
    ] as const;
    for (const workload of options.workloads) {
      for (const connections of options.connections) {
        const figures: Figure[] = [];
        for (let repeat = 0; repeat < options.repeats; repeat++) {
          for (const system of systems)
            figures.push(await measure(system, workload, connections, options.seconds, pids));
        }
        const lines = summarise(workload, connections, figures);
        print(lines);
        all.push(...lines);
      }
    }
    if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(all, null, 2)}\n`);
  } finally {
    proxy.process.kill();
    await cluster.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

await main();
