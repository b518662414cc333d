import { withLock } from '../cluster/lock.ts';
import { processesOf } from '../cluster/processes.ts';
import { readState } from '../cluster/state.ts';
import { stopAll } from '../cluster/stop.ts';
import { defineCommand } from '../command.ts';
import { clusterDir, dirFlag } from '../paths.ts';
import { say } from '../progress.ts';

export const down = defineCommand({
  name: 'down',
  summary: 'stop the cluster; its data stay',
  usage: '[--dir DIR]',
  flags: dirFlag,
  run: async ({ flags }) => {
    const dir = clusterDir(flags);
    const state = readState(dir);
    if (state === undefined) {
      say(`there is no cluster in ${dir}`);
      return 0;
    }
    return withLock(dir, async () => {
      const look = () => processesOf(dir, state);
      if (look().every((info) => info.identity === undefined)) say('nothing runs');
      await stopAll(look, (name, how) => say(`${name} ${how}`));
      return 0;
    });
  },
});
