import { setTimeout as pause } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import type { ProcessStatus, TestCluster } from '../harness/cluster.ts';
import { kill } from './kill.ts';
import { netnsProblem } from './netns.ts';
import type { Places } from './places.ts';
import { smallDiskProblem } from './small-disk.ts';

/** What strikes a cluster of one shard under load, beside the plain loss of a primary: two at a time, processes that stand still, what is slow, what keeps the primary. */
export type Trial = {
  /** Clients see nothing of it: no error, and the primary stays. */
  readonly isUnseen?: true;
  /** Why it cannot be done here. */
  readonly problem?: () => string | undefined;
  /** Makes a tablet primary that can be struck so; absent: any can. */
  readonly place?: (places: Places) => Promise<unknown>;
  readonly strike: (scene: TrialScene) => Promise<Undo>;
};

export type TrialScene = {
  readonly cluster: TestCluster;
  /** The primary, and the first replica. */
  readonly uid: number;
  readonly replica: number;
  /** Processes as they run when it begins, by name. */
  readonly processes: ReadonlyMap<string, ProcessStatus>;
  /** The unix socket of a tablet's mysqld. */
  readonly socket: (uid: number) => string;
  readonly places: Places;
  readonly topoPort: number;
  readonly topoAwayMs: number;
};

/** Mends what was struck. */
export type Undo = () => Promise<void>;

/** How long a process stands still: longer than leases and health checks are patient. */
const STILL_MS = 15_000;
/** How long one that was killed lies dead, where nobody but the operator's supervisor starts it again. */
const DEAD_MS = 3_000;
/** How long a replica applies nothing while the primary is lost. */
const LAG_MS = 6_000;
/** How long a replica's disk stays full after the primary is lost: shorter than mysqld waits before it looks again. */
const FULL_MS = 40_000;
const JUMP_MS = 3_600_000;

const primary = (part: 'vttablet' | 'mysqld') => (scene: TrialScene) => `${part}-${scene.uid}`;
const replica = (part: 'vttablet' | 'mysqld') => (scene: TrialScene) => `${part}-${scene.replica}`;
type Name = string | ((scene: TrialScene) => string);

const pidsOf = (scene: TrialScene, names: readonly Name[]): number[] =>
  names.map((name) => {
    const wanted = typeof name === 'string' ? name : name(scene);
    const pid = scene.processes.get(wanted)?.pid;
    if (!pid) throw new Error(`${wanted} does not run`);
    return pid;
  });

/** They stand still for a while, all at once, and go on. */
function still(...names: readonly Name[]): Trial['strike'] {
  return async (scene) => {
    const pids = pidsOf(scene, names);
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    try {
      await pause(STILL_MS);
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    }
    return async () => {};
  };
}

/** They are killed, all at once; a mysqld is started by its tablet, the others by a supervisor, in this order. */
function killed(...names: readonly Name[]): Trial['strike'] {
  return async (scene) => {
    await kill(...pidsOf(scene, names));
    await pause(DEAD_MS);
    return () => restart(scene, names);
  };
}

async function restart(scene: TrialScene, names: readonly Name[]): Promise<void> {
  for (const name of names) {
    const one = typeof name === 'string' ? name : name(scene);
    const prefix = scene.places.prefix(Number(/^vttablet-(\d+)$/.exec(one)?.[1] ?? 0));
    if (!one.startsWith('mysqld')) await scene.cluster.restart(one, prefix);
  }
}

/** The primary is lost whole while the topology is away, which stays away for `--topo-away` seconds. */
const lostWithoutTopology: Trial['strike'] = async (scene) => {
  await kill(...pidsOf(scene, ['topo']));
  await pause(scene.topoAwayMs / 2);
  await kill(...pidsOf(scene, [primary('vttablet'), primary('mysqld')]));
  await pause(scene.topoAwayMs / 2);
  return () => restart(scene, ['topo', primary('vttablet')]);
};

const topologyAway: Trial['strike'] = async (scene) => {
  await kill(...pidsOf(scene, ['topo']));
  await pause(scene.topoAwayMs);
  return () => restart(scene, ['topo']);
};

/** A replica receives all and applies nothing, as behind a long statement; then the primary is lost. */
const lostWithLag: Trial['strike'] = async (scene) => {
  const lagging = await createConnection({ socketPath: scene.socket(scene.replica), user: 'vt_dba' });
  lagging.on('error', () => {});
  await lagging.query('flush tables with read lock');
  await pause(LAG_MS / 2);
  await kill(...pidsOf(scene, [primary('vttablet'), primary('mysqld')]));
  await pause(LAG_MS);
  lagging.destroy();
  return () => restart(scene, [primary('vttablet')]);
};

/** As when the power goes: every process is killed at once, mysqlds too; then they are started one after the other. */
const powerCut: Trial['strike'] = async (scene) => {
  const names = [...scene.processes].flatMap(([name, { pid }]) => (pid ? [name] : []));
  await kill(...pidsOf(scene, names));
  await pause(DEAD_MS);
  return () => restart(scene, names);
};

/** A replica's disk is full for a while. */
const fullReplica: Trial['strike'] = async ({ places }) => {
  const { disk } = await places.replicaOnSmallDisk();
  disk.fill();
  await pause(STILL_MS);
  return async () => disk.empty();
};

/** The primary is lost while a replica's disk is full, and that replica's mysqld waits for space. The other one leads; of two that are left it has nobody to acknowledge before there is some. */
const lostWithFullReplica: Trial['strike'] = async (scene) => {
  const { disk } = await scene.places.replicaOnSmallDisk();
  disk.fill();
  await pause(LAG_MS);
  await kill(...pidsOf(scene, [primary('vttablet'), primary('mysqld')]));
  await pause(FULL_MS);
  return async () => {
    disk.empty();
    await restart(scene, [primary('vttablet')]);
  };
};

/** The clock of the primary's tablet is an hour ahead, then an hour behind. */
const jumpingClock: Trial['strike'] = async ({ places }) => {
  for (const ms of [JUMP_MS, -JUMP_MS]) {
    places.setClockOff(ms);
    await pause(STILL_MS / 2);
  }
  return async () => places.setClockOff(0);
};

/** The primary's tablet alone hears nothing of the topology; clients, replicas and vtorc reach it. */
const deafPrimary: Trial['strike'] = async ({ places, topoPort, topoAwayMs }) => {
  const { netns } = await places.primaryInNetns();
  netns.mute(topoPort);
  try {
    await pause(topoAwayMs);
  } finally {
    netns.unmute(topoPort);
  }
  return async () => {};
};

/** Sorted. */
export const trials: Readonly<Record<string, Trial>> = {
  'clock-jump': { isUnseen: true, place: (places) => places.primaryWithOwnClock(), strike: jumpingClock },
  'deaf-primary': {
    isUnseen: true,
    problem: netnsProblem,
    place: (places) => places.primaryInNetns(),
    strike: deafPrimary,
  },
  'full-replica': {
    isUnseen: true,
    problem: smallDiskProblem,
    place: (places) => places.replicaOnSmallDisk(),
    strike: fullReplica,
  },
  'kill-all': { strike: powerCut },
  'kill-mysqld-and-vtorc': { strike: killed(primary('mysqld'), 'vtorc') },
  'kill-replica': { strike: killed(replica('vttablet'), replica('mysqld')) },
  'kill-topo': { isUnseen: true, strike: killed('topo') },
  'kill-vtctld': { isUnseen: true, strike: killed('vtctld') },
  'kill-vtorc': { isUnseen: true, strike: killed('vtorc') },
  'kill-vttablet-and-topo': { strike: killed('topo', primary('vttablet')) },
  'lost-with-full-replica': {
    problem: smallDiskProblem,
    place: (places) => places.replicaOnSmallDisk(),
    strike: lostWithFullReplica,
  },
  'lost-with-lag': { strike: lostWithLag },
  'lost-without-topo': { strike: lostWithoutTopology },
  'still-mysqld-and-vtorc': { strike: still(primary('mysqld'), 'vtorc') },
  'still-replica': { isUnseen: true, strike: still(replica('vttablet'), replica('mysqld')) },
  'still-tablet': { strike: still(primary('vttablet'), primary('mysqld')) },
  'still-topo': { isUnseen: true, strike: still('topo') },
  'still-vtctld-and-vtorc': { isUnseen: true, strike: still('vtctld', 'vtorc') },
  'still-vtgate': { strike: still('vtgate') },
  'still-vttablet-and-topo': { strike: still(primary('vttablet'), 'topo') },
  'topo-away': { isUnseen: true, strike: topologyAway },
};
