import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFlags } from '@vt/servenv/cli';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bringUp } from '../steps/up.ts';
import { ensureCertificate } from './certificate.ts';
import { type ClusterConfig, tabletsOf } from './config.ts';
import { identify, isAlive, pidFromFile, waitGone } from './identity.ts';
import { lastLines, launch, logFile, logTail } from './launch.ts';
import { withLock } from './lock.ts';
import { checkSameShape, clusterFlags, readConfig } from './options.ts';
import { checkPortPlan, checkPortsFree, portsOf } from './ports.ts';
import { processSpecs, tabletDirName } from './process-specs.ts';
import { processesIn } from './processes.ts';
import { claimDir, eraseDir, readStarted, readState, updateState, writeState } from './state.ts';
import { stopAll } from './stop.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vt-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const read = (...argv: string[]) => readConfig(parseFlags(clusterFlags, { argv }).values);
const config: ClusterConfig = { ...read(), flavor: 'mysql' };

describe('readConfig', () => {
  test('the default is the example of two keyspaces on Vitess’s ports', () => {
    expect(config.keyspaces).toEqual([
      { name: 'commerce', shards: ['0'] },
      { name: 'customer', shards: ['-80', '80-'] },
    ]);
    expect(
      tabletsOf(config).map(({ alias, keyspace, shard, first }) => `${alias} ${keyspace}/${shard} ${first}`),
    ).toEqual([
      'zone1-0000000100 commerce/0 true',
      'zone1-0000000101 commerce/0 false',
      'zone1-0000000200 customer/-80 true',
      'zone1-0000000201 customer/-80 false',
      'zone1-0000000300 customer/80- true',
      'zone1-0000000301 customer/80- false',
    ]);
    const byUse = new Map(portsOf(config).map(({ what, port }) => [what, port]));
    expect(byUse.get('vtgate MySQL')).toBe(15_306);
    expect(byUse.get('vtgate gRPC')).toBe(15_991);
    expect(byUse.get('vtctld gRPC')).toBe(15_999);
    expect(byUse.get('tablet 100 HTTP')).toBe(15_100);
    expect(byUse.get('tablet 100 gRPC')).toBe(16_100);
    expect(byUse.get('mysqld of tablet 301')).toBe(17_301);
  });

  test('many shards fit', () => {
    const shards = Array.from(
      { length: 16 },
      (_, i) =>
        `${i === 0 ? '' : (i * 16).toString(16).padStart(2, '0')}-${i === 15 ? '' : ((i + 1) * 16).toString(16)}`,
    );
    const uids = tabletsOf({ ...read(`--keyspace=a=${shards.join(',')}`), flavor: 'mysql' }).map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(32);
    expect(uids.slice(0, 3)).toEqual([100, 101, 110]);
  });

  test.each([
    [['--keyspace=a=-80,40-'], "shards '-80' and '40-' overlap"],
    [['--keyspace=a=-8,8-'], "invalid shard name '-8'"],
    [['--keyspace=a=-80'], 'nobody owns'],
    [['--keyspace=a=0,1'], 'several shards need key ranges'],
    [['--keyspace=a', '--keyspace=a=0'], '--keyspace a is given twice'],
    [['--keyspace=a b'], "'a b' is no name for a keyspace"],
    [['--cell='], "'' is no name for a cell"],
    [['--topo=there'], '--topo there: embedded, etcd or HOST:PORT'],
    [['--replicas=-1'], '--replicas -1: between 0 and 9'],
    [['--port-base=65000'], '--port-base 65000 gives'],
    [['--replicas=6', '--keyspace=a=-40,40-80,80-'], 'would both want port 15306'],
  ])('%j is refused: %s', (argv, message) => expect(() => read(...argv)).toThrow(message));

  test('a folder keeps its shape; only flags that are given can contradict', () => {
    const other = read('--replicas=2');
    expect(() => checkSameShape(dir, config, other, new Set(['replicas']))).toThrow('another --replicas (1)');
    checkSameShape(dir, config, other, new Set());
    checkSameShape(dir, config, read(), new Set(['replicas', 'keyspace']));
  });
});

describe('ports', () => {
  /**
   * The configuration at a port base where nothing listens on any of its ports. It lies below the ports that the kernel
   * hands out for connections, and below those of other tests' servers (10,000 and up): to ask whether one is free is to
   * listen on it for a moment, in which a server that starts again there would fail.
   */
  async function withFreePorts(wanted: ClusterConfig): Promise<ClusterConfig> {
    for (let portBase = 7_000; portBase > 2000; portBase -= 500) {
      const shifted = { ...wanted, portBase };
      checkPortPlan(shifted);
      const isFree = await checkPortsFree(shifted, new Set()).then(
        () => true,
        () => false,
      );
      if (isFree) return shifted;
    }
    throw new Error('no port base up to 7000 is free');
  }

  test('one that is taken is named with its use and its holder, unless it is a process of ours', async () => {
    const shifted = await withFreePorts(config);
    const taken = createServer();
    const port = shifted.portBase + 306;
    await new Promise<void>((resolve, reject) => taken.once('error', reject).listen(port, '127.0.0.1', resolve));
    try {
      await expect(checkPortsFree(shifted, new Set())).rejects.toThrow(
        new RegExp(`port ${port} \\(vtgate MySQL\\) is taken by process ${process.pid} `),
      );
      await checkPortsFree(shifted, new Set(['vtgate']));
    } finally {
      taken.close();
    }
  });
});

describe('the process table', () => {
  test('every process has its flags, and secrets of none are among them', () => {
    const specs = processSpecs({ dir, config, serverPrefix: '/prefix' });
    expect(specs.map(({ name }) => name)).toEqual([
      'topo',
      'vtctld',
      ...[100, 101, 200, 201, 300, 301].map((uid) => `vttablet-${uid}`),
      'vtgate',
      'vtorc',
    ]);
    // A shard name that begins with a dash must not look like a flag.
    expect(specs.find(({ name }) => name === 'vttablet-200')?.argv).toContain('--init-shard=-80');
  });

  test('a process is started, known again by another vt, and stopped', async () => {
    claimDir(dir);
    writeState(dir, { config, serverPrefix: '', schemaDir: '', loaded: false, processes: {} });
    const spec = {
      name: 'vtgate',
      file: process.execPath,
      argv: ['-e', 'console.log("up"); setInterval(() => {}, 1000)'],
    };
    const identity = launch(dir, spec);
    expect(isAlive(identity)).toBe(true);
    updateState(dir, (state) => ({ ...state, processes: { vtgate: identity } }));
    const known = readState(dir)?.processes['vtgate'];
    expect(known).toEqual(identity);
    const reports: string[] = [];
    const info = { name: 'vtgate', kind: 'vtgate', ports: {}, spec: undefined, uid: undefined, identity } as const;
    await stopAll(
      () => [info],
      (name, how) => reports.push(`${name} ${how}`),
    );
    expect(reports).toEqual(['vtgate stopped']);
    expect(isAlive(identity)).toBe(false);
  });

  test('a mysqld that its tablet starts while it is being stopped is stopped, too', async () => {
    const start = () => identify(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']).pid ?? 0);
    const [tablet, mysqld] = [start(), start()];
    const info = { ports: {}, spec: undefined, uid: 100 };
    const look = () => [
      { ...info, name: 'vttablet-100', kind: 'vttablet', identity: isAlive(tablet) ? tablet : undefined } as const,
      { ...info, name: 'mysqld-100', kind: 'mysqld', identity: isAlive(tablet) ? undefined : mysqld } as const,
    ];
    const reports: string[] = [];
    await stopAll(look, (name, how) => reports.push(`${name} ${how}`));
    expect(reports).toEqual(['vttablet-100 stopped', 'mysqld-100 stopped']);
    expect(isAlive(mysqld)).toBe(false);
  });

  test('what a process wrote before it failed is in the error', async () => {
    claimDir(dir);
    const script = 'console.error("write failed: ENOSPC: no space left on device"); process.exit(3)';
    const identity = launch(dir, { name: 'topo', file: process.execPath, argv: ['-e', script] });
    expect(await waitGone(identity, 20_000)).toBe(true);
    expect(logTail(dir, 'topo')).toContain(': the disk is full; the end of');
    expect(lastLines(logFile(dir, 'topo'), 1)).toEqual(['write failed: ENOSPC: no space left on device']);
  });

  test('a pid that now belongs to another process does not count', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'marker-of-mine']);
    await once(child, 'spawn');
    const identity = identify(child.pid ?? 0);
    const file = join(dir, 'pid');
    writeFileSync(file, `${child.pid}\n`);
    expect(isAlive({ ...identity, startTicks: identity.startTicks + 1 })).toBe(false);
    expect(pidFromFile(file, 'marker-of-mine')).toEqual(identity);
    expect(pidFromFile(file, 'marker')).toBeUndefined();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(identity)).toBe(false);
    expect(pidFromFile(file, 'marker-of-mine')).toBeUndefined();
    expect(pidFromFile(join(dir, 'none'), 'x')).toBeUndefined();
  });
});

describe('the folder', () => {
  test('one with foreign files is not taken, and reset removes only what is ours', () => {
    writeFileSync(join(dir, 'thesis.txt'), 'years of work');
    expect(() => claimDir(dir)).toThrow(`${dir} holds thesis.txt and no cluster`);
    writeState(dir, { config, serverPrefix: '', schemaDir: '', loaded: true, processes: {} });
    claimDir(dir);
    ensureCertificate(dir);
    eraseDir(dir);
    expect(readdirSync(dir)).toEqual(['thesis.txt']);
    expect(readState(dir)).toBeUndefined();
  });

  test('a start that started nothing binds nobody to its choices', () => {
    writeState(dir, { config, serverPrefix: '', schemaDir: '', loaded: false, processes: {} });
    expect(readStarted(dir)).toBeUndefined();
    mkdirSync(join(dir, 'vt_0000000100'));
    expect(readStarted(dir)?.config).toEqual(config);
  });

  test('a damaged state is named', () => {
    writeFileSync(join(dir, 'vt.json'), '{"config"');
    expect(() => readState(dir)).toThrow(`${join(dir, 'vt.json')} is damaged`);
  });

  test('what cannot be read any more is reset all the same', async () => {
    mkdirSync(join(dir, tabletDirName(100)));
    writeFileSync(join(dir, 'vt.json'), '{"config"');
    // The mysqlds of such a cluster are found by their folders.
    expect(processesIn(dir).map(({ name }) => name)).toEqual(['mysqld-100']);
    const signal = AbortSignal.abort(new Error('far enough'));
    const options = { ...parseFlags(clusterFlags, { argv: [] }).values };
    await expect(bringUp({ dir, options, given: new Set(), reset: true, signal })).rejects.toThrow('far enough');
    expect(existsSync(join(dir, tabletDirName(100)))).toBe(false);
  });

  test('a mistake in the files of another cluster leaves the one that is to be reset', async () => {
    mkdirSync(join(dir, 'topo'));
    writeState(dir, { config, serverPrefix: '', schemaDir: '', loaded: true, processes: {} });
    const argv = ['--schema-dir', join(dir, 'none')];
    const { values, given } = parseFlags(clusterFlags, { argv });
    const signal = new AbortController().signal;
    const started = bringUp({ dir, options: values, given, reset: true, signal });
    await expect(started).rejects.toThrow('is no folder');
    expect(readStarted(dir)?.config).toEqual(config);
  });

  test('two vt do not work on it at once; the lock of a dead one is taken over', async () => {
    await withLock(dir, async () => {
      await expect(withLock(dir, async () => undefined)).rejects.toThrow(`another vt (process ${process.pid})`);
    });
    writeFileSync(join(dir, 'vt.lock'), JSON.stringify({ pid: process.pid, startTicks: 1 }));
    expect(await withLock(dir, async () => 'mine')).toBe('mine');
    expect(existsSync(join(dir, 'vt.lock'))).toBe(false);
  });
});
