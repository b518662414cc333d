import { type Connection, createConnection } from 'mysql2/promise';
import type { TestCluster } from '../harness/cluster.ts';
import type { Control } from './control.ts';
import { kill, pidOf } from './kill.ts';
import { netnsProblem } from './netns.ts';
import type { Places } from './places.ts';
import { smallDiskProblem } from './small-disk.ts';

/** Ways to lose a primary: first what must be known of it, which takes time, then the blow itself. `undo` brings the tablet back once another is primary, and tells what was wrong on the way. */
export type Fault = {
  /** Why it cannot be done here. */
  readonly problem?: () => string | undefined;
  /** Makes a tablet primary that can be lost so; absent: any can. */
  readonly place?: (places: Places) => Promise<unknown>;
  readonly prepare: (at: Scene) => Promise<() => Promise<Undo>>;
};
export type Scene = {
  readonly cluster: TestCluster;
  readonly control: Control;
  readonly places: Places;
  /** Who is primary. */
  readonly uid: number;
};
export type Undo = () => Promise<readonly string[]>;

const nothing: readonly string[] = [];

function restarted({ cluster, places, uid }: Scene): Undo {
  return async () => {
    await cluster.restart(`vttablet-${uid}`, places.prefix(uid));
    return nothing;
  };
}

/** Sorted. */
export const faults: Readonly<Record<string, Fault>> = {
  /** The whole tablet is cut off: it runs, and has clients of its own that go on writing. */
  'cut-network': {
    problem: netnsProblem,
    place: (places) => places.primaryInNetns(),
    prepare: async (scene) => {
      const { netns } = await scene.places.primaryInNetns();
      return withClient(
        scene,
        () => netns.cut(),
        () => netns.mend(),
      );
    },
  },
  'fill-disk': {
    problem: smallDiskProblem,
    place: (places) => places.primaryOnSmallDisk(),
    prepare: async (scene) => {
      const { disk } = await scene.places.primaryOnSmallDisk();
      return withClient(
        scene,
        () => disk.fill(),
        () => disk.empty(),
      );
    },
  },
  'kill-both': {
    prepare: async (scene) => {
      const pids = [
        await pidOf(scene.cluster, `vttablet-${scene.uid}`),
        await pidOf(scene.cluster, `mysqld-${scene.uid}`),
      ];
      return async () => {
        await kill(...pids);
        return restarted(scene);
      };
    },
  },
  'kill-mysqld': {
    prepare: async ({ cluster, uid }) => {
      const pid = await pidOf(cluster, `mysqld-${uid}`);
      return async () => {
        await kill(pid);
        return async () => nothing;
      };
    },
  },
  'kill-vttablet': {
    prepare: async (scene) => {
      const pid = await pidOf(scene.cluster, `vttablet-${scene.uid}`);
      return async () => {
        await kill(pid);
        return restarted(scene);
      };
    },
  },
  'stop-mysqld': {
    prepare: async ({ cluster, uid }) => {
      const pid = await pidOf(cluster, `mysqld-${uid}`);
      return async () => {
        process.kill(pid, 'SIGSTOP');
        return async () => {
          resume(pid);
          return nothing;
        };
      };
    },
  },
  /** The tablet hangs; its mysqld runs, and has clients of its own that go on writing. */
  'stop-vttablet': {
    prepare: async (scene) => {
      const pid = await pidOf(scene.cluster, `vttablet-${scene.uid}`);
      return withClient(
        scene,
        () => process.kill(pid, 'SIGSTOP'),
        () => resume(pid),
      );
    },
  },
};

/** Its tablet may have ended a mysqld that stood still by now. */
function resume(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A fault under which mysqld keeps a client of its own, whose writes must not be acknowledged once another is primary. */
async function withClient({ control, uid }: Scene, blow: () => void, undo: () => void): Promise<() => Promise<Undo>> {
  const client = new CutOffClient(await direct(control.socket(uid)));
  return async () => {
    blow();
    client.start();
    return async () => {
      await client.settle();
      const acknowledged = client.acknowledgedSinceFailover;
      undo();
      await client.end();
      return acknowledged > 0 ? [`split brain: the old primary acknowledged ${acknowledged} writes`] : nothing;
    };
  };
}

async function direct(socketPath: string): Promise<Connection> {
  const connection = await createConnection({ socketPath, user: 'vt_app', database: 'vt_commerce' });
  connection.on('error', () => {});
  return connection;
}

/** Writes straight into a mysqld whose tablet was lost. What it acknowledges before another is primary is legitimate. */
class CutOffClient {
  acknowledgedSinceFailover = 0;
  readonly #connection: Connection;
  #isRunning = true;
  #isSettled = false;
  #done: Promise<void> = Promise.resolve();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  start(): void {
    this.#done = this.#loop();
  }

  /** From now on another tablet is primary. */
  async settle(): Promise<void> {
    this.#isSettled = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }

  async end(): Promise<void> {
    this.#isRunning = false;
    await Promise.race([this.#done, new Promise((resolve) => setTimeout(resolve, 5_000))]);
    this.#connection.destroy();
  }

  async #loop(): Promise<void> {
    while (this.#isRunning) {
      const begunAfter = this.#isSettled;
      try {
        await this.#connection.query('insert into counter values (-1, 0) on duplicate key update n = n + 1');
        if (begunAfter || this.#isSettled) this.acknowledgedSinceFailover++;
      } catch {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
