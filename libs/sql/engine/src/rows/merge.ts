import { VtError } from '@vt/base';
import type { OrderKey } from '@vt/plan';
import {
  decodeTextRow,
  framePayload,
  HEADER_BYTES,
  PAYLOAD_BYTES_MAX,
  type ResultSink,
  writePacketHeader,
} from '@vt/sqltypes';
import type { RowCompare } from './compare.ts';
import { addOk } from './fan-in.ts';
import { sortCompare } from './keys.ts';
import type { RowStream } from './row-stream.ts';
import { cutColumns, drained } from './sink-tools.ts';

type Head = { readonly stream: RowStream; values: readonly (Uint8Array | null)[] };

/** What goes on at once: a message for each row costs more than the row. */
const OUT_BYTES = 16 * 1024;

/** Merges streams that are each in order into one that is. Holds one row a stream, and what goes on at once; leaves the last `extra` columns out. */
export async function mergeOrdered(
  streams: readonly RowStream[],
  keys: readonly OrderKey[],
  extra: number,
  sink: ResultSink,
): Promise<void> {
  await Promise.all(streams.map((stream) => stream.wait()));
  const [first] = streams;
  if (!first) return;
  if (first.format !== 'text') throw VtError.of('VT12001', 'merging binary rows of several shards');
  const columns = first.definitions.length - extra;
  sink.columns(first.definitions.slice(0, columns), first.format);
  const compare = sortCompare(keys, first.fields);
  const heads = streams.filter((stream) => stream.peek()).map((stream): Head => ({ stream, values: valuesOf(stream) }));
  heads.sort((a, b) => compare(a.values, b.values));
  const out = new PacketBatch();
  for (let [least] = heads; least; [least] = heads) {
    const { stream } = least;
    const row = stream.peek() as Buffer;
    out.add(extra > 0 ? cutColumns(row, columns) : row);
    stream.take();
    if ((out.bytes >= OUT_BYTES || !stream.ready) && !sink.rows(out.take())) await drained(sink);
    if (!stream.ready) await stream.wait();
    settle(heads, compare);
  }
  if (out.bytes > 0 && !sink.rows(out.take())) await drained(sink);
  sink.end(streams.map((stream) => stream.ok).reduce(addOk), false);
}

/** Puts the first of the heads, which has another row now, where it belongs. Few streams: a linear insert beats a heap. */
function settle(heads: Head[], compare: RowCompare): void {
  const [first] = heads;
  if (!first?.stream.peek()) return void heads.shift();
  first.values = valuesOf(first.stream);
  let at = 0;
  for (let next = heads[1]; next && compare(first.values, next.values) > 0; next = heads[at + 1]) {
    heads[at] = next;
    heads[++at] = first;
  }
}

function valuesOf(stream: RowStream): readonly (Uint8Array | null)[] {
  return decodeTextRow(stream.peek() as Buffer, 0, stream.fields.length);
}

/** Payloads on their way to be packets of one piece. */
class PacketBatch {
  #payloads: Buffer[] = [];
  bytes = 0;

  add(payload: Buffer): void {
    this.#payloads.push(payload);
    this.bytes += payload.length + HEADER_BYTES;
  }

  take(): Buffer {
    const payloads = this.#payloads;
    const out = payloads.some(({ length }) => length >= PAYLOAD_BYTES_MAX)
      ? Buffer.concat(payloads.map((payload) => framePayload(payload)))
      : this.#framed();
    this.#payloads = [];
    this.bytes = 0;
    return out;
  }

  #framed(): Buffer {
    const out = Buffer.allocUnsafe(this.bytes);
    let at = 0;
    for (const payload of this.#payloads) {
      writePacketHeader(out, at, payload.length, 0);
      out.set(payload, at + HEADER_BYTES);
      at += HEADER_BYTES + payload.length;
    }
    return out;
  }
}
