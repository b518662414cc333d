import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cpuUs } from './cpu.ts';
import { login } from './login.ts';
import type { RawTarget } from './raw-client.ts';
import type { Stage } from './stage.ts';

const AT_ONCE = 16;
const WARMUP_MS = 1_500;

/** Clients of several processes that connect and leave again, as fast as they can. */
export type ConnectsFigure = {
  readonly processes: number;
  readonly perSecond: number;
  /** Of the gate, for one connect with its handshake, and the leaving. */
  readonly gateCpuUs: number;
  /** Shares of one core. Where the gate's is near 1, it was the limit; where a client's is, that was. */
  readonly gateBusy: number;
  readonly clientBusyMax: number;
  readonly errors: number;
};

type Told = { readonly connects: number; readonly errors: number; readonly busy: number };

export async function connects(stage: Stage, processes: number, seconds: number): Promise<ConnectsFigure> {
  const gate = stage.systems.find(({ name }) => name === 'vtgate');
  const pid = stage.pids['gate'] ?? 0;
  if (!gate) throw new Error('no gate');
  const program = fileURLToPath(import.meta.url);
  const children = Array.from({ length: processes }, () =>
    fork(program, [JSON.stringify(gate.target), String(seconds * 1_000)]),
  );
  await new Promise((resolve) => setTimeout(resolve, WARMUP_MS));
  const cpuBefore = await cpuUs(pid);
  const start = performance.now();
  for (const child of children) child.send('count');
  const told = (await Promise.all(children.map((child) => once(child, 'message')))).map(([one]) => one as Told);
  const elapsedMs = performance.now() - start;
  const gateUs = (await cpuUs(pid)) - cpuBefore;
  await Promise.all(children.map(async (child) => child.exitCode ?? once(child, 'exit')));
  const total = told.reduce((sum, one) => sum + one.connects, 0);
  return {
    processes,
    perSecond: Math.round(total / (elapsedMs / 1_000)),
    gateCpuUs: Math.round(gateUs / Math.max(1, total)),
    gateBusy: Math.round(gateUs / elapsedMs / 10) / 100,
    clientBusyMax: Math.round(Math.max(...told.map(({ busy }) => busy)) * 100) / 100,
    errors: told.reduce((sum, one) => sum + one.errors, 0),
  };
}

export function connectsText({ processes, perSecond, gateCpuUs, gateBusy, clientBusyMax, errors }: ConnectsFigure) {
  return `connects of ${processes} processes: ${perSecond}/s, ${gateCpuUs} µs CPU of the gate each; busy: gate ${gateBusy}, clients at most ${clientBusyMax}; ${errors} errors\n`;
}

/** One client process: goes on until it was told to count, and then for so long. */
async function child(target: RawTarget, ms: number): Promise<void> {
  const count = { connects: 0, errors: 0 };
  let end = Number.POSITIVE_INFINITY;
  let before = { connects: 0, errors: 0, at: 0, cpu: process.cpuUsage() };
  process.once('message', () => {
    before = { ...count, at: performance.now(), cpu: process.cpuUsage() };
    end = before.at + ms;
  });
  const run = async (): Promise<void> => {
    while (performance.now() < end) {
      try {
        await login(target);
        count.connects++;
      } catch {
        count.errors++;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
  const { user, system } = process.cpuUsage(before.cpu);
  const told: Told = {
    connects: count.connects - before.connects,
    errors: count.errors - before.errors,
    busy: (user + system) / 1_000 / (performance.now() - before.at),
  };
  process.send?.(told, () => process.disconnect());
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.send)
  await child(JSON.parse(process.argv[2] ?? '{}') as RawTarget, Number(process.argv[3]));
