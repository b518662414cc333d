import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificates } from './testing/certificates.ts';
import { type EchoServer, soon, startEcho } from './testing/echo-server.ts';

const certificates = makeCertificates();
if (!certificates) console.log('TLS is not tested: openssl is not installed');

let echo: EchoServer;
beforeAll(async () => {
  echo = await startEcho(certificates ? { tls: certificates.server } : {});
});
afterAll(() => echo.server.close());

const ways = [
  { name: 'native, a plain password', extra: { user: 'plain' }, needsTls: false, isHeavy: true },
  { name: 'native, a native hash', extra: { user: 'native' }, needsTls: false, isHeavy: false },
  { name: 'caching_sha2', extra: { user: 'sha2' }, needsTls: false, isHeavy: false },
  { name: 'zlib', extra: { user: 'plain', compress: true }, needsTls: false, isHeavy: false },
  {
    name: 'native over TLS',
    extra: { user: 'native', ssl: { rejectUnauthorized: false } },
    needsTls: true,
    isHeavy: true,
  },
  {
    name: 'caching_sha2 over TLS',
    extra: { user: 'sha2', ssl: { rejectUnauthorized: false } },
    needsTls: true,
    isHeavy: false,
  },
  {
    name: 'TLS and zlib',
    extra: { user: 'sha2', compress: true, ssl: { rejectUnauthorized: false } },
    needsTls: true,
    isHeavy: false,
  },
];

describe.each(ways.filter(({ needsTls }) => certificates || !needsTls))('mysql2, $name', ({ extra, isHeavy }) => {
  let client: Connection;
  const first = async (sql: string): Promise<unknown> => (await client.query<RowDataPacket[]>(sql))[0][0];

  beforeAll(async () => {
    client = await mysql.createConnection({
      host: '127.0.0.1',
      port: echo.port,
      password: 'password',
      database: 'db@replica',
      connectTimeout: 60_000,
      ...extra,
    });
  });
  afterAll(() => client.end());

  it('queries', async () => {
    expect(await first('select ✓')).toEqual({ sql: 'select ✓', db: 'db@replica', user: extra.user });
    expect((await client.query('ok 3'))[0]).toMatchObject({ affectedRows: 3, insertId: 7 });
    expect((await client.query<RowDataPacket[]>('rows 600'))[0]).toHaveLength(600);
    expect((await client.query('two'))[0]).toEqual([[{ a: 1 }], [{ b: 2 }, { b: null }]]);
  });

  it('hears of errors and goes on', async () => {
    await expect(client.query('fail here')).rejects.toMatchObject({
      errno: 1064,
      sqlState: '42000',
      message: 'no: here',
    });
    await expect(client.query('throw')).rejects.toMatchObject({ errno: 1105 });
    expect(await first('x')).toMatchObject({ sql: 'x' });
  });

  it('executes with parameters of every kind', async () => {
    const values = [
      1,
      -2.5,
      'text ✓',
      null,
      Buffer.from([0, 255]),
      2 ** 40,
      true,
      new Date('2024-02-03T04:05:06.789Z'),
    ];
    const [rows] = await client.execute<RowDataPacket[]>(`select ${values.map(() => '?').join()}`, values);
    const [row] = rows;
    expect(row).toMatchObject({ p0: 1, p1: -2.5, p2: 'text ✓', p3: null, p4: Buffer.from([0, 255]), p5: 2 ** 40 });
    expect(row?.p7).toEqual(values[7]);
    expect((await client.execute('rows 300'))[0]).toHaveLength(300);
    await expect(client.execute('fail ?', [1])).rejects.toMatchObject({ errno: 1064 });
  });

  it.runIf(isHeavy)('carries 20 MB both ways', { timeout: 120_000 }, async () => {
    const [[row]] = await client.query<RowDataPacket[]>('blob 20000000');
    expect(row?.b.equals(Buffer.alloc(20_000_000, 'x'))).toBe(true);
    expect(await first(`length ${'y'.repeat(20_000_000)}`)).toEqual({ n: 20_000_000 });
    const [[executed]] = await client.execute<RowDataPacket[]>('blob 16777215');
    expect(executed?.b).toHaveLength(16_777_215);
  });

  it('changes the user and resets', async () => {
    await client.changeUser({ user: 'plain', password: 'password', database: 'other' });
    expect(await first('x')).toEqual({ sql: 'x', db: 'other', user: 'plain' });
    await client.reset();
    expect(await first('x')).toEqual({ sql: 'x', db: null, user: 'plain' });
    await client.ping();
  });

  it('changes the user when nothing is left of the session before', async () => {
    const { handler } = echo;
    const close = handler.closeSession;
    let end = (): void => {};
    const closing = new Promise<void>((begun) => {
      handler.closeSession = () =>
        new Promise<void>((ended) => {
          end = () => ended(close.call(handler));
          begun();
        });
    });
    const changed = client.changeUser({ user: 'plain', password: 'password' }).then(() => handler.sessions);
    await closing;
    handler.closeSession = close;
    // Another client comes in meanwhile, and waits for nothing.
    const other = await mysql.createConnection({ host: '127.0.0.1', port: echo.port, user: 'open' });
    await other.end();
    await expect.poll(() => handler.sessions, soon).toBe(1);
    end();
    expect(await changed).toBe(1);
  });
});

describe('who may not come in', () => {
  const attempt = (options: object) =>
    mysql.createConnection({
      host: '127.0.0.1',
      port: echo.port,
      user: 'plain',
      password: 'password',
      connectTimeout: 60_000,
      ...options,
    });

  it('is told as MySQL tells it', async () => {
    const denied = { errno: 1045, sqlState: '28000' };
    for (const user of ['plain', 'native', 'sha2', 'stranger']) {
      const message = `Access denied for user '${user}'@'127.0.0.1' (using password: YES)`;
      await expect(attempt({ user, password: 'wrong' })).rejects.toMatchObject({ ...denied, message });
      const without = `Access denied for user '${user}'@'127.0.0.1' (using password: NO)`;
      await expect(attempt({ user, password: '' })).rejects.toMatchObject({ ...denied, message: without });
    }
    await expect(attempt({ user: 'open' })).rejects.toMatchObject(denied);
    await expect(attempt({ database: 'nowhere' })).rejects.toMatchObject({ errno: 1049 });
    await expect(attempt({ user: 'banned', password: '' })).rejects.toMatchObject({ errno: 3118 });
  });

  it('leaves nothing behind', async () => {
    const client = await attempt({ user: 'open', password: '' });
    expect(echo.handler.sessions).toBe(1);
    await client.end();
    await expect.poll(() => [echo.handler.sessions, echo.server.connectionCount], soon).toEqual([0, 0]);
  });
});
