import { afterEach, describe, expect, it } from 'vitest';
import { Capability } from '../packets/capabilities.ts';
import { readLocalInfileRequest } from '../packets/local-infile-request.ts';
import { readOk } from '../packets/ok.ts';
import type { MysqlServerOptions } from './options.ts';
import { type EchoServer, soon, startEcho } from './testing/echo-server.ts';
import { CLASSIC, type RawClient } from './testing/raw-client.ts';

const started: EchoServer[] = [];
async function start(options: Partial<MysqlServerOptions> = {}): Promise<EchoServer> {
  const echo = await startEcho(options);
  started.push(echo);
  return echo;
}
afterEach(() => {
  for (const { server } of started.splice(0)) server.close();
});

async function loggedIn(echo: EchoServer): Promise<RawClient> {
  const client = echo.raw();
  const capabilities = CLASSIC | Capability.LOCAL_FILES;
  expect((await client.login('open', '', { capabilities }))[0]).toBe(0);
  return client;
}

describe('LOAD DATA LOCAL INFILE', () => {
  it('asks for the file where it is allowed', async () => {
    const client = await loggedIn(await start({ localInfile: true }));
    client.query('load a file');
    expect(readLocalInfileRequest(await client.mustRead())).toBe('a file');
    for (const size of [10, 70_000, 100]) client.send(Buffer.alloc(size));
    client.send(Buffer.alloc(0));
    expect(readOk(await client.mustRead(), CLASSIC).affectedRows).toBe(70_110n);
  });

  it('tells who takes it of a client that goes away before its end', async () => {
    const echo = await start({ localInfile: true });
    const client = await loggedIn(echo);
    client.query('load a file');
    await client.mustRead();
    client.send(Buffer.alloc(10));
    client.socket.destroy();
    await expect.poll(() => echo.handler.log, soon).toContain('file lost');
  });

  it('is a command that runs: a server that drains waits for its end', async () => {
    const echo = await start({ localInfile: true });
    const client = await loggedIn(echo);
    client.query('load a file');
    await client.mustRead();
    client.send(Buffer.alloc(10));
    const [conn] = [...echo.server.connections()];
    expect(conn?.busy).toBe(true);
    const drained = echo.server.drain(new AbortController().signal);
    client.send(Buffer.alloc(10));
    client.send(Buffer.alloc(0));
    expect(readOk(await client.mustRead(), CLASSIC).affectedRows).toBe(20n);
    expect((await client.error()).errno).toBe(1053);
    expect(await drained).toBe(true);
  });

  it('may last longer than its client may be silent, who is cut off when silent for so long', async () => {
    const idleTimeoutMs = 400;
    const echo = await start({ localInfile: true, idleTimeoutMs });
    const client = await loggedIn(echo);
    client.query('load a file');
    await client.mustRead();
    const until = echo.server.nowMs + 3 * idleTimeoutMs;
    while (echo.server.nowMs < until) {
      client.send(Buffer.alloc(10));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(echo.handler.log).toEqual([]);
    await expect.poll(() => echo.handler.log, soon).toContain('file lost');
  });

  it('is refused where it is not', async () => {
    const client = await loggedIn(await start());
    client.query('load a file');
    expect((await client.error()).errno).toBe(3948);
  });
});
