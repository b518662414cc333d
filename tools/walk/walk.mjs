import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { provisionSqlServer } from '../provision/servers.mjs';
import { ensureBuilt } from '../setup/build.mjs';
import { ensureDependencies } from '../setup/dependencies.mjs';
import { root } from '../setup/paths.mjs';
import { Refusal, say, step } from '../setup/progress.mjs';
import { run, tail } from '../setup/run.mjs';
import { stations } from './stations.mjs';

const DEFAULT_QUERY = 'select email from customer where customer_id = 1';
const RUNS = 2000;
const WARM_RUNS = 500;
const PORT_BASE = 34_000;
const REPORT_WAIT_MS = 60_000;

/**
 * Starts a small cluster whose gate and tablets count their calls, runs the query often, and prints each station of docs/walk.md with how
 * often it was passed and how long it took. --json prints it for programs, --all everything that ran.
 */
export async function walk(args) {
  const quiet = args.includes('--json');
  const query = args.find((arg) => !arg.startsWith('--')) ?? DEFAULT_QUERY;
  if (!quiet) {
    await ensureDependencies();
    await ensureBuilt();
  }
  await (quiet ? undefined : provisionSqlServer());
  const dir = mkdtempSync(join(tmpdir(), 'vt-walk-'));
  mkdirSync(join(dir, 'found'));
  const base = Number(args.find((arg) => arg.startsWith('--port-base='))?.slice(12) ?? PORT_BASE);
  try {
    await up(dir, base, quiet);
    const found = await measure(dir, base, query);
    print(query, found, args);
    return found.every(({ calls }) => calls > 0) || query !== DEFAULT_QUERY ? 0 : 1;
  } finally {
    await vt(['down', '--dir', join(dir, 'cluster')], {});
    rmSync(dir, { recursive: true, force: true });
  }
}

async function up(dir, base, quiet) {
  const probe = join(root, 'tools/walk/probe.mjs');
  const env = { VT_BUNDLE: '0', VT_WALK_DIR: join(dir, 'found'), NODE_OPTIONS: `--import ${probe}` };
  const flags = ['--dir', join(dir, 'cluster'), '--port-base', String(base), '--replicas', '0', '--detach'];
  const start = async () => {
    const { code, output } = await vt(['up', ...flags], env);
    if (code !== 0) throw new Refusal(`The cluster did not start:\n${tail(output)}`);
  };
  await (quiet ? start() : step('Starting a cluster that can be watched', start));
}

function vt(args, env) {
  return run(process.execPath, [join(root, 'apps/vt/bin.mjs'), ...args], { env: { ...process.env, ...env } });
}

async function measure(dir, base, query) {
  const watched = pidsOf(dir);
  const client = await connect(base);
  try {
    for (let i = 0; i < WARM_RUNS; i++) await client.query(query);
    for (const pid of watched) process.kill(pid, 'SIGUSR2');
    await delay(1000); // the profilers start
    for (let i = 0; i < RUNS; i++) await client.query(query);
    for (const pid of watched) process.kill(pid, 'SIGUSR2');
    return await reports(join(dir, 'found'), watched.length);
  } finally {
    await client.end();
  }
}

function pidsOf(dir) {
  const { processes } = JSON.parse(readFileSync(join(dir, 'cluster', 'vt.json'), 'utf8'));
  return Object.entries(processes)
    .filter(([name]) => /^(vtgate|vttablet)/.test(name))
    .map(([, { pid }]) => pid);
}

async function connect(base) {
  const { createConnection } = await import('mysql2/promise');
  return createConnection({ host: '127.0.0.1', port: base + 306, user: 'root', database: 'customer' });
}

async function reports(dir, count) {
  for (let waited = 0; waited < REPORT_WAIT_MS; waited += 100) {
    const files = existsSync(dir) ? readdirSync(dir) : [];
    const failed = files.find((name) => name.endsWith('.error'));
    if (failed) throw new Refusal(`A process could not be watched: ${readFileSync(join(dir, failed), 'utf8')}`);
    if (files.filter((name) => name.endsWith('.json')).length === count) break;
    await delay(100);
  }
  const all = { calls: {}, times: {} };
  for (const name of readdirSync(dir).filter((file) => file.endsWith('.json'))) {
    const { calls, times } = JSON.parse(readFileSync(join(dir, name), 'utf8'));
    for (const [key, value] of Object.entries(calls)) all.calls[key] = (all.calls[key] ?? 0) + value;
    for (const [key, value] of Object.entries(times)) all.times[key] = (all.times[key] ?? 0) + value;
  }
  const rows = stations().map((row) => {
    const key = `${row.file} ${row.fn}`;
    return { ...row, calls: all.calls[key] ?? 0, micros: (all.times[key] ?? 0) / RUNS };
  });
  rows.everything = all;
  return rows;
}

function print(query, rows, args) {
  if (args.includes('--json'))
    return say(
      JSON.stringify(rows.map(({ station, file, fn, calls, micros }) => ({ station, file, fn, calls, micros }))),
    );
  say(`\n${query}   (${RUNS} times; µs: on the stack, with all it calls)\n`);
  for (const { station, file, fn, calls, micros } of rows) {
    const often = calls === 0 ? '     –' : `${(calls / RUNS).toFixed(1).padStart(5)}×`;
    say(`${often} ${micros.toFixed(1).padStart(8)} µs  ${station.padEnd(16)} ${file} ${fn}`);
  }
  if (!args.includes('--all')) return;
  say('\nEverything that ran at least once a query:');
  const { calls, times } = rows.everything;
  for (const [key, count] of Object.entries(calls)
    .filter(([, n]) => n >= RUNS * 0.9)
    .sort(([a], [b]) => (times[b] ?? 0) - (times[a] ?? 0)))
    say(`${(count / RUNS).toFixed(1).padStart(6)}× ${((times[key] ?? 0) / RUNS).toFixed(1).padStart(8)} µs  ${key}`);
}
