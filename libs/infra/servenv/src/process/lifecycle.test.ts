import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@vt/base/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { portHolders, portProblem } from './port.ts';

const children: ChildProcess[] = [];
const dirs: string[] = [];
afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

/** The compiled sample: starting TypeScript from source costs seconds a process. INVARIANT: never an outdated one. */
function builtMain(): string {
  const library = new URL('../../', import.meta.url).pathname;
  const newest = readdirSync(join(library, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .reduce((latest, name) => Math.max(latest, statSync(join(library, 'src', name)).mtimeMs), 0);
  const built = join(library, 'dist/.tsbuildinfo');
  if (!existsSync(built) || statSync(built).mtimeMs < newest)
    throw new Error('run npm run build: dist is not up to date');
  return join(library, 'dist/process/testdata/sample-main.js');
}

class Run {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';

  constructor(argv: readonly string[]) {
    this.child = spawn(process.execPath, [builtMain(), ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(this.child);
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
  }

  async logged(part: string): Promise<void> {
    while (!this.stderr.includes(part)) {
      if (this.child.exitCode !== null) throw new Error(`ended with ${this.child.exitCode}: ${this.stderr}`);
      await Promise.race([once(this.child.stderr ?? this.child, 'data'), once(this.child, 'exit')]);
    }
  }

  async exit(): Promise<number | null> {
    if (this.child.exitCode === null) await once(this.child, 'close');
    return this.child.exitCode;
  }

  /** Messages of the log in order. */
  get messages(): string[] {
    const lines = this.stderr.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => String((JSON.parse(line) as { msg: unknown }).msg));
  }
}

async function started(...argv: string[]): Promise<{ run: Run; url: string; grpcPort: number }> {
  const [port, grpcPort] = [await freePort(), await freePort()];
  const run = new Run([`--port=${port}`, `--grpc_port=${grpcPort}`, ...argv]);
  await run.logged('"ready"');
  return { run, url: `http://127.0.0.1:${port}`, grpcPort };
}

const get = async (url: string) => {
  const response = await fetch(url);
  return { status: response.status, type: response.headers.get('content-type') ?? '', body: await response.text() };
};

describe('a process', () => {
  test('starts, shows its pages, drains in order at SIGTERM and exits 0', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'life-'));
    dirs.push(dir);
    const pidFile = join(dir, 'pid');
    const { run, url } = await started(`--pid-file=${pidFile}`, '--sample-secret', 'hunter2', '--log-err-stacks');
    expect(readFileSync(pidFile, 'utf8')).toBe(`${run.child.pid}\n`);
    expect(await get(`${url}/debug/health`)).toMatchObject({ status: 200, body: 'ok' });
    expect(await get(`${url}/healthz`)).toMatchObject({ status: 200, body: 'ok' });
    expect(JSON.parse((await get(`${url}/debug/vars`)).body)).toMatchObject({ BuildVersion: '24.0.0', SampleCount: 1 });
    expect((await get(`${url}/metrics`)).body).toContain('\nvtgate_sample_count 1\n');
    const { body } = await get(`${url}/metrics`);
    expect(body).toMatch(/^nodejs_heap_size_total_bytes /m);
    expect(body).toMatch(/^process_start_time_seconds /m);
    expect(JSON.parse((await get(`${url}/debug/status_details`)).body)).toContainEqual({
      Key: 'Sample',
      Class: 'healthy',
      Value: '<fine>',
    });
    const page = await get(`${url}/debug/status`);
    expect(page).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    expect(page.body).toContain('&lt;fine&gt;');
    expect(JSON.parse((await get(`${url}/debug/config`)).body)).toMatchObject({ 'sample-secret': '[redacted]' });
    expect(await get(`${url}/debug/liveness`)).toMatchObject({ status: 200 });
    expect(await get(`${url}/nothing`)).toMatchObject({ status: 404 });
    run.child.kill('SIGTERM');
    expect(await run.exit()).toBe(0);
    expect(existsSync(pidFile)).toBe(false);
    const order = ['drain', 'drained', 'signal aborted', 'close second', 'close first', 'stopped'];
    expect(run.messages.filter((message) => order.includes(message))).toEqual(order);
    expect(run.stderr).toContain('"flags":["log-err-stacks"]');
    expect(run.stderr + run.stdout).not.toContain('hunter2');
  });

  test('a CPU profile and a heap snapshot can be taken', async () => {
    const { url } = await started();
    const profile = JSON.parse((await get(`${url}/debug/pprof/profile?seconds=0.2`)).body) as { nodes: unknown[] };
    expect(profile.nodes.length).toBeGreaterThan(0);
    expect((await get(`${url}/debug/pprof/heap`)).body).toMatch(/^\{"snapshot":/);
    expect(await get(`${url}/debug/pprof/profile?seconds=x`)).toMatchObject({ status: 400 });
  });

  test('an unhealthy one says why', async () => {
    const { url } = await started('--sample-unhealthy');
    expect(await get(`${url}/debug/health`)).toMatchObject({ status: 500, body: 'not ok: sample: as asked\n' });
  });

  test('while it starts it is alive and answers 503', async () => {
    const port = await freePort();
    const run = new Run([`--port=${port}`, '--sample-start-forever']);
    await run.logged('waiting for ever');
    expect(await get(`http://127.0.0.1:${port}/debug/vars`)).toMatchObject({
      status: 503,
      body: 'starting: waiting for ever\n',
    });
    expect(await get(`http://127.0.0.1:${port}/debug/liveness`)).toMatchObject({ status: 200 });
    run.child.kill('SIGTERM');
    expect(await run.exit()).toBe(0);
  });

  test.each([
    ['read-only', 200, 403],
    ['deny-all', 403, 403],
  ])('--security-policy %s', async (policy, vars, heap) => {
    const { url } = await started(`--security-policy=${policy}`);
    expect(await get(`${url}/debug/vars`)).toMatchObject({ status: vars });
    expect(await get(`${url}/debug/pprof/heap`)).toMatchObject({ status: heap });
    expect(await get(`${url}/debug/liveness`)).toMatchObject({ status: 200 });
  });
});

describe('the end', () => {
  test.each([
    ['an uncaught exception is logged and exits 1', '--sample-throw-later', 1, 'thrown later'],
    ['a rejection that nobody handles is logged and exits 1', '--sample-reject-later', 1, 'rejected later'],
    ['a service that stops itself sets the code', '--sample-stop=7', 7, 'stopping: asked by the sample'],
  ])('%s', async (_what, argument, code, logged) => {
    const run = new Run([argument]);
    expect(await run.exit()).toBe(code);
    expect(run.stderr).toContain(logged);
  });

  test('a hook that hangs does not hold the process up', async () => {
    const { run } = await started('--sample-hang-on-term', '--onterm-timeout=200ms');
    run.child.kill('SIGINT');
    expect(await run.exit()).toBe(0);
    expect(run.stderr).toContain('a stop hook did not end in time');
  });
});

describe('the command line', () => {
  test('--version prints what tools look for', async () => {
    const run = new Run(['--version']);
    expect(await run.exit()).toBe(0);
    expect(run.stdout).toMatch(/Version: (\d+)\.(\d+)\.(\d+)/);
  });

  test('--help shows own and common flags', async () => {
    const run = new Run(['--help']);
    expect(await run.exit()).toBe(0);
    for (const part of ['vtgate: a process', '--grpc-port int', '--sample-stop int'])
      expect(run.stdout).toContain(part);
  });

  test('an unknown flag is named and exits 2', async () => {
    const run = new Run(['--grpc-prot=1']);
    expect(await run.exit()).toBe(2);
    expect(run.stderr).toBe('vtgate: unknown flag --grpc-prot; did you mean --grpc-port?\nTry vtgate --help\n');
  });

  test('a start that fails is one sentence and exits 1', async () => {
    const run = new Run(['--sample-fail']);
    expect(await run.exit()).toBe(1);
    expect(run.stderr).toMatch(/^vtgate: cannot start: the sample was told to fail$/m);
  });

  test.each(['--port', '--grpc-port'])('a taken %s is named with its holder', async (flagName) => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const run = new Run([`${flagName}=${port}`]);
    expect(await run.exit()).toBe(1);
    taken.close();
    expect(run.stderr).toContain(`port ${port} (${flagName}) is taken by process ${process.pid} (`);
  });
});

test('portHolders and portProblem know a free port from a taken one', async () => {
  const port = await freePort();
  expect(portHolders(port)).toEqual([]);
  expect(await portProblem(port, '127.0.0.1', '--port')).toBeUndefined();
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
  expect(pidsOf(port)).toEqual([process.pid]);
  taken.close();
});

test('portHolders tells all who listen on a port, each on an address of its own', async () => {
  const port = await freePort();
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
  const listen = `require('node:net').createServer().listen(${port}, '127.0.0.2', () => console.log('listens'))`;
  const other = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(other.stdout, 'data');
  expect(pidsOf(port)).toEqual([process.pid, other.pid].sort());
  other.kill();
  taken.close();
});

const pidsOf = (port: number): number[] =>
  portHolders(port)
    .map(({ pid }) => pid)
    .sort();
