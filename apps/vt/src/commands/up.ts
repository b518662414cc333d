import { flag, flagGroup } from '@vt/servenv/cli';
import { withLock } from '../cluster/lock.ts';
import { clusterFlags } from '../cluster/options.ts';
import { type ProcessInfo, processesIn } from '../cluster/processes.ts';
import { stopAll } from '../cluster/stop.ts';
import { watchCluster } from '../cluster/watch.ts';
import { defineCommand } from '../command.ts';
import { clusterDir, dirFlag } from '../paths.ts';
import { say, seconds, step } from '../progress.ts';
import { connectionText } from '../steps/connection-text.ts';
import { bringUp, type UpInput } from '../steps/up.ts';

const flags = {
  ...clusterFlags,
  ...flagGroup('Running', {
    ...dirFlag,
    detach: flag.boolean('return when the cluster is ready; vt down stops it'),
    reset: flag.boolean('start empty: remove the cluster that is in the folder'),
  }),
};

export const up = defineCommand({
  name: 'up',
  summary: 'start a cluster, or what is missing of it',
  usage: '[flags]',
  flags,
  heedsSignals: true,
  run: async ({ flags: options, given, signal }) => {
    const dir = clusterDir(options);
    const input = { dir, options, given, reset: options.reset, signal };
    const state = await withLock(dir, () => upOrUndo(input));
    process.stdout.write(connectionText(dir, state.config));
    say(`ready after ${seconds()}`);
    if (options.detach) return 0;
    say('Ctrl-C stops the cluster');
    await watchCluster(dir, signal);
    await withLock(dir, () => down(dir, []));
    return 0;
  },
});

/** When it fails, what it started is stopped again; what ran before goes on. */
async function upOrUndo(input: UpInput) {
  const before = processesIn(input.dir);
  try {
    return await bringUp(input);
  } catch (error) {
    await down(input.dir, before);
    // What broke because of an interruption is not its reason.
    input.signal.throwIfAborted();
    throw error;
  }
}

async function down(dir: string, keep: readonly ProcessInfo[]): Promise<void> {
  const kept = new Set(keep.map(({ identity }) => identity?.pid));
  const look = () => processesIn(dir).filter(({ identity }) => identity && !kept.has(identity.pid));
  if (look().length === 0) return;
  await step('stopping', () =>
    stopAll(look, (name, how) => {
      if (how === 'killed') say(`  ${name} did not end by itself and was killed`);
    }),
  );
}
