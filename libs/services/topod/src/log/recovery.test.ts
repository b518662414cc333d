import type * as Files from 'node:fs/promises';
import { type FileHandle, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Engine } from '../engine.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import { TopoState } from '../store/state.ts';
import { DataFile, DataFileError, parseDataFile } from './data-file.ts';

/** Files as they were opened. */
const opened = vi.hoisted((): FileHandle[] => []);
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof Files>();
  const openNoted = async (...args: Parameters<typeof real.open>): Promise<FileHandle> => {
    const handle = await real.open(...args);
    opened.push(handle);
    return handle;
  };
  return { ...real, open: openNoted };
});

const identity = { clusterId: 1n, memberId: 2n };
const fresh = (): TopoState => new TopoState(identity);

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vt-topod-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** All that a client could ever find out about a state. */
function picture(state: TopoState): unknown {
  const leases = [...state.leases.all()].map(({ id, ttlSeconds, keys }) => `${id} ${ttlSeconds} ${[...keys].sort()}`);
  const { revision, compactRevision, versions } = state.store.image();
  const shown = versions.map((v) => ({ ...v, value: v.value.toString('latin1'), lease: String(v.lease) }));
  const commits = Array.from({ length: revision + 1 }, (_, i) => state.store.commit(i).map(({ key }) => key));
  return { revision, compactRevision, shown, commits, leases: leases.sort(), count: state.store.keyCount };
}

type Moment = { readonly bytes: number; readonly picture: unknown };

function openEngine(file: DataFile, state: TopoState, limits: Partial<Limits> = {}): Engine {
  const onFatal = (error: Error): void => {
    throw error;
  };
  const clock = { nowMs: () => 0 };
  return new Engine({ state, file, limits: { ...DEFAULT_LIMITS, ...limits }, clock, onFatal });
}

/** Random requests, and what the server was after each one was acknowledged. */
async function history(path: string, seed: number, requests: number): Promise<Moment[]> {
  const random = mulberry(seed);
  const { file, state } = await DataFile.open(path, 0, fresh);
  const engine = openEngine(file, state);
  const moments: Moment[] = [{ bytes: file.size, picture: picture(state) }];
  for (let i = 0; i < requests; i++) {
    // Sometimes several requests share one write to the disk.
    for (let together = 1 + Math.floor(random() * 3); together > 0; together--) request(engine, random);
    await engine.durable();
    moments.push({ bytes: file.size, picture: picture(state) });
  }
  await engine.close(new Error('closed'));
  return moments;
}

function request(engine: Engine, random: () => number): void {
  const { store, leases } = engine.state;
  const key = `k${Math.floor(random() * 4)}`;
  const [lease] = [...leases.all()];
  const kind = Math.floor(random() * 7);
  engine.write((recorder) => {
    if (kind === 0) recorder.grant(BigInt(store.revision * 100) + BigInt(leases.size), 10);
    else if (kind === 1 && lease !== undefined) recorder.revoke(lease.id);
    else if (kind === 2 && store.live(key) !== undefined) recorder.delete(key);
    else if (kind === 3 && store.revision > store.compactRevision + 3) recorder.compact(store.revision - 2);
    else recorder.put(key, Buffer.from(`\xff${random()}`, 'latin1'), random() < 0.3 ? (lease?.id ?? 0n) : 0n);
  });
}

function mulberry(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function reread(content: Buffer): { picture: unknown; tornBytes: number } {
  const { state, end } = parseDataFile('copy', content, 0);
  return { picture: picture(state), tornBytes: content.length - end };
}

describe('a data file cut or damaged at every byte', () => {
  const seed = Number(process.env['VT_SEED'] ?? 1);
  console.log(`recovery seed ${seed} (VT_SEED=${seed} repeats it)`);
  let moments: Moment[];
  let whole: Buffer;
  let snapshotBytes: number;

  beforeAll(async () => {
    const path = join(dir, 'original');
    moments = await history(path, seed, 12);
    whole = await readFile(path);
    snapshotBytes = moments[0]?.bytes ?? 0;
  });

  /** The last moment that was wholly within the first `bytes`. */
  const momentAt = (bytes: number): Moment => moments.findLast((moment) => moment.bytes <= bytes) as Moment;

  test('cut off: everything that was acknowledged before is there, and nothing else', () => {
    expect(whole.length).toBe(moments.at(-1)?.bytes);
    for (let length = snapshotBytes; length <= whole.length; length++) {
      const found = reread(whole.subarray(0, length));
      expect(found.picture, `cut at ${length}`).toEqual(momentAt(length).picture);
      expect(found.tornBytes).toBe(length - momentAt(length).bytes);
    }
  });

  test('rubbish from some byte on: the same', () => {
    const random = mulberry(seed);
    for (let length = snapshotBytes; length < whole.length; length++) {
      const rubbish = Buffer.from(whole.subarray(length).map(() => Math.floor(random() * 256)));
      const found = reread(Buffer.concat([whole.subarray(0, length), rubbish]));
      // A rubbish byte may happen to be the right one, so one more record may be sound; never one that is not there.
      const allowed = moments.filter((moment) => moment.bytes >= momentAt(length).bytes).map((m) => m.picture);
      expect(allowed).toContainEqual(found.picture);
    }
  });

  test('one wrong byte in the middle is refused, in the last record it is cut off with it', () => {
    const lastRecord = moments.at(-2)?.bytes ?? 0;
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ 0x40;
      if (at >= lastRecord) expect(reread(damaged).picture).toEqual(moments.at(-2)?.picture);
      else expect(() => reread(damaged), `byte ${at}`).toThrow(DataFileError);
    }
  });

  test('a file that ends inside its snapshot is refused', () => {
    for (let length = 1; length < snapshotBytes; length++) {
      expect(() => reread(whole.subarray(0, length))).toThrow(DataFileError);
    }
  });

  test('what is written after a torn tail was cut off is there the next time', async () => {
    const path = join(dir, 'torn');
    await writeFile(path, whole.subarray(0, whole.length - 3));
    const { file, state, tornBytes } = await DataFile.open(path, 0, fresh);
    expect(tornBytes).toBeGreaterThan(0);
    expect(picture(state)).toEqual(moments.at(-2)?.picture);
    const engine = openEngine(file, state);
    engine.write((recorder) => recorder.put('after', Buffer.from('crash'), 0n));
    await engine.durable();
    const expected = picture(state);
    await engine.close(new Error('closed'));
    expect(reread(await readFile(path)).picture).toEqual(expected);
  });
});

test('what a server left that was killed is on disk before it is told to anybody', async () => {
  const path = join(dir, 'killed');
  const made = await DataFile.open(path, 0, fresh);
  await made.file.close();
  const any = await open(path);
  const sync = vi.spyOn(Object.getPrototypeOf(any) as typeof any, 'sync');
  await any.close();
  const { file } = await DataFile.open(path, 0, fresh);
  // The file, and the directory that names it.
  expect(sync).toHaveBeenCalledTimes(2);
  sync.mockRestore();
  await file.close();
});

test('a snapshot takes the place of a long log, and loses nothing that comes meanwhile', async () => {
  const path = join(dir, 'rewritten');
  const { file, state } = await DataFile.open(path, 0, fresh);
  const engine = openEngine(file, state, { logBytesMax: 2000 });
  let largest = 0;
  for (let i = 0; i < 300; i++) {
    engine.write((recorder) => recorder.put(`k${i % 3}`, Buffer.alloc(50, i), 0n));
    if (i % 3 === 0) await engine.durable();
    if (i % 100 === 50) engine.write((recorder) => recorder.compact(state.store.revision));
    largest = Math.max(largest, file.size);
  }
  const grown = engine.durable();
  const defragmented = engine.defragment();
  engine.write((recorder) => recorder.put('during', Buffer.from('snapshot'), 0n));
  await Promise.all([grown, defragmented, engine.durable()]);
  const expected = picture(state);
  await engine.close(new Error('closed'));
  // 300 puts are at least 20 kB of log.
  expect(largest).toBeLessThan(20_000);
  expect(reread(await readFile(path)).picture).toEqual(expected);
});

test('a snapshot is in place also where the file before it does not close, and nothing is written a second time', async () => {
  const path = join(dir, 'unclosed');
  opened.length = 0;
  const { file, state } = await DataFile.open(path, 0, fresh);
  const engine = openEngine(file, state);
  const [before] = opened;
  const close = before?.close;
  Object.assign(before as object, {
    close: async () => {
      await close?.();
      throw Object.assign(new Error('i/o error'), { code: 'EIO' });
    },
  });
  const defragmented = engine.defragment();
  engine.write((recorder) => recorder.put('meanwhile', Buffer.from('once'), 0n));
  await Promise.all([defragmented, engine.durable()]);
  const expected = picture(state);
  await engine.close(new Error('closed'));
  expect(reread(await readFile(path)).picture).toEqual(expected);
});

test('history stays within its bounds', async () => {
  const path = join(dir, 'bounded');
  const { file, state } = await DataFile.open(path, 0, fresh);
  const engine = openEngine(file, state, { historyRevisionsMax: 64, historyBytesMax: 40_000 });
  for (let i = 0; i < 500; i++) engine.write((recorder) => recorder.put('k', Buffer.alloc(10), 0n));
  expect(state.store.revision - state.store.compactRevision).toBeLessThanOrEqual(64 + 4);
  for (let i = 0; i < 100; i++) engine.write((recorder) => recorder.put('k', Buffer.alloc(5_000), 0n));
  expect(state.store.historyBytes).toBeLessThanOrEqual(40_000 + 5_200);
  expect(state.store.live('k')?.version).toBe(600);
  await engine.durable();
  await engine.close(new Error('closed'));
});

test('a file of something else is left alone', async () => {
  const path = join(dir, 'foreign');
  await writeFile(path, 'SELECT 1;\n');
  await expect(DataFile.open(path, 0, fresh)).rejects.toThrow('is not a topology data file');
  expect(await readFile(path, 'utf8')).toBe('SELECT 1;\n');
});
