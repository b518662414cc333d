import { join } from 'node:path';
import { StartError } from '@vt/servenv/cli';
import { tabletsOf } from './config.ts';
import { isAlive, type ProcessIdentity, pidFromFile } from './identity.ts';
import { portOf } from './ports.ts';
import {
  mysqldDefaultsArgument,
  type ProcessKind,
  type ProcessSpec,
  processSpecs,
  tabletDirName,
} from './process-specs.ts';
import { type ClusterState, mysqldUids, readState } from './state.ts';

/** A process of the cluster as it is now. */
export type ProcessInfo = {
  readonly name: string;
  readonly kind: ProcessKind;
  readonly ports: Readonly<Record<string, number>>;
  /** Set while it lives. */
  readonly identity: ProcessIdentity | undefined;
  /** How `vt` starts it; a mysqld has none, its tablet starts it. */
  readonly spec: ProcessSpec | undefined;
  readonly uid: number | undefined;
};

/** Every process that the cluster should have, mysqlds included, in the order of starting. */
export function processesOf(dir: string, state: ClusterState): readonly ProcessInfo[] {
  const { config } = state;
  const services = processSpecs({ dir, config, serverPrefix: state.serverPrefix }).map((spec): ProcessInfo => {
    const known = state.processes[spec.name];
    const identity = known !== undefined && isAlive(known) ? known : undefined;
    return { name: spec.name, kind: spec.kind, ports: spec.ports, identity, spec, uid: undefined };
  });
  const mysqlds = tabletsOf(config).map(({ uid }) => mysqldInfo(dir, uid, { mysql: portOf(config, 'mysqld', uid) }));
  const topo = services.filter((info) => info.kind === 'topo');
  return [...topo, ...mysqlds, ...services.filter((info) => info.kind !== 'topo')];
}

/** Those of the cluster that a folder holds; where it cannot be told any more what that is, only its mysqlds are known. */
export function processesIn(dir: string): readonly ProcessInfo[] {
  try {
    const state = readState(dir);
    return state === undefined ? [] : processesOf(dir, state);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return mysqldUids(dir).map((uid) => mysqldInfo(dir, uid, {}));
  }
}

function mysqldInfo(dir: string, uid: number, ports: ProcessInfo['ports']): ProcessInfo {
  return { name: `mysqld-${uid}`, kind: 'mysqld', ports, identity: mysqldIdentity(dir, uid), spec: undefined, uid };
}

/** The mysqld of a tablet, found by the pid files beside its data; they outlive both `vt` and the tablet. */
export function mysqldIdentity(dir: string, uid: number): ProcessIdentity | undefined {
  const argument = mysqldDefaultsArgument(dir, uid);
  const folder = join(dir, tabletDirName(uid));
  return pidFromFile(join(folder, 'mysqld.spawned'), argument) ?? pidFromFile(join(folder, 'mysql.pid'), argument);
}

/** Names for an error message. */
export function listNames(processes: readonly ProcessInfo[]): string {
  return processes.map((info) => `${info.name}${info.identity ? ` (process ${info.identity.pid})` : ''}`).join(', ');
}
