import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Code, VtError } from '@vt/base';
import type { BackupPlace, BackupStorage, BackupWriter } from '../storage.ts';
import { type S3Client, tagged } from './client.ts';
import { upload } from './upload.ts';

const MANIFEST = 'MANIFEST';

/** Backups as objects `<root>/<keyspace>/<shard>/<name>/<file>` of a bucket. */
export class S3Storage implements BackupStorage {
  readonly #client: S3Client;
  readonly #root: string;
  readonly #partBytes: number;

  /** @param root prefix of all keys; '' for none */
  constructor(client: S3Client, root: string, partBytes: number) {
    this.#client = client;
    this.#root = root.replace(/^\/+|\/+$/g, '');
    this.#partBytes = partBytes;
  }

  async list(dir: string): Promise<string[]> {
    const prefix = `${this.#key(dir)}/`;
    const pages = this.#pages(prefix, '/');
    const names: string[] = [];
    for await (const xml of pages) {
      const prefixes = xml.split('<CommonPrefixes>').slice(1);
      names.push(...prefixes.flatMap((part) => tagged(part, 'Prefix').slice(0, 1)));
    }
    return names.map((name) => name.slice(prefix.length).replace(/\/$/, '')).sort();
  }

  async start(place: BackupPlace): Promise<BackupWriter> {
    for await (const _key of this.#keys(place)) {
      throw new VtError({ code: 'ALREADY_EXISTS', message: `backup ${place.dir}/${place.name} is there already` });
    }
    const never = new AbortController().signal;
    const add = (file: string, source: AsyncIterable<Uint8Array>, signal: AbortSignal) =>
      upload(this.#client, this.#file(place, file), source, this.#partBytes, signal);
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
    try {
      const response = await this.#client.send({ method: 'GET', key: this.#file(place, MANIFEST) });
      return await response.text();
    } catch (error) {
      if (error instanceof VtError && error.codeNumber === Code.NOT_FOUND) return undefined;
      throw error;
    }
  }

  async remove(place: BackupPlace): Promise<void> {
    if (!(await this.#isThere(place))) {
      throw new VtError({ code: 'NOT_FOUND', message: `there is no backup ${place.dir}/${place.name}` });
    }
    // INVARIANT: the manifest goes first, so that an interrupted removal leaves no backup that looks whole.
    await this.#client.send({ method: 'DELETE', key: this.#file(place, MANIFEST) });
    await this.#removeAll(place);
  }

  async #isThere(place: BackupPlace): Promise<boolean> {
    for await (const _key of this.#keys(place)) return true;
    return false;
  }

  async #removeAll(place: BackupPlace): Promise<void> {
    const keys: string[] = [];
    for await (const key of this.#keys(place)) keys.push(key);
    for (const key of keys) await this.#client.send({ method: 'DELETE', key });
  }

  async *#chunks(key: string): AsyncGenerator<Uint8Array> {
    const { body } = await this.#client.send({ method: 'GET', key });
    if (body) yield* Readable.fromWeb(body as ReadableStream) as AsyncIterable<Uint8Array>;
  }

  async *#keys(place: BackupPlace): AsyncGenerator<string> {
    for await (const xml of this.#pages(`${this.#file(place, '')}`, '')) yield* tagged(xml, 'Key');
  }

  async *#pages(prefix: string, delimiter: string): AsyncGenerator<string> {
    let token: string | undefined = '';
    while (token !== undefined) {
      const query: Record<string, string> = {
        'list-type': '2',
        prefix,
        ...(delimiter && { delimiter }),
        ...(token && { 'continuation-token': token }),
      };
      const xml: string = await (await this.#client.send({ method: 'GET', key: '', query })).text();
      yield xml;
      token = tagged(xml, 'IsTruncated')[0] === 'true' ? tagged(xml, 'NextContinuationToken')[0] : undefined;
    }
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
