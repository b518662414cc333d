import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { VtError } from '@vt/base';
import type { BackupPlace, BackupStorage, BackupWriter } from '../storage.ts';
import type { ObjectStore } from './object-store.ts';
import { ifThere } from './requests.ts';

const MANIFEST = 'MANIFEST';

/** Backups as objects `<root>/<keyspace>/<shard>/<name>/<file>` of a store. */
export class ObjectStorage implements BackupStorage {
  readonly #store: ObjectStore;
  readonly #root: string;

  /** @param root prefix of all keys; '' for none */
  constructor(store: ObjectStore, root: string) {
    this.#store = store;
    this.#root = root.replace(/^\/+|\/+$/g, '');
  }

  async list(dir: string): Promise<string[]> {
    const names: string[] = [];
    for await (const name of this.#store.folders(`${this.#key(dir)}/`)) names.push(name);
    return names.sort();
  }

  async start(place: BackupPlace): Promise<BackupWriter> {
    if (await this.#isThere(place)) {
      throw new VtError({ code: 'ALREADY_EXISTS', message: `backup ${place.dir}/${place.name} is there already` });
    }
    const never = new AbortController().signal;
    const add = (file: string, source: AsyncIterable<Uint8Array>, signal: AbortSignal) =>
      this.#store.put(this.#file(place, file), source, signal);
    return {
      keepsChunks: true,
      add,
      finish: (manifest) => add(MANIFEST, Readable.from([Buffer.from(manifest)]), never),
      abandon: () => this.#removeAll(place),
    };
  }

  read(place: BackupPlace, file: string): Readable {
    return Readable.from(this.#chunks(this.#file(place, file)), { objectMode: false, highWaterMark: 1 << 20 });
  }

  async manifest(place: BackupPlace): Promise<string | undefined> {
    const response = await ifThere(this.#store.get(this.#file(place, MANIFEST)));
    return await response?.text();
  }

  async remove(place: BackupPlace): Promise<void> {
    if (!(await this.#isThere(place))) {
      throw new VtError({ code: 'NOT_FOUND', message: `there is no backup ${place.dir}/${place.name}` });
    }
    // INVARIANT: the manifest goes first, so that an interrupted removal leaves no backup that looks whole.
    await this.#store.delete(this.#file(place, MANIFEST));
    await this.#removeAll(place);
  }

  async #isThere(place: BackupPlace): Promise<boolean> {
    for await (const _key of this.#store.keys(this.#file(place, ''))) return true;
    return false;
  }

  async #removeAll(place: BackupPlace): Promise<void> {
    const keys: string[] = [];
    for await (const key of this.#store.keys(this.#file(place, ''))) keys.push(key);
    for (const key of keys) await this.#store.delete(key);
  }

  async *#chunks(key: string): AsyncGenerator<Uint8Array> {
    const { body } = await this.#store.get(key);
    if (body) yield* Readable.fromWeb(body as ReadableStream) as AsyncIterable<Uint8Array>;
  }

  #file(place: BackupPlace, file: string): string {
    return this.#key(`${place.dir}/${place.name}/${file}`);
  }

  /** Names must not lead out of the root. */
  #key(inner: string): string {
    if (inner.split('/').includes('..'))
      throw new VtError({ code: 'INVALID_ARGUMENT', message: `'${inner}' is no place for a backup` });
    return this.#root === '' ? inner : `${this.#root}/${inner}`;
  }
}
