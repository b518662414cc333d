import { anySignal, VtError } from '@vt/base';
import { type S3Client, tagged } from './client.ts';

const PARTS_MAX = 10_000;
/** After so many parts they double in size: an object of any size fits. */
const PARTS_OF_ONE_SIZE = 1_000;

/** Parts of one object that are sent at the same time: one connection alone is slower than the network. Each is in memory until it is stored. */
const PARTS_AT_ONCE = 4;

/** Writes a stream as one object, several parts at a time. Nothing of it is there unless all is. */
export async function upload(
  client: S3Client,
  key: string,
  source: AsyncIterable<Uint8Array>,
  partBytes: number,
  outer: AbortSignal,
): Promise<void> {
  const headers = client.options.writeHeaders;
  const parts = inParts(source, partBytes);
  const { value: first = Buffer.alloc(0), done } = await parts.next();
  const second = done ? undefined : await parts.next();
  if (done || second?.done) {
    await client.send({ method: 'PUT', key, headers, body: first, signal: outer });
    return;
  }
  const id = await begin(client, key, headers, outer);
  const failed = new AbortController();
  const signal = anySignal([outer, failed.signal]);
  const tags: string[] = [];
  const sending = new Set<Promise<void>>();
  const add = async (body: Uint8Array, part: number): Promise<void> => {
    const query = { partNumber: String(part + 1), uploadId: id };
    const response = await client.send({ method: 'PUT', key, query, body, signal });
    tags[part] = response.headers.get('etag') ?? '';
    await response.body?.cancel();
  };
  try {
    let count = 0;
    const send = async (body: Uint8Array): Promise<void> => {
      if (count >= PARTS_MAX) throw new VtError({ code: 'OUT_OF_RANGE', message: `${key} is too big for S3` });
      const one: Promise<void> = add(body, count++).finally(() => sending.delete(one));
      // The first that fails ends the others, and says why.
      one.catch((error: unknown) => failed.abort(error));
      sending.add(one);
      if (sending.size >= PARTS_AT_ONCE) await Promise.race(sending);
      signal.throwIfAborted();
    };
    await send(first);
    if (second) await send(second.value);
    for await (const part of parts) await send(part);
    await Promise.all(sending);
    signal.throwIfAborted();
    await complete(client, key, id, tags, outer);
  } catch (error) {
    failed.abort(error);
    // INVARIANT: none is on its way when the upload is given up: a part that came later would be stored, and paid for, for ever.
    await Promise.allSettled(sending);
    await client.send({ method: 'DELETE', key, query: { uploadId: id } }).catch(() => {});
    throw error;
  }
}

async function begin(
  client: S3Client,
  key: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string> {
  const response = await client.send({ method: 'POST', key, query: { uploads: '' }, headers, signal });
  const [id] = tagged(await response.text(), 'UploadId');
  if (id) return id;
  throw new VtError({ code: 'UNKNOWN', message: `S3 began no upload of ${key}` });
}

async function complete(client: S3Client, key: string, id: string, tags: string[], signal: AbortSignal): Promise<void> {
  const parts = tags.map((tag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${tag}</ETag></Part>`).join('');
  const body = Buffer.from(`<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`);
  const response = await client.send({ method: 'POST', key, query: { uploadId: id }, body, signal });
  // S3 says 200 first, and in the body how it ended.
  const text = await response.text();
  if (!text.includes('<Error>')) return;
  throw new VtError({ code: 'UNKNOWN', message: `S3 did not complete ${key}: ${tagged(text, 'Message').join(' ')}` });
}

async function* inParts(source: AsyncIterable<Uint8Array>, partBytes: number): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  let count = 0;
  for await (const chunk of source) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < partBytes * 2 ** Math.floor(count / PARTS_OF_ONE_SIZE)) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
    count++;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}
