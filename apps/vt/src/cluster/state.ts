import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '@vt/servenv/cli';
import type { ClusterConfig } from './config.ts';
import type { ProcessIdentity } from './identity.ts';

/** What `vt` remembers in DIR/vt.json. */
export type ClusterState = {
  readonly config: ClusterConfig;
  /** The folder of the server programs' bin. */
  readonly serverPrefix: string;
  /** Where schema and rows come from; empty: nowhere. */
  readonly schemaDir: string;
  /** A start has begun to load them; what it had loaded when it ended is known to nobody. */
  readonly loading?: true;
  /** Schema, VSchema and example rows are in; a later start leaves them alone. */
  readonly loaded: boolean;
  /** Processes as last started, by name; whether they live is looked up. */
  readonly processes: Readonly<Record<string, ProcessIdentity>>;
};

const FILE = 'vt.json';
/** What `--reset` removes and nothing else. */
const ours =
  /^(vt\.json|vt\.lock|logs|topo|etcd|backups|templates|mysql\.sock(\.lock)?|server-(cert|key)\.pem|vt_\d{10})$/;

/** What a start leaves that started anything. */
const data = /^(topo|etcd|vt_\d{10})$/;

export const stateFile = (dir: string): string => join(dir, FILE);

/** Undefined when no cluster was ever started in the folder. */
export function readState(dir: string): ClusterState | undefined {
  let text: string;
  try {
    text = readFileSync(stateFile(dir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StartError(`cannot read ${stateFile(dir)}: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text) as ClusterState;
  } catch {
    throw new StartError(`${stateFile(dir)} is damaged; --reset starts the cluster empty`);
  }
}

/** Undefined also when a start ended before it started anything: its choices bind nobody. */
export function readStarted(dir: string): ClusterState | undefined {
  const state = readState(dir);
  return state && (state.loaded || entries(dir).some((name) => data.test(name))) ? state : undefined;
}

export function requireState(dir: string): ClusterState {
  const state = readState(dir);
  if (state === undefined) throw new StartError(`there is no cluster in ${dir}; vt up makes one`);
  return state;
}

/** INVARIANT: written to a second file and renamed, so that a reader or a crash never sees half of it. */
export function writeState(dir: string, state: ClusterState): void {
  const next = `${stateFile(dir)}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify(state, undefined, 2)}\n`);
  renameSync(next, stateFile(dir));
}

/** Reads, changes and writes; the callers hold the folder's lock. */
export function updateState(dir: string, change: (state: ClusterState) => ClusterState): void {
  writeState(dir, change(requireState(dir)));
}

/** Makes the folder; throws StartError when it holds something that is not a cluster. */
export function claimDir(dir: string): void {
  mkdirSync(join(dir, 'logs'), { recursive: true });
  if (readState(dir) !== undefined) return;
  const foreign = readdirSync(dir).filter((name) => !ours.test(name));
  if (foreign.length > 0) {
    throw new StartError(`${dir} holds ${foreign[0]} and no cluster; choose an empty folder with --dir`);
  }
}

/** Tablets whose mysqld has a folder here. */
export function mysqldUids(dir: string): readonly number[] {
  return entries(dir).flatMap((name) => {
    const uid = /^vt_(\d{10})$/.exec(name)?.[1];
    return uid === undefined ? [] : Number(uid);
  });
}

/** Removes the cluster's files, and only those. */
export function eraseDir(dir: string): void {
  for (const name of entries(dir).filter((entry) => ours.test(entry) && entry !== 'vt.lock')) {
    rmSync(join(dir, name), { recursive: true, force: true });
  }
}

function entries(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
