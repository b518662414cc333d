import { StartError } from '@vt/servenv/cli';
import { withLock } from '../cluster/lock.ts';
import { startMysqld } from '../cluster/mysqld.ts';
import { type ProcessInfo, processesOf } from '../cluster/processes.ts';
import { provisionEtcd } from '../cluster/provision.ts';
import { requireState } from '../cluster/state.ts';
import { stopOne } from '../cluster/stop.ts';
import { defineCommand } from '../command.ts';
import { clusterDir, dirFlag } from '../paths.ts';
import { say, step } from '../progress.ts';
import { startProcess } from '../steps/start-processes.ts';

export const restart = defineCommand({
  name: 'restart',
  summary: 'stop and start single processes, or start those that died',
  usage: 'PROCESS… [--dir DIR]',
  flags: dirFlag,
  argumentsMax: Number.POSITIVE_INFINITY,
  heedsSignals: true,
  run: async ({ flags, positional, signal }) => {
    const dir = clusterDir(flags);
    const state = requireState(dir);
    // The cluster's state does not say where etcd is.
    if (state.config.topo === 'etcd' && positional.includes('topo')) await provisionEtcd(signal);
    const infos = find(positional, processesOf(dir, state));
    return withLock(dir, async () => {
      for (const info of infos) await step(info.name, () => restartOne(dir, info, signal));
      return 0;
    });
  },
});

function find(names: readonly string[], processes: readonly ProcessInfo[]): readonly ProcessInfo[] {
  const known = processes.map((info) => info.name).join(', ');
  if (names.length === 0) throw new StartError(`name a process: ${known}`);
  return names.map((name) => {
    const info = processes.find((candidate) => candidate.name === name);
    if (info === undefined) throw new StartError(`there is no process ${name}: ${known}`);
    return info;
  });
}

async function restartOne(dir: string, info: ProcessInfo, signal: AbortSignal): Promise<void> {
  await stopOne(info, (name, how) => say(`  ${name} ${how}`));
  if (info.uid === undefined) await startProcess(dir, { ...info, identity: undefined }, signal);
  else await startMysqld(dir, info.uid, signal);
}
