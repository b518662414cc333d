import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartError } from '@vt/servenv/cli';
import { type ClusterConfig, tabletsOf } from '../cluster/config.ts';
import { checkDiskSpace } from '../cluster/disk.ts';
import { accepts } from '../cluster/launch.ts';
import { type ClusterOptions, checkSameShape, readConfig } from '../cluster/options.ts';
import { checkPortsFree } from '../cluster/ports.ts';
import type { ProcessKind } from '../cluster/process-specs.ts';
import { listNames, type ProcessInfo, processesIn, processesOf } from '../cluster/processes.ts';
import { provisionEtcd, provisionSqlServer } from '../cluster/provision.ts';
import {
  type ClusterState,
  claimDir,
  eraseDir,
  readStarted,
  requireState,
  stateFile,
  updateState,
  writeState,
} from '../cluster/state.ts';
import { stopAll } from '../cluster/stop.ts';
import { exampleDir } from '../paths.ts';
import { say, step } from '../progress.ts';
import { waitServing } from './gate.ts';
import { applySchemas, applyVSchemas, emptySchemas, loadRows } from './load.ts';
import { createRecords, electPrimaries } from './records.ts';
import { type KeyspaceFiles, readSchemaDir } from './schema-files.ts';
import { startProcesses } from './start-processes.ts';
import { Vtctl } from './vtctl.ts';

export type UpInput = {
  readonly dir: string;
  readonly options: ClusterOptions;
  /** Flags that were typed, for what must not contradict a cluster that exists. */
  readonly given: ReadonlySet<string>;
  readonly reset: boolean;
  readonly signal: AbortSignal;
};

const SERVING_TIMEOUT_MS = 120_000;

/** Brings the cluster of a folder up, from whatever state it is in. Returns when all of it serves. */
export async function bringUp(input: UpInput): Promise<ClusterState> {
  const { dir, signal } = input;
  const wanted = readConfig(input.options);
  const files = filesToLoad(input, wanted);
  if (input.reset) await reset(dir);
  claimDir(dir);
  await settle(input, wanted);
  const state = requireState(dir);
  await checkMachine(dir, state);
  await step('topology', () => startTopology(dir, state.config, signal));
  const vtctl = new Vtctl(state.config, signal);
  try {
    await startServing(dir, state, vtctl, signal);
    if (!state.loaded) await load(dir, state.config, vtctl, files, signal);
  } finally {
    vtctl.close();
  }
  return requireState(dir);
}

async function startServing(dir: string, state: ClusterState, vtctl: Vtctl, signal: AbortSignal): Promise<void> {
  const { config, loaded } = state;
  const start = (what: string, kind: ProcessKind) => step(what, () => startProcesses(dir, [kind], signal));
  const control = async (): Promise<void> => {
    await start('vtctld', 'vtctld');
    await step('keyspaces and shards', () => createRecords(vtctl, config));
  };
  const data = () =>
    allDone([start(`${tabletsOf(config).length} tablets and their mysqlds`, 'vttablet'), start('vtgate', 'vtgate')]);
  // Tablets need the records of their keyspace: a cluster that was up before has them.
  if (loaded) await allDone([control(), data()]);
  else {
    await control();
    await data();
  }
  await step('primaries', () => electPrimaries(vtctl, config));
  // Not sooner: vtorc is to find nothing to repair in mysqlds that are only being started.
  await allDone([step('serving', () => waitServing(config, signal, SERVING_TIMEOUT_MS)), start('vtorc', 'vtorc')]);
}

/** All are waited for, so that nothing is still being started when a failure is told. */
async function allDone(starting: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(starting)) if (result.status === 'rejected') throw result.reason;
}

async function load(
  dir: string,
  config: ClusterConfig,
  vtctl: Vtctl,
  files: readonly KeyspaceFiles[],
  signal: AbortSignal,
): Promise<void> {
  if (requireState(dir).loading) await step('emptying what was not loaded whole', () => emptySchemas(vtctl, config));
  updateState(dir, (state) => ({ ...state, loading: true }));
  await step('schema', () => applySchemas(vtctl, files));
  await step('VSchema', () => applyVSchemas(vtctl, config, files));
  await step('rows', () => loadRows(config, files, signal));
  updateState(dir, ({ loading: _, ...state }) => ({ ...state, loaded: true }));
}

/** Read before anything starts or goes, so that a mistake in a file costs nothing. Nothing when the cluster has it all already. */
function filesToLoad(input: UpInput, wanted: Pick<ClusterConfig, 'keyspaces'>): readonly KeyspaceFiles[] {
  const stored = input.reset ? undefined : readStarted(input.dir);
  if (stored?.loaded) return [];
  const from = stored?.schemaDir ?? schemaDirOf(input.options);
  return from === '' ? [] : readSchemaDir(from, (stored?.config ?? wanted).keyspaces);
}

/** Keyspaces of one's own without a schema are empty ones; the example goes with the example's keyspaces. */
function schemaDirOf(options: ClusterOptions): string {
  if (options['schema-dir'] !== '') return resolve(options['schema-dir']);
  return options.keyspace.length === 0 ? exampleDir : '';
}

async function reset(dir: string): Promise<void> {
  if (!existsSync(stateFile(dir))) return;
  await step('removing the old cluster', async () => {
    await stopAll(
      () => processesIn(dir),
      () => undefined,
    );
    eraseDir(dir);
  });
}

/** Finds the server program and writes down what the cluster is, or checks that it is still that. */
async function settle(input: UpInput, wanted: Omit<ClusterConfig, 'flavor'>): Promise<void> {
  const { dir, options } = input;
  const stored = readStarted(dir);
  if (stored) {
    checkSameShape(dir, stored.config, wanted, input.given);
    checkSameSchema(dir, stored, input);
    checkFlavor(dir, stored, options.flavor);
  }
  const flavor = stored?.config.flavor ?? (options.flavor || undefined);
  const server = await provisionSqlServer(flavor, input.signal);
  const config = stored?.config ?? { ...wanted, flavor: server.flavor };
  if (config.topo === 'etcd') await provisionEtcd(input.signal);
  if (stored) updateState(dir, (state) => ({ ...state, serverPrefix: server.prefix }));
  else
    writeState(dir, {
      config,
      serverPrefix: server.prefix,
      schemaDir: schemaDirOf(options),
      loaded: false,
      processes: {},
    });
  say(`  ${server.flavor} ${server.version}, data in ${dir}`);
}

/** What is in the cluster already would silently stay. */
function checkSameSchema(dir: string, { schemaDir }: ClusterState, { options, given }: UpInput): void {
  if (!given.has('schema-dir') || schemaDirOf(options) === schemaDir) return;
  throw new StartError(
    `the cluster in ${dir} was made with another --schema-dir (${schemaDir || 'none'}); leave the flag out, or use --reset or another --dir`,
  );
}

function checkFlavor(dir: string, stored: ClusterState, flavor: ClusterOptions['flavor']): void {
  const holds = stored.config.flavor;
  if (flavor === '' || flavor === holds) return;
  throw new StartError(
    `${dir} holds the data of ${holds}, which ${flavor} cannot read; use another --dir, or --reset to start empty`,
  );
}

async function checkMachine(dir: string, state: ClusterState): Promise<void> {
  const processes = processesOf(dir, state);
  const running = processes.filter((info) => info.identity !== undefined);
  sayFound(processes, running);
  const fresh = state.loaded ? 0 : processes.filter(({ kind, identity }) => kind === 'mysqld' && !identity).length;
  checkDiskSpace(dir, fresh);
  await checkPortsFree(state.config, new Set(running.map((info) => info.name)));
}

function sayFound(processes: readonly ProcessInfo[], running: readonly ProcessInfo[]): void {
  if (running.length === 0) return;
  const missing = processes.filter((info) => info.identity === undefined);
  if (missing.length === 0) say('  all processes run already');
  else say(`  running since an earlier start: ${listNames(running)}; starting the others: ${listNames(missing)}`);
}

async function startTopology(dir: string, config: ClusterConfig, signal: AbortSignal): Promise<void> {
  if (typeof config.topo !== 'object') {
    mkdirSync(join(dir, config.topo === 'etcd' ? 'etcd' : 'topo'), { recursive: true, mode: 0o700 });
    await startProcesses(dir, ['topo'], signal);
    return;
  }
  const [host = '', port = ''] = config.topo.address.split(':');
  if (!(await accepts(Number(port), host))) {
    throw new StartError(`no topology server answers at ${config.topo.address} (--topo)`);
  }
}
