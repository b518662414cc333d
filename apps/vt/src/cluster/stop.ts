import { type ProcessIdentity, waitGone } from './identity.ts';
import type { ProcessInfo } from './processes.ts';

/** What each kind gets to end by itself before it is killed. */
const patienceMs = {
  mysqld: 60_000,
  topo: 15_000,
  vtctld: 15_000,
  vtgate: 25_000,
  vttablet: 25_000,
  vtorc: 15_000,
} as const;

/** First what clients talk to, the topology last: each may still use what is stopped after it. */
const order = ['vtorc', 'vtgate', 'vttablet', 'mysqld', 'vtctld', 'topo'] as const;

export type StopReport = (name: string, how: 'stopped' | 'killed') => void;

/** Stops what lives, kind by kind. It is looked up for each: a tablet may start its mysqld while it is being stopped. */
export async function stopAll(look: () => readonly ProcessInfo[], report: StopReport): Promise<void> {
  for (const kind of order) {
    const living = look().filter((info) => info.kind === kind && info.identity !== undefined);
    await Promise.all(living.map((info) => stopOne(info, report)));
  }
}

export async function stopOne(info: ProcessInfo, report: StopReport): Promise<void> {
  const { identity } = info;
  if (identity === undefined) return;
  signal(identity, 'SIGTERM');
  if (await waitGone(identity, patienceMs[info.kind])) {
    report(info.name, 'stopped');
    return;
  }
  signal(identity, 'SIGKILL');
  await waitGone(identity, 10_000);
  report(info.name, 'killed');
}

function signal({ pid }: ProcessIdentity, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It has just ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
