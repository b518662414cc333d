import type { ObjectStore } from '../object/object-store.ts';
import { ifThere } from '../object/requests.ts';
import { upload } from '../object/upload.ts';
import { tagged } from '../object/xml.ts';
import type { S3Client } from './client.ts';
import { s3Parts } from './s3-parts.ts';

/** A bucket of an S3 API: AWS's, Google's, or of another server. */
export class S3Store implements ObjectStore {
  readonly #client: S3Client;
  readonly #partBytes: number;

  constructor(client: S3Client, partBytes: number) {
    this.#client = client;
    this.#partBytes = partBytes;
  }

  async *keys(prefix: string): AsyncGenerator<string> {
    for await (const xml of this.#pages(prefix, '')) yield* tagged(xml, 'Key');
  }

  async *folders(prefix: string): AsyncGenerator<string> {
    for await (const xml of this.#pages(prefix, '/')) {
      const found = xml.split('<CommonPrefixes>').slice(1);
      const names = found.flatMap((part) => tagged(part, 'Prefix').slice(0, 1));
      yield* names.map((name) => name.slice(prefix.length).replace(/\/$/, ''));
    }
  }

  get(key: string): Promise<Response> {
    return this.#client.send({ method: 'GET', key });
  }

  put(key: string, source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
    return upload(s3Parts(this.#client, key), key, source, this.#partBytes, signal);
  }

  async delete(key: string): Promise<void> {
    // Google says that it is not there, and AWS does not.
    const response = await ifThere(this.#client.send({ method: 'DELETE', key }));
    await response?.body?.cancel();
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
}
