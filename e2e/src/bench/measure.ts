import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Form, LoadRequest, LoadResult } from './loadgen.ts';
import type { Stage, System } from './stage.ts';
import { workloads } from './workloads.ts';

const run = promisify(execFile);
const OUTPUT_BYTES_MAX = 1 << 24;
const WARMUP_MS = 700;

export type Case = { readonly workload: string; readonly form: Form; readonly connections: number };

/** One system's answer to one case. */
export type Figure = {
  readonly system: System['name'];
  readonly perSecond: number;
  readonly p50Us: number;
  readonly p99Us: number;
  /** Of each process, for one statement, in microseconds. */
  readonly cpuUs: Readonly<Record<string, number>>;
  /** Share of one core that the load generator used. Near 1 it, and not the system, is what was measured. */
  readonly generatorBusy: number;
  readonly errors: number;
  readonly firstError: string | undefined;
};

export async function measure(stage: Stage, system: System, what: Case, seconds: number): Promise<Figure> {
  const request: LoadRequest = {
    target: system.target,
    ...what,
    warmupMs: WARMUP_MS,
    durationMs: seconds * 1_000,
    pids: stage.pids,
  };
  const result = await runLoad(request);
  const statements = result.units * (workloads.find((w) => w.name === what.workload)?.statements ?? 1);
  return {
    system: system.name,
    perSecond: result.units / result.seconds,
    p50Us: result.p50Us,
    p99Us: result.p99Us,
    cpuUs: Object.fromEntries(Object.entries(result.cpuUs).map(([name, us]) => [name, us / Math.max(1, statements)])),
    generatorBusy: (result.cpuUs['generator'] ?? 0) / (result.seconds * 1_000_000),
    errors: result.errors,
    firstError: result.firstError,
  };
}

/** The load generator as a process of its own. */
export async function runLoad(request: LoadRequest): Promise<LoadResult> {
  const { stdout } = await run(
    process.execPath,
    [fileURLToPath(new URL('loadgen.js', import.meta.url)), JSON.stringify(request)],
    { maxBuffer: OUTPUT_BYTES_MAX },
  );
  return JSON.parse(stdout) as LoadResult;
}
