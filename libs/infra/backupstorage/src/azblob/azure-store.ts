import type { ObjectStore } from '../object/object-store.ts';
import { ifThere } from '../object/requests.ts';
import { upload } from '../object/upload.ts';
import { tagged } from '../object/xml.ts';
import { azureParts } from './azure-parts.ts';
import type { AzureClient } from './client.ts';

export type AzureStoreOptions = {
  readonly blockBytes: number;
  /** Blocks of one blob that are sent at the same time. */
  readonly parallelism: number;
};

/** A container of Azure's Blob service. */
export class AzureStore implements ObjectStore {
  readonly #client: AzureClient;
  readonly #options: AzureStoreOptions;

  constructor(client: AzureClient, options: AzureStoreOptions) {
    this.#client = client;
    this.#options = options;
  }

  async *keys(prefix: string): AsyncGenerator<string> {
    for await (const xml of this.#pages(prefix, '')) yield* named(xml, 'Blob');
  }

  async *folders(prefix: string): AsyncGenerator<string> {
    for await (const xml of this.#pages(prefix, '/'))
      yield* named(xml, 'BlobPrefix').map((name) => name.slice(prefix.length).replace(/\/$/, ''));
  }

  get(key: string): Promise<Response> {
    return this.#client.send({ method: 'GET', key });
  }

  put(key: string, source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
    const { blockBytes, parallelism } = this.#options;
    return upload(azureParts(this.#client, key, parallelism), key, source, blockBytes, signal);
  }

  async delete(key: string): Promise<void> {
    const response = await ifThere(this.#client.send({ method: 'DELETE', key }));
    await response?.body?.cancel();
  }

  async *#pages(prefix: string, delimiter: string): AsyncGenerator<string> {
    let marker: string | undefined = '';
    while (marker !== undefined) {
      const query: Record<string, string> = {
        ...{ restype: 'container', comp: 'list', prefix },
        ...(delimiter && { delimiter }),
        ...(marker && { marker }),
      };
      const xml: string = await (await this.#client.send({ method: 'GET', key: '', query })).text();
      yield xml;
      marker = tagged(xml, 'NextMarker')[0] || undefined;
    }
  }
}

function named(xml: string, element: string): string[] {
  const found = xml.split(`<${element}>`).slice(1);
  return found.flatMap((part) => tagged(part, 'Name').slice(0, 1));
}
