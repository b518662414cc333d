import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BindVariable, decodeBinaryRow, type Field, framePayload, Type } from '@vt/sqltypes';
import { afterEach, describe, expect, it } from 'vitest';
import { Capability, Status } from '../packets/capabilities.ts';
import { writeComQuery } from '../packets/com-query.ts';
import { CURSOR_READ_ONLY, writeComStmtExecute } from '../packets/com-stmt-execute.ts';
import { Command } from '../packets/command.ts';
import { readEof } from '../packets/eof.ts';
import { readErr } from '../packets/err.ts';
import { readOk } from '../packets/ok.ts';
import { PacketWriter } from '../packets/packet-writer.ts';
import { readStmtPrepareOk } from '../packets/stmt-prepare-ok.ts';
import type { MysqlServerOptions } from './options.ts';
import { field } from './testing/echo-handler.ts';
import { type EchoServer, soon, startEcho } from './testing/echo-server.ts';
import { CLASSIC, MODERN, RawClient } from './testing/raw-client.ts';

const started: EchoServer[] = [];
async function start(options: Partial<MysqlServerOptions> = {}): Promise<EchoServer> {
  const echo = await startEcho(options);
  started.push(echo);
  return echo;
}
afterEach(() => {
  for (const { server } of started.splice(0)) server.close();
});

async function loggedIn(echo: EchoServer, capabilities = CLASSIC): Promise<RawClient> {
  const client = echo.raw();
  expect((await client.login('open', '', { capabilities }))[0]).toBe(0);
  return client;
}

const bytes = (command: number, ...rest: number[]): Buffer => Buffer.of(command, ...rest);
const withId = (command: number, id: number): PacketWriter => new PacketWriter().u8(command).u32(id);

async function prepare(client: RawClient, sql: string, modern = false): Promise<number> {
  client.command(Buffer.concat([bytes(Command.STMT_PREPARE), Buffer.from(sql)]));
  const { statementId, paramCount, columnCount } = readStmtPrepareOk(await client.mustRead());
  const ends = modern ? 0 : Math.sign(paramCount) + Math.sign(columnCount);
  for (let i = 0; i < paramCount + columnCount + ends; i++) await client.mustRead();
  return statementId;
}

describe('result sets', () => {
  it('end in an EOF for old clients', async () => {
    const client = await loggedIn(await start());
    client.query('two');
    expect(await client.mustRead()).toEqual(Buffer.of(1));
    await client.mustRead();
    expect(readEof(await client.mustRead()).statusFlags).toBe(Status.AUTOCOMMIT | Status.MORE_RESULTS_EXISTS);
    expect((await client.mustRead()).toString()).toBe('\u00011');
    expect(readEof(await client.mustRead()).statusFlags).toBe(Status.AUTOCOMMIT | Status.MORE_RESULTS_EXISTS);
    for (let i = 0; i < 5; i++) await client.mustRead();
    expect(readEof(await client.mustRead()).statusFlags).toBe(Status.AUTOCOMMIT);
    expect(client.sequence).toBe(11);
  });

  it('end in an OK for new ones, and carry attributes', async () => {
    const client = await loggedIn(await start(), MODERN);
    const attributes = [{ name: 'trace', bind: { type: Type.VARCHAR, value: Buffer.from('abc') } }];
    client.command(writeComQuery({ sql: Buffer.from('attributes'), attributes }, MODERN));
    for (let i = 0; i < 3; i++) await client.mustRead();
    expect((await client.mustRead()).toString()).toBe('\u0005trace\u0003abc');
    const end = await client.mustRead();
    expect(end[0]).toBe(0xfe);
    expect(readOk(end, MODERN).statusFlags).toBe(Status.AUTOCOMMIT);
  });
});

describe('commands', () => {
  it('that nobody knows are answered with 1047 and the connection stays', async () => {
    const client = await loggedIn(await start());
    const unknown = [0x00, 0x05, Command.BINLOG_DUMP, Command.BINLOG_DUMP_GTID, Command.REGISTER_REPLICA, 0xff];
    for (const code of unknown) {
      client.command(bytes(code));
      expect(await client.error()).toMatchObject({ errno: 1047, state: '08S01' });
    }
    client.command(Buffer.alloc(0));
    expect((await client.error()).errno).toBe(1047);
    client.command(bytes(Command.PING));
    expect(readOk(await client.mustRead(), CLASSIC).statusFlags).toBe(Status.AUTOCOMMIT);
  });

  it('that need SUPER are answered with 1227 and the connection stays', async () => {
    const client = await loggedIn(await start());
    client.command(bytes(Command.DEBUG));
    expect(await client.error()).toMatchObject({
      errno: 1227,
      state: '42000',
      message: 'Access denied; you need (at least one of) the SUPER privilege(s) for this operation',
    });
    client.command(bytes(Command.PING));
    expect(readOk(await client.mustRead(), CLASSIC).statusFlags).toBe(Status.AUTOCOMMIT);
  });

  it('statistics, set option, kill, field list', async () => {
    const echo = await start();
    const client = await loggedIn(echo);
    client.command(bytes(Command.STATISTICS));
    expect((await client.mustRead()).toString()).toBe('Uptime: 1  Threads: 1');
    client.command(bytes(Command.SET_OPTION, 0, 0));
    expect(readEof(await client.mustRead()).statusFlags).toBe(Status.AUTOCOMMIT);
    expect([...echo.server.connections()][0]?.multiStatements).toBe(true);
    client.command(bytes(Command.SET_OPTION, 2, 0));
    expect((await client.error()).errno).toBe(1047);
    client.command(bytes(Command.PROCESS_KILL, 9, 0, 0, 0));
    await client.mustRead();
    expect(echo.handler.log).toContain('kill 9');
    client.command(Buffer.concat([bytes(Command.FIELD_LIST), Buffer.from('t\0%Q_')]));
    expect((await client.mustRead()).at(-1)).toBe(0xfb);
    readEof(await client.mustRead());
    client.command(Buffer.concat([bytes(Command.FIELD_LIST), Buffer.from('missing\0')]));
    expect((await client.error()).errno).toBe(1146);
  });

  it('that are cut short are malformed, and the connection stays', async () => {
    const client = await loggedIn(await start());
    for (const code of [Command.STMT_EXECUTE, Command.STMT_FETCH, Command.STMT_RESET, Command.PROCESS_KILL, 0x1b]) {
      client.command(bytes(code, 1));
      expect((await client.error()).errno).toBe(1835);
    }
    client.command(bytes(Command.STMT_CLOSE, 1));
    client.command(bytes(Command.STMT_SEND_LONG_DATA, 1));
    client.command(bytes(Command.PING));
    readOk(await client.mustRead(), CLASSIC);
  });

  it('may be sent ahead of the answers', async () => {
    const echo = await start();
    const client = await loggedIn(echo);
    client.query('wait');
    client.query('ok 5');
    client.command(bytes(Command.PING));
    await expect.poll(() => echo.handler.release, soon).toBeDefined();
    client.query('ok 6');
    echo.handler.release?.();
    const counts: bigint[] = [];
    for (let i = 0; i < 4; i++) counts.push(readOk(await client.mustRead(), CLASSIC).affectedRows);
    expect(counts).toEqual([0n, 5n, 0n, 6n]);
  });

  it('larger than allowed get 1153 and the connection stays', async () => {
    const client = await loggedIn(await start({ allowedPacketBytesMax: 1000 }));
    client.query('x'.repeat(1000));
    expect(await client.error()).toMatchObject({ errno: 1153, state: '08S01' });
    client.query('x'.repeat(17_000_000));
    expect((await client.error()).errno).toBe(1153);
    client.query(`length ${'x'.repeat(992)}`);
    for (let i = 0; i < 3; i++) await client.mustRead();
    expect((await client.mustRead()).toString()).toBe('\u0003992');
  });
});

describe('prepared statements', () => {
  const allTypes: readonly [Partial<Field> & { readonly type: number }, string][] = [
    [{ type: Type.INT8 }, '-128'],
    [{ type: Type.UINT8, flags: 32 }, '255'],
    [{ type: Type.INT16 }, '-32768'],
    [{ type: Type.UINT16, flags: 32 }, '65535'],
    [{ type: Type.INT32 }, '-2147483648'],
    [{ type: Type.UINT32, flags: 32 }, '4294967295'],
    [{ type: Type.INT64 }, '-9223372036854775808'],
    [{ type: Type.UINT64, flags: 32 }, '18446744073709551615'],
    [{ type: Type.FLOAT32 }, '1.5'],
    [{ type: Type.FLOAT64 }, '-1.25e300'],
    [{ type: Type.DATE }, '2024-02-29'],
    [{ type: Type.DATETIME }, '2024-02-29 23:59:58.000001'],
    [{ type: Type.TIME }, '-838:59:59'],
    [{ type: Type.TIME }, '00:00:00.5'],
    [{ type: Type.DECIMAL }, '123456789012345678901234567890.5'],
    [{ type: Type.VARCHAR }, 'text'],
    [{ type: Type.VARBINARY }, '\0bytes'],
  ];

  it('take and give every type', async () => {
    const client = await loggedIn(await start(), MODERN);
    const id = await prepare(client, `select ${allTypes.map(() => '?')}`, true);
    const values: BindVariable[] = allTypes.map(([{ type }, text]) => ({ type, value: Buffer.from(text) }));
    client.command(writeComStmtExecute({ statementId: id, flags: 0, values, attributes: [] }, MODERN));
    for (let i = 0; i <= values.length; i++) await client.mustRead();
    const columns = allTypes.map(([more]) => field('c', more.type, { decimals: 31, ...more }));
    const row = decodeBinaryRow(await client.mustRead(), 0, columns);
    const texts = row.map((value) => (value === null ? null : Buffer.from(value).toString()));
    expect(texts).toEqual(allTypes.map(([, text]) => (text === '00:00:00.5' ? '00:00:00.500000' : text)));
  });

  it('keep parameter types, long data until the execute, and go away', async () => {
    const echo = await start();
    const client = await loggedIn(echo);
    const id = await prepare(client, 'select ?, ?');
    const row = async (): Promise<string> => {
      for (let i = 0; i < 4; i++) await client.mustRead();
      const payload = await client.mustRead();
      await client.mustRead();
      return payload.subarray(2).toString('latin1');
    };
    const blob = (value: string): BindVariable => ({ type: Type.BLOB, value: Buffer.from(value) });
    const execute = writeComStmtExecute(
      { statementId: id, flags: 0, values: [blob('a'), blob('b')], attributes: [] },
      0,
    );
    client.command(execute);
    expect(await row()).toBe('\u0001a\u0001b');
    // The types are not said again.
    const again = new PacketWriter().u8(Command.STMT_EXECUTE).u32(id).u8(0).u32(1).u8(0).u8(0);
    client.command(again.lenencUtf8('cc').lenencUtf8('d').finish());
    expect(await row()).toBe('\u0002cc\u0001d');
    const long = (text: string): Buffer => withId(Command.STMT_SEND_LONG_DATA, id).u16(0).utf8(text).finish();
    client.command(long('long '));
    client.command(long('data'));
    client.command(withId(Command.STMT_EXECUTE, id).u8(0).u32(1).u8(0).u8(0).lenencUtf8('e').finish());
    expect(await row()).toBe('\u0009long data\u0001e');
    client.command(long('forgotten'));
    client.command(withId(Command.STMT_RESET, id).finish());
    await client.mustRead();
    client.command(execute);
    expect(await row()).toBe('\u0001a\u0001b');
    client.command(withId(Command.STMT_CLOSE, id).finish());
    client.command(execute);
    expect(await client.error()).toMatchObject({
      errno: 1243,
      message: `Unknown prepared statement handler (${id}) given to mysql_stmt_precheck`,
    });
    expect(echo.handler.log).toContain('closed select ?, ?');
  });

  it.each([CLASSIC, MODERN])('are fetched through a cursor (capabilities %i)', async (capabilities) => {
    const isModern = capabilities === MODERN;
    const client = await loggedIn(await start(), capabilities);
    const id = await prepare(client, 'rows 5', isModern);
    client.command(
      writeComStmtExecute({ statementId: id, flags: CURSOR_READ_ONLY, values: [], attributes: [] }, capabilities),
    );
    const status = (payload: Buffer): number =>
      isModern ? readOk(payload, capabilities).statusFlags : readEof(payload).statusFlags;
    await client.mustRead();
    await client.mustRead();
    expect(status(await client.mustRead())).toBe(Status.AUTOCOMMIT | Status.CURSOR_EXISTS);
    const fetched: [number, number][] = [];
    for (const count of [2, 3, 1]) {
      client.command(withId(Command.STMT_FETCH, id).u32(count).finish());
      let rows = 0;
      let payload = await client.mustRead();
      for (; payload[0] === 0; rows++) {
        expect(payload).toHaveLength(2 + 3 + 996);
        payload = await client.mustRead();
      }
      fetched.push([rows, status(payload)]);
    }
    expect(fetched).toEqual([
      [2, Status.AUTOCOMMIT | Status.CURSOR_EXISTS],
      [3, Status.AUTOCOMMIT | Status.CURSOR_EXISTS],
      [0, Status.AUTOCOMMIT | Status.LAST_ROW_SENT],
    ]);
    client.command(withId(Command.STMT_FETCH, id).u32(1).finish());
    expect((await client.error()).errno).toBe(1421);
  });

  it('are sent at once when a cursor would keep too much', async () => {
    const client = await loggedIn(await start({ cursorBytesMax: 100_000 }), MODERN);
    const id = await prepare(client, 'rows 500', true);
    client.command(
      writeComStmtExecute({ statementId: id, flags: CURSOR_READ_ONLY, values: [], attributes: [] }, MODERN),
    );
    await client.mustRead();
    await client.mustRead();
    for (let i = 0; i < 500; i++) expect((await client.mustRead())[0]).toBe(0);
    expect(readOk(await client.mustRead(), MODERN).statusFlags).toBe(Status.AUTOCOMMIT);
  });

  it('are limited in number', async () => {
    const client = await loggedIn(await start({ statementsMax: 2 }));
    await prepare(client, 'ok');
    await prepare(client, 'ok');
    client.command(Buffer.concat([bytes(Command.STMT_PREPARE), Buffer.from('ok')]));
    expect((await client.error()).errno).toBe(1461);
    client.command(bytes(Command.RESET_CONNECTION));
    await client.mustRead();
    await prepare(client, 'ok');
  });
});

describe('a client that does not read', () => {
  it('stops the source and goes on where it stopped', async () => {
    const echo = await start();
    const client = await loggedIn(echo);
    client.socket.pause();
    client.query('rows 20000');
    await expect.poll(() => echo.handler.log, soon).toContain('lagging');
    client.socket.resume();
    for (let i = 0; i < 3 + 20_000; i++) await client.mustRead();
    readEof(await client.mustRead());
  });

  it('is cut off after the write timeout', async () => {
    const echo = await start({ writeTimeoutMs: 100 });
    const client = await loggedIn(echo);
    client.socket.pause();
    client.query('rows 20000');
    await expect.poll(() => echo.handler.log, soon).toContain('stream cancelled');
    await expect.poll(() => echo.server.connectionCount, soon).toBe(0);
  });

  it('is cut off after its own write timeout, up to the one that the operator set', async () => {
    for (const [own, options] of [
      [100, {}],
      [3_600_000, { writeTimeoutMs: 100 }],
    ] as const) {
      const echo = await start(options);
      const client = await loggedIn(echo);
      client.query(`slowness ${own}`);
      await client.mustRead();
      client.socket.pause();
      client.query('rows 20000');
      await expect.poll(() => echo.server.connectionCount, soon).toBe(0);
    }
  });

  it('cancels what runs when it goes', async () => {
    const echo = await start();
    const client = await loggedIn(echo);
    client.query('wait');
    await expect.poll(() => echo.handler.release, soon).toBeDefined();
    client.close();
    await expect.poll(() => echo.handler.log, soon).toEqual(['cancelled 1317', 'session closed']);
  });
});

describe('KILL', () => {
  it('of a query answers it with 1317, of a connection ends it', async () => {
    const echo = await start();
    const client = await loggedIn(echo);
    client.query('wait');
    await expect.poll(() => echo.handler.release, soon).toBeDefined();
    const [conn] = [...echo.server.connections()];
    conn?.killQuery();
    expect(await client.error()).toMatchObject({ errno: 1317, state: '70100' });
    expect(echo.server.connection(conn?.id ?? 0)).toBe(conn);
    conn?.kill();
    expect(await client.untilClosed()).toEqual([]);
    await expect.poll(() => echo.handler.sessions, soon).toBe(0);
  });

  it('of a connection that waits for its answer ends it without one', async () => {
    const echo = await start();
    const client = await loggedIn(echo);
    client.query('wait');
    await expect.poll(() => echo.handler.release, soon).toBeDefined();
    const [conn] = [...echo.server.connections()];
    conn?.kill();
    expect(await client.untilClosed()).toEqual([]);
    await expect.poll(() => echo.handler.log, soon).toEqual(['cancelled 1317', 'session closed']);
  });
});

describe('limits', () => {
  it('of connections', async () => {
    const echo = await start({ connectionsMax: 2, userConnectionsMax: 1 });
    const first = await loggedIn(echo);
    const second = echo.raw();
    expect(readErr(await second.login('open', '')).errno).toBe(1203);
    await second.untilClosed();
    await expect.poll(() => echo.server.connectionCount, soon).toBe(1);
    const third = echo.raw();
    await third.greeting();
    const fourth = echo.raw();
    expect(await fourth.error()).toMatchObject({ errno: 1040, message: 'Too many connections' });
    third.close();
    first.close();
    await expect.poll(() => echo.server.connectionCount, soon).toBe(0);
    await loggedIn(echo);
  });

  it('of idle time and of the handshake', async () => {
    const idle = await loggedIn(await start({ idleTimeoutMs: 100 }));
    expect((await idle.error()).errno).toBe(4031);
    expect(await idle.untilClosed()).toEqual([]);
    const slow = (await start({ handshakeTimeoutMs: 100 })).raw();
    await slow.greeting();
    expect(await slow.untilClosed()).toEqual([]);
  });

  it("of idle time: a client's own, up to one that the operator set", async () => {
    const impatient = await loggedIn(await start({ handshakeTimeoutMs: 400 }));
    impatient.query('patience 50');
    await impatient.mustRead();
    expect((await impatient.error()).errno).toBe(4031);
    const patient = await loggedIn(await start({ idleTimeoutMs: 100 }));
    patient.query('patience 3600000');
    await patient.mustRead();
    expect((await patient.error()).errno).toBe(4031);
  });

  it('insecure transport', async () => {
    const echo = await start({ requireSecureTransport: true });
    expect(readErr(await echo.raw().login('open', ''))).toMatchObject({ errno: 3159, state: 'HY000' });
  });
});

describe('drain', () => {
  it('closes the idle, lets transactions end, refuses the new', async () => {
    const echo = await start();
    const [idle, busy, writing] = [await loggedIn(echo), await loggedIn(echo), await loggedIn(echo)];
    writing.query('begin');
    await writing.mustRead();
    busy.query('wait');
    await expect.poll(() => echo.handler.release, soon).toBeDefined();
    const drained = echo.server.drain(new AbortController().signal);
    expect(await idle.error()).toMatchObject({ errno: 1053, state: '08S01' });
    expect(await idle.untilClosed()).toEqual([]);
    writing.query('ok 1');
    await writing.mustRead();
    echo.handler.release?.();
    readOk(await busy.mustRead(), CLASSIC);
    expect((await busy.untilClosed()).map((payload) => readErr(payload).errno)).toEqual([1053]);
    writing.query('commit');
    readOk(await writing.mustRead(), CLASSIC);
    expect(await drained).toBe(true);
    expect(await echo.raw().read()).toBeUndefined();
  });

  it('cuts off who is left at the deadline', async () => {
    const echo = await start();
    const client = await loggedIn(echo);
    client.query('begin');
    await client.mustRead();
    expect(await echo.server.drain(AbortSignal.timeout(50))).toBe(false);
    expect(await client.untilClosed()).toEqual([]);
  });
});

describe('where it listens', () => {
  it('a unix socket, also over a stale one, not over a living one or a file', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'vt-sock-'));
    const path = join(dir, 'mysql.sock');
    try {
      const echo = await start();
      await echo.server.listen({ kind: 'unix', path });
      const client = new RawClient({ path });
      expect((await client.login('open', ''))[0]).toBe(0);
      const other = await start();
      await expect(other.server.listen({ kind: 'unix', path })).rejects.toThrow(/another process listens/);
      const file = join(dir, 'file');
      writeFileSync(file, '');
      await expect(other.server.listen({ kind: 'unix', path: file })).rejects.toThrow(/not a socket/);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('says that a port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const echo = await start();
    await expect(echo.server.listen({ kind: 'tcp', host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    taken.close();
  });
});

describe('compression', () => {
  /** An outer packet whose bytes are as they are. */
  const outer = (sequence: number, plain: Buffer): Buffer => {
    const head = Buffer.alloc(7);
    head.writeUIntLE(plain.length, 0, 3);
    head[3] = sequence;
    return Buffer.concat([head, plain]);
  };

  it('inner packets may be numbered as a client likes', async () => {
    const echo = await start();
    const client = echo.raw();
    await client.login('open', '', { capabilities: CLASSIC | Capability.COMPRESS });
    for (const sequence of [0, 7, 255]) {
      client.socket.write(outer(0, framePayload(Buffer.of(Command.PING), sequence)));
      const answer = await new Promise<Buffer>((resolve) => client.socket.once('data', resolve));
      expect(answer[3]).toBe(1);
      expect(answer[11]).toBe(0);
    }
  });
});
