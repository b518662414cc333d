import { VtError } from '@vt/base';
import { decodeColumnDefinition, decodeTextRow, type ResultSink, type Row } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import type { Cursor } from './cursor.ts';
import { RowStream } from './row-stream.ts';

/** What a step sends to a sink, as rows on demand: it is asked to wait while many are held. */
export async function openStream(
  execute: (ctx: ExecutionContext, sink: ResultSink) => Promise<void>,
  ctx: ExecutionContext,
): Promise<Cursor> {
  const stream = new RowStream(ctx.runner.exclusive ? Number.POSITIVE_INFINITY : undefined);
  let failure: { readonly error: unknown } | undefined;
  const running = execute(ctx, stream).catch((error: unknown) => {
    failure = { error };
    stream.stop();
  });
  await stream.waitForColumns();
  if (failure) throw (failure as { readonly error: unknown }).error;
  if (stream.format !== 'text') throw VtError.of('VT12001', 'binary rows of several shards');
  const fields = stream.definitions.map(decodeColumnDefinition);
  if (ctx.runner.exclusive) await running;
  return {
    fields,
    get ok() {
      return stream.ok;
    },
    async next() {
      if (!stream.ready) await stream.wait();
      const rows: Row[] = [];
      for (let row = stream.peek(); row; row = stream.peek()) {
        rows.push(decodeTextRow(row, 0, fields.length));
        stream.take();
      }
      if (rows.length > 0) return rows;
      await running;
      if (failure) throw (failure as { readonly error: unknown }).error;
      return undefined;
    },
    // A statement that is cut off may take its transaction with it: what still comes is dropped.
    async close() {
      stream.discard();
      await running;
    },
  };
}
