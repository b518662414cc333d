import { randomBytes } from 'node:crypto';
import type { PartsBegun, PartsOf } from '../object/upload.ts';
import type { AzureClient } from './client.ts';

const BLOCKS_MAX = 50_000;
const BLOCK_DIGITS = 5;
const BLOCK_BLOB = { 'x-ms-blob-type': 'BlockBlob' };

/** A blob in parts: blocks, which are nothing until a list of them is put. */
export function azureParts(client: AzureClient, key: string, atOnce: number): PartsOf {
  const whole = async (body: Uint8Array, signal?: AbortSignal): Promise<void> => {
    const response = await client.send({ method: 'PUT', key, headers: BLOCK_BLOB, body, ...(signal && { signal }) });
    await response.body?.cancel();
  };
  const giveUp = async (): Promise<void> => {
    try {
      // Blocks have no name to be deleted by: a blob that is put in their place frees them now rather than in a week.
      await whole(new Uint8Array());
      await (await client.send({ method: 'DELETE', key })).body?.cancel();
    } catch {
      // They are gone in a week, and no part of a blob.
    }
  };
  return { partsMax: BLOCKS_MAX, atOnce, whole, begin: async () => begun(client, key, giveUp) };
}

function begun(client: AzureClient, key: string, giveUp: () => Promise<void>): PartsBegun {
  // Not the blocks of another upload to the same name.
  const ours = randomBytes(6).toString('hex');
  return {
    send: async (body, part, signal) => {
      const id = Buffer.from(`${ours}-${String(part).padStart(BLOCK_DIGITS, '0')}`).toString('base64');
      const response = await client.send({ method: 'PUT', key, query: { comp: 'block', blockid: id }, body, signal });
      await response.body?.cancel();
      return id;
    },
    complete: async (ids, signal) => {
      const list = ids.map((id) => `<Uncommitted>${id}</Uncommitted>`).join('');
      const body = Buffer.from(`<?xml version="1.0" encoding="utf-8"?><BlockList>${list}</BlockList>`);
      const response = await client.send({ method: 'PUT', key, query: { comp: 'blocklist' }, body, signal });
      await response.body?.cancel();
    },
    giveUp,
  };
}
