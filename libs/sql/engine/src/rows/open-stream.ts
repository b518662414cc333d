import { VtError } from '@vt/base';
import { decodeColumnDefinition, decodeTextRow, type ResultSink, type Row } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import type { Cursor } from './cursor.ts';
import { Overflow } from './overflow.ts';
import { RowCopier } from './row-copier.ts';
import { RowStream } from './row-stream.ts';
import { Spool } from './spool.ts';

/** Rows that are objects at one time: few, so that they die young. */
const BATCH_ROWS_MAX = 256;

type Execute = (ctx: ExecutionContext, sink: ResultSink) => Promise<void>;

/** What a step sends to a sink, as rows on demand. */
export function openStream(execute: Execute, ctx: ExecutionContext): Promise<Cursor> {
  return ctx.runner.exclusive || ctx.takesWhole ? openSpool(execute, ctx) : openRowStream(execute, ctx);
}

/** All of it is taken at once: the connection to the shard is wanted for other statements. */
async function openSpool(execute: Execute, ctx: ExecutionContext): Promise<Cursor> {
  const spool = new Spool(ctx);
  try {
    await execute(ctx, spool);
    await spool.finish();
  } catch (error) {
    await spool.close();
    throw error;
  }
  const rows = spool.all();
  return {
    fields: spool.fields,
    ok: spool.ok,
    async next() {
      const { value, done } = await rows.next();
      return done ? undefined : value;
    },
    async close() {
      await rows.return(undefined);
      await spool.close();
    },
  };
}

/** Rows as they come. Where connections are few the shard never waits for who reads them; where there are enough, it is asked to. */
async function openRowStream(execute: Execute, ctx: ExecutionContext): Promise<Cursor> {
  const stream = new RowStream();
  const overflow = ctx.spill && !ctx.keepsConnections ? new Overflow(stream, ctx) : undefined;
  let failure: { readonly error: unknown } | undefined;
  const running = execute(ctx, overflow ?? stream).catch((error: unknown) => {
    failure = { error };
    stream.stop();
  });
  await stream.waitForColumns();
  if (failure) {
    await overflow?.close();
    throw (failure as { readonly error: unknown }).error;
  }
  if (stream.format !== 'text') throw VtError.of('VT12001', 'binary rows of several shards');
  const fields = stream.definitions.map(decodeColumnDefinition);
  const copier = new RowCopier(fields.length);
  const rowOf = (payload: Buffer): Row =>
    stream.isTransient ? copier.copy(payload, 0, payload.length) : decodeTextRow(payload, 0, fields.length);
  const rest = overflow?.rest();
  return {
    fields,
    get ok() {
      return (overflow ?? stream).ok;
    },
    async next() {
      if (!stream.ready) await stream.wait();
      const rows: Row[] = [];
      for (let row = stream.peek(); row && rows.length < BATCH_ROWS_MAX; row = stream.peek()) {
        rows.push(rowOf(row));
        stream.take();
      }
      if (rows.length > 0) return rows;
      await running;
      if (failure) throw (failure as { readonly error: unknown }).error;
      return (await rest?.next())?.value ?? undefined;
    },
    // A statement that is cut off may take its transaction with it: what still comes is dropped.
    async close() {
      stream.discard();
      overflow?.drop();
      await running;
      await rest?.return(undefined);
      await overflow?.close();
    },
  };
}
