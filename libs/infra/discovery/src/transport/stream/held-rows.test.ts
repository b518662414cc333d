import { VtError } from '@vt/base';
import { noState, tabletRequest } from '@vt/proto';
import { emptyOk, framePayload, newSlab, type ResultSink, SLAB_BYTES_MAX, SLAB_HEADROOM_BYTES } from '@vt/sqltypes';
import { afterEach, describe, expect, test } from 'vitest';
import { columns, type Handle, StreamPair, target } from './testing.ts';

const ROW_BYTES = 1_004;
const READ_ROWS = 16;
const MORE_ROWS = 2;

/** Rows that say which they are, as a mysqld connection hands them over: views of a slab, one behind the other. */
function* reads(rows: number): Generator<Buffer> {
  let slab = newSlab();
  let at = SLAB_HEADROOM_BYTES;
  let from = at;
  for (let row = 0; row < rows; row++) {
    const isFull = at + ROW_BYTES > SLAB_HEADROOM_BYTES + SLAB_BYTES_MAX;
    if (at > from && (isFull || row % READ_ROWS === 0)) yield slab.subarray(from, at);
    if (isFull) {
      slab = newSlab();
      at = SLAB_HEADROOM_BYTES;
    }
    if (isFull || row % READ_ROWS === 0) from = at;
    const payload = Buffer.alloc(ROW_BYTES - 4, row & 0xff);
    payload.writeUInt32LE(row, 0);
    at += framePayload(payload).copy(slab, at);
  }
  if (at > from) yield slab.subarray(from, at);
}

/** Which rows came, in their order; throws where one is not whole. */
class Numbers implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  readonly seen: number[] = [];
  readonly events: string[] = [];
  onRows: () => void = () => {};

  columns(): void {
    this.events.push('columns');
  }

  rows(packets: Buffer): boolean {
    for (let at = 0; at < packets.length; at += ROW_BYTES) {
      const row = packets.readUInt32LE(at + 4);
      const rest = packets.subarray(at + 8, at + ROW_BYTES);
      if (!rest.equals(Buffer.alloc(rest.length, row & 0xff))) throw new Error(`row ${row} is not whole`);
      this.seen.push(row);
    }
    this.onRows();
    return true;
  }

  end(_ok: unknown, more: boolean): void {
    this.events.push(`end after ${this.seen.length}${more ? ', more' : ''}`);
  }

  error(): void {}
}

const request = tabletRequest({ method: 'execute', target, sql: 'select' });
const upTo = (rows: number): number[] => Array.from({ length: rows }, (_, i) => i);

describe('rows that wait for those that follow', () => {
  const pairs: StreamPair[] = [];
  afterEach(() => {
    for (const pair of pairs.splice(0)) pair.close();
  });

  async function call(handle: Handle, sink: ResultSink, windowBytes = 1024 * 1024): Promise<unknown> {
    const pair = new StreamPair(handle);
    pairs.push(pair);
    await pair.start();
    return await pair.connect({ windowBytes }).call(request, sink);
  }

  async function sendAll(sink: ResultSink, rows: number): Promise<void> {
    for (const read of reads(rows)) {
      if (sink.rows(read)) continue;
      await new Promise<void>((resolve) => {
        sink.onDrain = resolve;
      });
    }
  }

  test.each([1, 9, READ_ROWS, 100, 130, 131, 1_000, 5_000])(
    '%i arrive whole and in order, before the end',
    async (n) => {
      const sink = new Numbers();
      await call(async (_request, out) => {
        out.columns(columns, 'text');
        await sendAll(out, n);
        out.end(emptyOk, true);
        out.columns(columns, 'text');
        await sendAll(out, MORE_ROWS);
        out.end(emptyOk, false);
        return noState;
      }, sink);
      expect(sink.seen).toEqual([...upTo(n), ...upTo(MORE_ROWS)]);
      expect(sink.events).toEqual(['columns', `end after ${n}, more`, 'columns', `end after ${n + MORE_ROWS}`]);
    },
  );

  test('also when less is allowed to be under way than one piece', async () => {
    const sink = new Numbers();
    const small = async () =>
      await call(
        async (_request, out) => {
          out.columns(columns, 'text');
          await sendAll(out, 2_000);
          out.end(emptyOk, false);
          return noState;
        },
        sink,
        40_000,
      );
    await small();
    expect(sink.seen).toEqual(upTo(2_000));
  });

  test('are sent when nothing follows for a moment, though the result goes on', async () => {
    const sink = new Numbers();
    const seen = new Promise<void>((resolve) => {
      sink.onRows = resolve;
    });
    await call(async (_request, out) => {
      out.columns(columns, 'text');
      await sendAll(out, READ_ROWS);
      // INVARIANT of this test: it hangs where rows wait for the end.
      await seen;
      out.end(emptyOk, false);
      return noState;
    }, sink);
    expect(sink.seen).toEqual(upTo(READ_ROWS));
  });

  test('come before the error that ends their result', async () => {
    const sink = new Numbers();
    const failed = call(async (_request, out) => {
      out.columns(columns, 'text');
      await sendAll(out, 3 * READ_ROWS);
      throw new VtError({ code: 'ABORTED', message: 'in the middle' });
    }, sink);
    await expect(failed).rejects.toThrow('in the middle');
    expect(sink.seen).toEqual(upTo(3 * READ_ROWS));
  });

  /** The same views go to several calls where identical reads run once. Nothing has been taken by the sockets when the last of them gets its own. */
  test('of one result for several calls say whose they are in each', async () => {
    const followers = 4;
    const outs: ResultSink[] = [];
    let answer: (() => void) | undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const pair = new StreamPair(async (_request, out) => {
      outs.push(out);
      if (outs.length === followers) {
        for (const each of outs) each.columns(columns, 'text');
        for (const read of reads(4_000)) for (const each of outs) each.rows(read);
        for (const each of outs) each.end(emptyOk, false);
        answer?.();
      }
      await answered;
      return noState;
    });
    pairs.push(pair);
    await pair.start();
    const shared = pair.connect();
    const apart = pair.connect();
    const sinks = Array.from({ length: followers }, () => new Numbers());
    await Promise.all(sinks.map((sink, i) => (i < 2 ? shared : apart).call(request, sink)));
    for (const sink of sinks) expect(sink.seen).toEqual(upTo(4_000));
  });
});
