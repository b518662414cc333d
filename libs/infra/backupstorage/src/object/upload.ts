import { anySignal, VtError } from '@vt/base';

/** After so many parts they double in size: an object of any size fits. */
const PARTS_OF_ONE_SIZE = 1_000;

/** How a store takes one object in parts. */
export interface PartsOf {
  readonly partsMax: number;
  /** Parts that are sent at the same time: one connection alone is slower than the network. Each is in memory until it is stored. */
  readonly atOnce: number;
  /** Writes an object that is one part. */
  whole(body: Uint8Array, signal: AbortSignal): Promise<void>;
  begin(signal: AbortSignal): Promise<PartsBegun>;
}

export interface PartsBegun {
  /** @param part counts from 0. Returns what `complete` must say of it. */
  send(body: Uint8Array, part: number, signal: AbortSignal): Promise<string>;
  complete(tags: readonly string[], signal: AbortSignal): Promise<void>;
  /** Removes the parts that were sent. Never throws. */
  giveUp(): Promise<void>;
}

/** Writes a stream as one object, several parts at a time. Nothing of it is there unless all is. */
export async function upload(
  parts: PartsOf,
  key: string,
  source: AsyncIterable<Uint8Array>,
  partBytes: number,
  outer: AbortSignal,
): Promise<void> {
  const bodies = inParts(source, partBytes);
  const { value: first = Buffer.alloc(0), done } = await bodies.next();
  const second = done ? undefined : await bodies.next();
  if (done || second?.done) return await parts.whole(first, outer);
  const begun = await parts.begin(outer);
  const failed = new AbortController();
  const signal = anySignal([outer, failed.signal]);
  const tags: string[] = [];
  const sending = new Set<Promise<void>>();
  try {
    let count = 0;
    const send = async (body: Uint8Array): Promise<void> => {
      const part = count++;
      if (part >= parts.partsMax) throw new VtError({ code: 'OUT_OF_RANGE', message: `${key} has too many parts` });
      const sent = begun.send(body, part, signal).then((tag) => {
        tags[part] = tag;
      });
      const one: Promise<void> = sent.finally(() => sending.delete(one));
      // The first that fails ends the others, and says why.
      one.catch((error: unknown) => failed.abort(error));
      sending.add(one);
      if (sending.size >= parts.atOnce) await Promise.race(sending);
      signal.throwIfAborted();
    };
    await send(first);
    if (second) await send(second.value);
    for await (const body of bodies) await send(body);
    await Promise.all(sending);
    signal.throwIfAborted();
    await begun.complete(tags, outer);
  } catch (error) {
    failed.abort(error);
    // INVARIANT: none is on its way when the upload is given up: a part that came later would be stored, and paid for, for ever.
    await Promise.allSettled(sending);
    await begun.giveUp();
    throw error;
  }
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
