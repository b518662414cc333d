import { type Connection, createConnection } from 'mysql2/promise';
import { isAlive, type TestCluster, waitFor } from '../harness/cluster.ts';
import type { Control } from './control.ts';

/** Ways to lose a primary: first what must be known of it, which takes time, then the blow itself. `undo` brings the tablet back once another is primary, and tells what was wrong on the way. */
export type Fault = (cluster: TestCluster, control: Control, uid: number) => Promise<() => Promise<Undo>>;
export type Undo = () => Promise<readonly string[]>;

const nothing: readonly string[] = [];

async function pidOf(cluster: TestCluster, name: string): Promise<number> {
  const { pid } = await cluster.processNamed(name);
  if (pid === null) throw new Error(`${name} does not run`);
  return pid;
}

async function kill(...pids: number[]): Promise<void> {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  for (const pid of pids) await waitFor(`process ${pid} to be gone`, async () => !isAlive(pid));
}

function restarted(cluster: TestCluster, name: string): Undo {
  return async () => {
    await cluster.restart(name);
    return nothing;
  };
}

/** Sorted. */
export const faults: Readonly<Record<string, Fault>> = {
  'kill-both': async (cluster, _control, uid) => {
    const pids = [await pidOf(cluster, `vttablet-${uid}`), await pidOf(cluster, `mysqld-${uid}`)];
    return async () => {
      await kill(...pids);
      return restarted(cluster, `vttablet-${uid}`);
    };
  },
  'kill-mysqld': async (cluster, _control, uid) => {
    const pid = await pidOf(cluster, `mysqld-${uid}`);
    return async () => {
      await kill(pid);
      return async () => nothing;
    };
  },
  'kill-vttablet': async (cluster, _control, uid) => {
    const pid = await pidOf(cluster, `vttablet-${uid}`);
    return async () => {
      await kill(pid);
      return restarted(cluster, `vttablet-${uid}`);
    };
  },
  'stop-mysqld': async (cluster, _control, uid) => {
    const pid = await pidOf(cluster, `mysqld-${uid}`);
    return async () => {
      process.kill(pid, 'SIGSTOP');
      return async () => {
        process.kill(pid, 'SIGCONT');
        return nothing;
      };
    };
  },
  /** The tablet hangs; its mysqld runs, and has clients of its own that go on writing. */
  'stop-vttablet': async (cluster, control, uid) => {
    const pid = await pidOf(cluster, `vttablet-${uid}`);
    const client = new CutOffClient(await direct(control.socket(uid)));
    return async () => {
      process.kill(pid, 'SIGSTOP');
      client.start();
      return async () => {
        await client.settle();
        const acknowledged = client.acknowledgedSinceFailover;
        process.kill(pid, 'SIGCONT');
        await client.end();
        return acknowledged > 0 ? [`split brain: the old primary acknowledged ${acknowledged} writes`] : nothing;
      };
    };
  },
};

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
