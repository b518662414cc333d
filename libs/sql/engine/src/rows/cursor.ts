import {
  emptyOk,
  encodeColumnDefinition,
  encodeTextRows,
  type Field,
  type OkInfo,
  type ResultSink,
  type Row,
} from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { openStream } from './open-stream.ts';
import { drained } from './sink-tools.ts';

/** Rows on their way, taken by whoever needs them when he needs them: what is not asked for is not fetched. */
export interface Cursor {
  readonly fields: readonly Field[];
  /** The next rows, at least one; undefined behind the last. */
  next(): Promise<readonly Row[] | undefined>;
  /** No more is wanted. Resolves when nothing runs any more. */
  close(): Promise<void>;
  /** What the statement that gave the rows said at its end. */
  readonly ok: OkInfo;
}

/** A step whose rows others of the gate work on. */
export interface RowPrimitive extends Primitive {
  open(ctx: ExecutionContext): Promise<Cursor>;
}

/** A step that works on rows. */
export function rowPrimitive(open: (ctx: ExecutionContext) => Promise<Cursor>): RowPrimitive {
  return {
    open,
    async execute(ctx, sink) {
      const cursor = await open(ctx);
      try {
        await pour(cursor, sink);
      } finally {
        await cursor.close();
      }
    },
  };
}

export async function pour(cursor: Cursor, sink: ResultSink): Promise<void> {
  sink.columns(cursor.fields.map(encodeColumnDefinition), 'text');
  for (let rows = await cursor.next(); rows; rows = await cursor.next()) {
    if (rows.length > 0 && !sink.rows(encodeTextRows(rows))) await drained(sink);
  }
  sink.end({ ...emptyOk, warnings: cursor.ok.warnings }, false);
}

export function openRows(primitive: Primitive, ctx: ExecutionContext): Promise<Cursor> {
  if ('open' in primitive) return (primitive as RowPrimitive).open(ctx);
  return openStream((context, sink) => primitive.execute(context, sink), ctx);
}

/** What is made of a step's rows, which are closed where it cannot be made: nobody else would. */
export async function openAs<T>(
  primitive: Primitive,
  ctx: ExecutionContext,
  make: (rows: Cursor) => T | Promise<T>,
): Promise<T> {
  const rows = await openRows(primitive, ctx);
  try {
    return await make(rows);
  } catch (error) {
    await rows.close();
    throw error;
  }
}

/** A cursor whose rows are made of those of another, batch by batch. An empty batch is not the end. */
export function mapCursor(
  input: Cursor,
  fields: readonly Field[],
  change: (rows: readonly Row[]) => readonly Row[] | undefined,
): Cursor {
  let done = false;
  return {
    fields,
    get ok() {
      return input.ok;
    },
    async next() {
      while (!done) {
        const rows = await input.next();
        const out = rows && change(rows);
        if (out === undefined) done = true;
        else if (out.length > 0) return out;
      }
      return undefined;
    },
    close: () => input.close(),
  };
}

/** Rows that are there already. */
export function fixedCursor(fields: readonly Field[], rows: readonly Row[], ok: OkInfo = emptyOk): Cursor {
  let given = rows.length === 0;
  return {
    fields,
    ok,
    async next() {
      if (given) return undefined;
      given = true;
      return rows;
    },
    close: async () => {},
  };
}

/** A cursor over what a generator yields. */
export function generatedCursor(
  fields: readonly Field[],
  rows: AsyncGenerator<readonly Row[]>,
  close: () => Promise<void>,
): Cursor {
  return {
    fields,
    ok: emptyOk,
    async next() {
      const { value, done } = await rows.next();
      return done ? undefined : value;
    },
    async close() {
      await rows.return(undefined);
      await close();
    },
  };
}

export async function* batches(cursor: Cursor): AsyncGenerator<readonly Row[]> {
  for (let rows = await cursor.next(); rows; rows = await cursor.next()) yield rows;
}
