import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, type Output, runProgram, waitFor } from './cluster.ts';
import { endsWithUs } from './ending.ts';
import { repoRoot } from './servers.ts';

const STOP_TIMEOUT_MS = 60_000;
/** A tablet makes its mysqld's data first, which takes a busy machine a minute. */
const START_TIMEOUT_MS = 180_000;

/** Programs started one by one, as an operator's scripts would, in a folder of their own. */
export class Programs {
  readonly dir = mkdtempSync(join(tmpdir(), 'vt-programs-'));
  readonly #running = new Map<string, ChildProcess>();

  /** Starts one of our programs and returns when its pages answer. */
  async start(
    name: string,
    app: string,
    httpPort: number,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const file = join(repoRoot, 'apps', app, 'bin.mjs');
    const argv = [file, ...args, '--port', String(httpPort), '--bind-address', '127.0.0.1'];
    await this.#spawn(name, process.execPath, argv, `http://127.0.0.1:${httpPort}/debug/vars`, env);
  }

  /** Starts any other program and returns when the address answers. */
  async startOther(name: string, file: string, argv: readonly string[], ready: string): Promise<void> {
    await this.#spawn(name, file, argv, ready);
  }

  pid(name: string): number {
    return this.#running.get(name)?.pid ?? 0;
  }

  isRunning(name: string): boolean {
    const child = this.#running.get(name);
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Runs the admin client to its end. Throws when it fails. */
  async vtctldclient(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.tryVtctldclient(...args);
    if (code !== 0) throw new Error(`vtctldclient ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  tryVtctldclient(...args: string[]): Promise<Output> {
    return runProgram(process.execPath, [join(repoRoot, 'apps/vtctldclient/bin.mjs'), ...args]);
  }

  /** SIGKILL. */
  async kill(name: string): Promise<void> {
    const child = this.#running.get(name);
    this.#running.delete(name);
    if (!child?.pid || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async stop(name: string): Promise<void> {
    const child = this.#running.get(name);
    this.#running.delete(name);
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(patience);
  }

  /** Stops everything, the last started first, and removes the folder. */
  async close(): Promise<void> {
    for (const name of [...this.#running.keys()].reverse()) await this.stop(name);
    rmSync(this.dir, { recursive: true, force: true });
  }

  async #spawn(
    name: string,
    file: string,
    argv: readonly string[],
    ready: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    if (await answers(ready)) throw new Error(`somebody else’s ${name} answers at ${ready}`);
    const log = join(this.dir, `${name}.log`);
    const out = createWriteStream(log, { flags: 'a' });
    const child = endsWithUs(
      spawn(file, argv, {
        stdio: ['ignore', 'pipe', 'pipe'],
        cwd: this.dir,
        env: { ...process.env, ...env },
      }),
    );
    child.stdout.pipe(out);
    child.stderr.pipe(out);
    this.#running.set(name, child);
    const isReady = async (): Promise<boolean> => {
      if (child.exitCode !== null || !isAlive(child.pid ?? 0)) return true;
      return (await fetch(ready)).ok;
    };
    await waitFor(`${name} to be ready`, isReady, START_TIMEOUT_MS);
    if (child.exitCode !== null) throw new Error(`${name} ended: ${readFileSync(log, 'utf8').slice(-2000)}`);
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
