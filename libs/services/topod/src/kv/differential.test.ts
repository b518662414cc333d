import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Etcd3, ICompare, IRangeRequest, IRequestOp, ITxnRequest } from 'etcd3';
import { expect, test } from 'vitest';
import { rawClient, testServer } from '../testing/clients.ts';
import { etcdChild, etcdProgram } from '../testing/etcd.ts';

const REQUESTS = 600;
/** The same every day; VT_SEED=n asks others, VT_LONG_TESTS=1 the hundred from there. */
const DAILY_SEED = 3;
const first = Number(process.env['VT_SEED'] ?? DAILY_SEED);
const seeds = Array.from({ length: process.env['VT_LONG_TESTS'] === '1' ? 100 : 1 }, (_, i) => first + i);
const program = etcdProgram('etcd');
if (program === undefined) {
  console.log('etcd is not installed (VT_ETCD_PREFIX, PATH, .cache/etcd): the comparison with it is skipped');
}

/** One thing to ask both servers. */
type Request = { readonly text: string; run(client: Etcd3): Promise<unknown> };

class Requests {
  readonly #random: () => number;
  revision = 1;

  constructor(seed: number) {
    let state = seed;
    this.#random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
  }

  next(): Request {
    const kind = this.#below(20);
    if (kind < 6) return this.#put();
    if (kind < 8) return this.#delete();
    if (kind < 12) return this.#range();
    if (kind < 18) return this.#txn();
    if (kind < 19) return this.#compact();
    return this.#lease();
  }

  #below(n: number): number {
    return Math.floor(this.#random() * n);
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#below(items.length)] as T;
  }

  #key(): Buffer {
    return Buffer.from(this.#pick(['', 'a', 'a', 'a/1', 'a/2', 'b', 'b\0', 'b\xff', '\xff', 'c']), 'latin1');
  }

  /** Absent for a single key: etcd takes a field that is there but empty for "to the end", which no client of it sends. */
  #end(): { range_end?: Buffer } {
    const end = this.#pick(['', '', '', '\0', 'a0', 'b', 'c', 'a']);
    return end === '' ? {} : { range_end: Buffer.from(end, 'latin1') };
  }

  #value(): Buffer {
    return Buffer.from(this.#pick(['', 'x', 'y', 'zz']));
  }

  #leaseId(): string {
    return this.#pick(['0', '0', '0', '71', '72', '99']);
  }

  #someRevision(): number {
    return this.#pick([0, 0, 0, -1, this.revision, this.revision - this.#below(8), this.revision + 1]);
  }

  #putRequest() {
    return {
      key: this.#key(),
      value: this.#value(),
      lease: this.#leaseId(),
      prev_kv: this.#below(2) === 0,
      ignore_value: this.#below(8) === 0,
      ignore_lease: this.#below(8) === 0,
    };
  }

  #rangeRequest(): IRangeRequest {
    const bound = (): number => this.#pick([0, 0, 0, 0, this.revision - this.#below(6)]);
    return {
      key: this.#key(),
      ...this.#end(),
      limit: this.#pick([0, 0, 1, 2]),
      revision: this.#someRevision(),
      // As wire numbers: the two sides of etcd3 and of etcd name them differently.
      sort_order: this.#below(3),
      sort_target: this.#below(5),
      keys_only: this.#below(4) === 0,
      count_only: this.#below(6) === 0,
      min_mod_revision: bound(),
      max_mod_revision: bound(),
      min_create_revision: bound(),
      max_create_revision: bound(),
    };
  }

  #deleteRequest() {
    return { key: this.#key(), ...this.#end(), prev_kv: this.#below(2) === 0 };
  }

  #compareRequest(): ICompare {
    const target = this.#below(5);
    const number = this.#pick([0, 1, 2, this.revision, 71]);
    const union = [
      { version: number },
      { create_revision: number },
      { mod_revision: number },
      { value: this.#value() },
      { lease: number },
    ];
    const range = this.#below(3) === 0 ? this.#end() : {};
    return { key: this.#key(), target, result: this.#below(4), ...range, ...union[target] };
  }

  #ops(depth: number): IRequestOp[] {
    return Array.from({ length: this.#below(4) }, () => {
      const kind = this.#below(depth > 0 ? 8 : 7);
      if (kind < 3) return { request_put: this.#putRequest() };
      if (kind < 5) return { request_range: this.#rangeRequest() };
      if (kind < 7) return { request_delete_range: this.#deleteRequest() };
      return { request_txn: this.#txnRequest(depth - 1) };
    });
  }

  #txnRequest(depth: number): ITxnRequest {
    return {
      compare: Array.from({ length: this.#below(3) }, () => this.#compareRequest()),
      success: this.#ops(depth),
      failure: this.#ops(depth),
    };
  }

  #put(): Request {
    const request = this.#putRequest();
    return { text: `put ${show(request)}`, run: (client) => client.kv.put(request) };
  }

  #delete(): Request {
    const request = this.#deleteRequest();
    return { text: `delete ${show(request)}`, run: (client) => client.kv.deleteRange(request) };
  }

  #range(): Request {
    const request = this.#rangeRequest();
    return { text: `range ${show(request)}`, run: (client) => client.kv.range(request) };
  }

  #txn(): Request {
    const request = this.#txnRequest(2);
    return { text: `txn ${show(request)}`, run: (client) => client.kv.txn(request) };
  }

  #compact(): Request {
    const revision = this.revision - this.#below(12) + 1;
    return { text: `compact ${revision}`, run: (client) => client.kv.compact({ revision }) };
  }

  #lease(): Request {
    const ID = this.#pick(['71', '72']);
    const kind = this.#below(4);
    if (kind === 0) return { text: `revoke ${ID}`, run: (client) => client.leaseClient.leaseRevoke({ ID }) };
    if (kind === 1) {
      return { text: `lease keys ${ID}`, run: async (client) => leaseKeys(client, ID) };
    }
    return { text: `grant ${ID}`, run: (client) => client.leaseClient.leaseGrant({ ID, TTL: 10_000 }) };
  }
}

async function leaseKeys(client: Etcd3, ID: string): Promise<unknown> {
  const { keys, grantedTTL } = await client.leaseClient.leaseTimeToLive({ ID, keys: true });
  return { keys: keys.map(String).sort(), grantedTTL };
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, v) => (v?.type === 'Buffer' ? Buffer.from(v.data).toString('latin1') : v));
}

/** The answer without what names the server; or the refusal. */
async function answer(request: Request, client: Etcd3): Promise<unknown> {
  try {
    return JSON.parse(show(await request.run(client)), (key, value) =>
      key === 'header' && value ? { revision: value.revision } : value,
    );
  } catch (err) {
    return `refused: ${/etcdserver: .*/.exec((err as Error).message)?.[0] ?? (err as Error).message}`;
  }
}

async function history(client: Etcd3, from: number): Promise<string[]> {
  const stream = await client.watchClient.watch();
  stream.on('error', () => {});
  const { header } = await client.kv.range({ key: Buffer.from('a') });
  return new Promise((resolve) => {
    const events: string[] = [];
    stream.on('data', (response) => {
      for (const { type, kv, prev_kv } of response.events) events.push(show([type, kv, prev_kv]));
      const last = Number(response.events.at(-1)?.kv.mod_revision ?? 0);
      if (last < Number(header.revision)) return;
      stream.end();
      stream.cancel();
      resolve(events);
    });
    const everything = { key: Buffer.of(0), range_end: Buffer.of(0) };
    stream.write({ create_request: { ...everything, start_revision: from, prev_kv: true } });
  });
}

test.skipIf(program === undefined).each(seeds)(
  'random requests of seed %i get the same answers as from etcd, and leave the same history',
  async (seed) => {
    console.log(`differential seed ${seed} (VT_SEED=${seed} repeats it)`);
    const dir = await mkdtemp(join(tmpdir(), 'vt-etcd-'));
    const etcd = await etcdChild(program as string, join(dir, 'etcd'));
    await etcd.start();
    const ours = await testServer();
    const theirs = rawClient(`127.0.0.1:${etcd.port}`);
    try {
      const requests = new Requests(seed);
      for (let i = 0; i < REQUESTS; i++) {
        const request = requests.next();
        const [got, want] = await Promise.all([answer(request, ours.client), answer(request, theirs)]);
        if (request.text.startsWith('txn') && typeof want === 'string' && /UNAVAILABLE/.test(want)) {
          // Some transactions that put and delete one key end etcd itself: there is nothing more to compare with.
          console.log(`seed ${seed}: etcd ended at request ${i}: ${request.text}`);
          return;
        }
        expect(got, `seed ${seed}, request ${i}: ${request.text}`).toEqual(want);
        requests.revision = ours.server.stats().revision;
      }
      // Something to end with, so that both histories have a last event.
      for (const client of [ours.client, theirs])
        await client.kv.put({ key: Buffer.from('end'), value: Buffer.from('') });
      const from = ours.server.stats().compactRevision + 1;
      expect(await history(ours.client, from)).toEqual(await history(theirs, from));
    } finally {
      theirs.close();
      await ours.stop();
      await etcd.kill();
      await rm(dir, { recursive: true, force: true });
    }
  },
  300_000,
);
