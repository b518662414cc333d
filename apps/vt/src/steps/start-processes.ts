import { anySignal } from '@vt/base';
import { StartError } from '@vt/servenv/cli';
import { ensureCertificate } from '../cluster/certificate.ts';
import { isReady, launch, waitReady } from '../cluster/launch.ts';
import type { ProcessKind } from '../cluster/process-specs.ts';
import { type ProcessInfo, processesOf } from '../cluster/processes.ts';
import { requireState, updateState } from '../cluster/state.ts';
import { stopOne } from '../cluster/stop.ts';

/** For what hangs: a process that ends is noticed at once, and a busy machine is slow without anything being wrong. */
const READY_TIMEOUT_MS = {
  mysqld: 180_000,
  topo: 120_000,
  vtctld: 180_000,
  vtgate: 180_000,
  vtorc: 180_000,
  vttablet: 300_000,
} as const;
/** What a process found running gets to show that it serves, before it is taken for hung and started anew. */
const FOUND_TIMEOUT_MS = 5_000;

/** Starts what does not run of some kinds, all at once, and returns when all of them serve. */
export async function startProcesses(dir: string, kinds: readonly ProcessKind[], signal: AbortSignal): Promise<void> {
  const infos = processesOf(dir, requireState(dir)).filter((info) => kinds.includes(info.kind));
  const failed = new AbortController();
  const both = anySignal([signal, failed.signal]);
  const starts = infos.map(async (info) => {
    try {
      await startProcess(dir, info, both);
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  });
  const results = await Promise.allSettled(starts);
  signal.throwIfAborted();
  // The first failure is the cause; the others only stopped waiting because of it.
  if (results.some((result) => result.status === 'rejected')) throw failed.signal.reason;
}

/** Returns when the process serves; one that runs already and serves is left as it is. */
export async function startProcess(dir: string, info: ProcessInfo, signal: AbortSignal): Promise<void> {
  const { spec, name } = info;
  if (spec === undefined) throw new StartError(`${name} is started by its tablet`);
  if (info.identity !== undefined) {
    if (await servesSoon(spec, signal)) return;
    await stopOne(info, () => undefined);
  }
  if (spec.kind === 'vtgate') ensureCertificate(dir);
  const identity = launch(dir, spec);
  // INVARIANT: no await between reading the state and writing it; several processes start at once.
  updateState(dir, (state) => ({ ...state, processes: { ...state.processes, [name]: identity } }));
  await waitReady(dir, spec, identity, { signal, timeoutMs: READY_TIMEOUT_MS[info.kind] });
}

async function servesSoon(spec: Parameters<typeof isReady>[0], signal: AbortSignal): Promise<boolean> {
  const end = Date.now() + FOUND_TIMEOUT_MS;
  while (Date.now() < end) {
    signal.throwIfAborted();
    if (await isReady(spec)) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
