import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { TestCluster } from '../harness/cluster.ts';

const START_TIMEOUT_MS = 90_000;
const SAID_CHARS_MAX = 4_000;

export type GatePorts = { readonly mysql: number; readonly http: number; readonly grpc: number };

/** A second gate of a cluster, as the first was started but for its ports, with several processes, and with more flags. */
export class GateWithWorkers {
  readonly child: ChildProcess;
  readonly ports: GatePorts;

  private constructor(child: ChildProcess, ports: GatePorts) {
    this.child = child;
    this.ports = ports;
  }

  static async start(
    cluster: TestCluster,
    workers: number,
    ports: GatePorts,
    flags: readonly string[] = [],
  ): Promise<GateWithWorkers> {
    const first = (await cluster.status()).find(({ name }) => name === 'vtgate');
    const argv = readFileSync(`/proc/${first?.pid}/cmdline`, 'utf8').split('\0').slice(1, -1);
    const own = [
      ...['--mysql-server-port', String(ports.mysql), '--port', String(ports.http), '--grpc-port', String(ports.grpc)],
      ...['--workers', String(workers), '--mysql-server-socket-path', '', '--allow-kill-statement'],
      ...flags,
    ];
    const child = spawn(process.execPath, [...argv, ...own], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-SAID_CHARS_MAX);
    });
    const gate = new GateWithWorkers(child, ports);
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await gate.healthy())) {
      if (Date.now() > deadline || child.exitCode !== null) {
        child.kill('SIGKILL');
        throw new Error(`the gate does not start:\n${said}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return gate;
  }

  async healthy(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.ports.http}/debug/health`).then(
      (response) => response.ok,
      () => false,
    );
  }

  async vars(): Promise<Readonly<Record<string, unknown>>> {
    const response = await fetch(`http://127.0.0.1:${this.ports.http}/debug/vars`);
    return (await response.json()) as Record<string, unknown>;
  }

  async metric(name: string): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${this.ports.http}/metrics`)).text();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length + 1),
    );
  }

  /** Pids of the other processes. */
  get workers(): number[] {
    const pid = this.child.pid as number;
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  }

  /** SIGTERM; resolves to the exit code. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const ended = new Promise<number | null>((resolve) => this.child.once('exit', (code) => resolve(code)));
    this.child.kill('SIGTERM');
    return ended;
  }
}
