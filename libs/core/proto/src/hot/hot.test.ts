import { VtError } from '@vt/base';
import { emptyOk, Type } from '@vt/sqltypes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WireReader } from '../wire/reader.ts';
import { WireWriter } from '../wire/writer.ts';
import {
  beginMessage,
  callerBytes,
  Definitions,
  endMessage,
  Kind,
  MessageReader,
  noState,
  optionsBytes,
  readColumns,
  readEnd,
  readError,
  Slots,
  type TabletRequest,
  tabletRequest,
  writeCaller,
  writeColumns,
  writeEnd,
  writeError,
  writeOptions,
  writeRequest,
  writeRows,
  writeSettings,
  writeStatement,
  writeTarget,
} from './index.ts';

const seed = Number(process.env['VT_SEED'] ?? 1);
console.log(`VT_SEED=${seed}`);
fc.configureGlobal({ seed });

const target = { keyspace: 'ks', shard: '-80', tabletType: 'REPLICA' } as const;

type Seen = { kind: number; body: Buffer };

/** @param shared each piece is overwritten once it was pushed. */
function messagesOf(bytes: Buffer, cuts: readonly number[] = [], shared = false): Seen[] {
  const seen: Seen[] = [];
  const reader = new MessageReader(1 << 20, (kind, whole, start, end) => {
    const body = whole.subarray(start, end);
    seen.push({ kind, body: shared ? body : Buffer.from(body) });
  });
  const borders = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  borders.slice(1).forEach((to, i) => {
    const piece = bytes.subarray(borders[i], to);
    if (!shared) return reader.push(piece);
    const lent = Buffer.from(piece);
    reader.pushShared(lent);
    lent.fill(0xee);
  });
  return seen;
}

function throughTablet(request: TabletRequest, statement: number): TabletRequest | undefined {
  const writer = new WireWriter();
  writeTarget(writer, 1, request.target);
  writeCaller(writer, 2, callerBytes(request.caller));
  writeSettings(writer, 3, request.settings);
  writeOptions(writer, 4, optionsBytes(request.options));
  if (statement > 0) writeStatement(writer, statement, request.sql);
  writeRequest(writer, 77, request, { target: 1, caller: 2, settings: 3, options: 4, statement });
  const definitions = new Definitions(10, 1000);
  let read: TabletRequest | undefined;
  new MessageReader(1 << 20, (kind, bytes, start, end) => {
    if (definitions.define(kind, bytes, start, end)) return;
    const got = definitions.readRequest(bytes, start, end);
    expect(got.id).toBe(77);
    read = got.request;
  }).push(writer.finish());
  return read;
}

describe('requests', () => {
  const full = tabletRequest({
    method: 'execute',
    target,
    sql: 'select :a, ::b',
    binds: {
      a: { type: Type.INT64, value: Buffer.from('12') },
      b: { type: Type.TUPLE, value: new Uint8Array(0), values: [{ type: Type.VARCHAR, value: Buffer.from('é') }] },
      empty: { type: Type.TUPLE, value: new Uint8Array(0), values: [] },
      none: { type: Type.NULL_TYPE, value: Buffer.alloc(0) },
    },
    transactionId: 9223372036854775807n,
    reservedId: 5n,
    begin: true,
    reserve: true,
    stream: true,
    settings: ["set @@sql_mode = ''"],
    postBegin: ['savepoint a'],
    rowFormat: 'binary',
    timeoutMs: 30_000,
    atomic: {
      dtid: 'ks:-80:9',
      participants: [
        { keyspace: 'ks', shard: '80-' },
        { keyspace: 'other', shard: '0' },
      ],
    },
  });

  test.each([0, 5])('arrive as they were sent, the statement in slot %i', (slot) => {
    expect(throughTablet(full, slot)).toMatchObject({ ...full, caller: {}, options: {} });
  });

  test('options and callers arrive whole', () => {
    const request = tabletRequest({
      method: 'begin',
      target,
      caller: { effective: { principal: 'p' }, immediate: { username: 'u', groups: ['g'] } },
      options: { workload: 'OLAP', transaction_timeout: 5n },
    });
    const read = throughTablet(request, 0);
    expect(read).toMatchObject({ method: 'begin', sql: '', binds: {}, timeoutMs: undefined, transactionId: 0n });
    expect(read?.caller).toMatchObject(request.caller);
    expect(read?.options).toMatchObject(request.options);
  });

  test('an unknown statement is asked for; anything else that is unknown breaks the stream', () => {
    const request = tabletRequest({ method: 'execute', target, sql: 'select 1' });
    const definitions = new Definitions(10, 1000);
    const writer = new WireWriter();
    writeTarget(writer, 1, target);
    writeRequest(writer, 1, request, { target: 1, caller: 0, settings: 0, options: 0, statement: 4 });
    writeRequest(writer, 2, request, { target: 2, caller: 0, settings: 0, options: 0, statement: 0 });
    const [define, ask, broken] = messagesOf(writer.finish()) as [Seen, Seen, Seen];
    definitions.define(define.kind, define.body, 0, define.body.length);
    expect(definitions.readRequest(ask.body, 0, ask.body.length)).toEqual({ id: 1, request: undefined });
    expect(() => definitions.readRequest(broken.body, 0, broken.body.length)).toThrow('refers to nothing');
  });

  test('texts are forgotten when they are too many', () => {
    const definitions = new Definitions(10, 20);
    const writer = new WireWriter();
    writeStatement(writer, 1, 'x'.repeat(15));
    writeStatement(writer, 2, 'y'.repeat(15));
    for (const { kind, body } of messagesOf(writer.finish())) definitions.define(kind, body, 0, body.length);
    writeTarget(writer, 1, target);
    const request = tabletRequest({ method: 'execute', target, sql: '?' });
    for (const statement of [1, 2])
      writeRequest(writer, statement, request, { target: 1, caller: 0, settings: 0, options: 0, statement });
    const [define, first, second] = messagesOf(writer.finish()) as [Seen, Seen, Seen];
    definitions.define(define.kind, define.body, 0, define.body.length);
    expect(definitions.readRequest(first.body, 0, first.body.length).request).toBeUndefined();
    expect(definitions.readRequest(second.body, 0, second.body.length).request?.sql).toBe('y'.repeat(15));
  });

  test('slots out of range are refused', () => {
    const writer = new WireWriter();
    writeTarget(writer, 11, target);
    const [message] = messagesOf(writer.finish()) as [Seen];
    const definitions = new Definitions(10, 20);
    expect(() => definitions.define(message.kind, message.body, 0, message.body.length)).toThrow('slot 11');
  });
});

describe('answers', () => {
  const readerOf = (seen: Seen | undefined): WireReader => {
    const reader = new WireReader(seen?.body ?? Buffer.alloc(0));
    expect(reader.varint32()).toBe(300);
    return reader;
  };

  test('columns, rows and the end of a result', () => {
    const writer = new WireWriter();
    const ok = { ...emptyOk, affectedRows: 18446744073709551615n, insertId: 7n, warnings: 3, info: 'i' };
    writeColumns(writer, 300, [Buffer.from('c1'), Buffer.from('c2')], 'binary');
    writeRows(writer, 300, Buffer.from('rows'), true);
    writeEnd(writer, 300, ok, { transactionId: 12n, reservedId: 0n, alias: { cell: 'z', uid: 0 } }, false);
    const [columns, rows, end] = messagesOf(writer.finish());
    expect(readColumns(readerOf(columns))).toEqual({
      definitions: [Buffer.from('c1'), Buffer.from('c2')],
      format: 'binary',
    });
    const body = readerOf(rows);
    expect(body.buffer.subarray(body.at).toString()).toBe('rows');
    expect(readEnd(readerOf(end))).toEqual({
      ok: { ...ok, sessionState: Buffer.alloc(0) },
      state: { transactionId: 12n, reservedId: 0n, alias: { cell: 'z', uid: 0 } },
      more: false,
    });
  });

  test('an end with nothing, and errors with everything', () => {
    const writer = new WireWriter();
    writeEnd(writer, 300, undefined, noState, true);
    const error = new VtError({ code: 'ALREADY_EXISTS', errno: 1062, state: '23000', message: 'Duplicate entry' });
    writeError(writer, 300, error, true, { transactionId: 5n, reservedId: 6n, alias: { cell: 'c', uid: 4294967295 } });
    const [end, failed] = messagesOf(writer.finish());
    expect(readEnd(readerOf(end))).toEqual({ ok: undefined, state: noState, more: true });
    expect(readError(readerOf(failed))).toMatchObject({
      code: 'ALREADY_EXISTS',
      errno: 1062,
      state: '23000',
      message: 'Duplicate entry',
      mayHaveRun: true,
      held: { transactionId: 5n, reservedId: 6n, alias: { cell: 'c', uid: 4294967295 } },
    });
  });
});

describe('the stream of bytes', () => {
  test('gives the same messages wherever it is cut', () => {
    const writer = new WireWriter();
    for (let i = 0; i < 20; i += 1) {
      const start = beginMessage(writer, Kind.ROWS);
      writer.raw(Buffer.alloc(i * 7, i));
      endMessage(writer, start);
    }
    const bytes = writer.finish();
    const whole = messagesOf(bytes);
    expect(whole).toHaveLength(20);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (cuts) => {
        expect(messagesOf(bytes, cuts)).toEqual(whole);
        expect(messagesOf(bytes, cuts, true)).toEqual(whole);
      }),
    );
  });

  test('a message that is too large is refused before it is held', () => {
    const writer = new WireWriter();
    endMessage(writer, beginMessage(writer, Kind.ROWS), 1 << 21);
    expect(() => messagesOf(writer.finish())).toThrow('at most');
  });
});

describe('slots', () => {
  test('are shared by equal keys and given up by the least used', () => {
    const slots = new Slots(3);
    expect(['a', 'b', 'c'].map((key) => slots.assign(key))).toEqual([1, 2, 3]);
    expect(slots.find('b')).toBe(2);
    expect(slots.assign('d')).toBe(1);
    expect(slots.find('a')).toBeUndefined();
    slots.find('b');
    expect(slots.assign('e')).toBe(3);
    expect(slots.find('b')).toBe(2);
    const known = { key: 'b', slot: 0 };
    expect([slots.has(known), known.slot, slots.has(known)]).toEqual([true, 2, true]);
    const moved = { key: 'd', slot: 2 };
    expect([slots.has(moved), moved.slot]).toEqual([true, 1]);
    expect(slots.has({ key: 'a', slot: 1 })).toBe(false);
    slots.clear();
    expect(slots.has(known)).toBe(false);
    expect(slots.find('b')).toBeUndefined();
    expect(slots.assign('x')).toBe(1);
  });
});
