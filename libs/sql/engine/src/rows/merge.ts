import { VtError } from '@vt/base';
import type { OrderKey } from '@vt/plan';
import { decodeTextRow, framePayload, type ResultSink } from '@vt/sqltypes';
import type { RowCompare } from './compare.ts';
import { addOk } from './fan-in.ts';
import { sortCompare } from './keys.ts';
import type { RowStream } from './row-stream.ts';
import { cutColumns, drained } from './sink-tools.ts';

type Head = { readonly stream: RowStream; values: readonly (Uint8Array | null)[] };

/** Merges streams that are each in order into one that is. Holds one row a stream; leaves the last `extra` columns out. */
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
  while (heads.length > 0) await step(heads, compare, columns, sink);
  sink.end(streams.map((stream) => stream.ok).reduce(addOk), false);
}

async function step(heads: Head[], compare: RowCompare, columns: number, sink: ResultSink): Promise<void> {
  const [least] = heads;
  const row = least?.stream.peek();
  if (!least || !row) return;
  const free = sink.rows(framePayload(cutColumns(row, columns)));
  least.stream.take();
  if (!free) await drained(sink);
  if (!least.stream.ready) await least.stream.wait();
  heads.shift();
  if (!least.stream.peek()) return;
  least.values = valuesOf(least.stream);
  // Few streams: a linear insert beats a heap.
  const at = heads.findIndex((head) => compare(least.values, head.values) <= 0);
  heads.splice(at < 0 ? heads.length : at, 0, least);
}

function valuesOf(stream: RowStream): readonly (Uint8Array | null)[] {
  return decodeTextRow(stream.peek() as Buffer, 0, stream.fields.length);
}
