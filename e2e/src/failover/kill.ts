import { isAlive, type TestCluster, waitFor } from '../harness/cluster.ts';

export async function pidOf(cluster: TestCluster, name: string): Promise<number> {
  const { pid } = await cluster.processNamed(name);
  if (pid === null) throw new Error(`${name} does not run`);
  return pid;
}

/** SIGKILL; returns when all are gone. */
export async function kill(...pids: number[]): Promise<void> {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  for (const pid of pids) await waitFor(`process ${pid} to be gone`, async () => !isAlive(pid));
}

/** Both processes of a tablet, the tablet first: it would start its mysqld again. */
export async function killTablet(cluster: TestCluster, uid: number): Promise<void> {
  const mysqld = await pidOf(cluster, `mysqld-${uid}`);
  await kill(await pidOf(cluster, `vttablet-${uid}`), mysqld);
}
