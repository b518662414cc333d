import { afterEach, describe, expect, it } from 'vitest';
import { readErr } from '../packets/err.ts';
import { type EchoServer, startEcho } from './testing/echo-server.ts';

const started: EchoServer[] = [];
async function start(): Promise<EchoServer> {
  const echo = await startEcho({ proxyProtocol: true });
  started.push(echo);
  return echo;
}
afterEach(() => {
  for (const { server } of started.splice(0)) server.close();
});

describe('PROXY protocol', () => {
  const v2 = (rest: number[]): Buffer =>
    Buffer.concat([Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1'), Buffer.from(rest)]);
  const headers: [string, Buffer, string][] = [
    ['v1', Buffer.from('PROXY TCP4 203.0.113.7 10.0.0.1 4321 3306\r\n'), '203.0.113.7'],
    ['v1, IPv6', Buffer.from('PROXY TCP6 2001:db8::1 ::1 4321 3306\r\n'), '2001:db8::1'],
    ['v1 unknown', Buffer.from('PROXY UNKNOWN\r\n'), '127.0.0.1'],
    ['v2', v2([0x21, 0x11, 0, 12, 203, 0, 113, 7, 10, 0, 0, 1, 0x10, 0xe1, 0x0c, 0xea]), '203.0.113.7'],
    ['v2 local', v2([0x20, 0, 0, 0]), '127.0.0.1'],
  ];

  it.each(headers)('%s', async (_name, header, address) => {
    const echo = await start();
    const client = echo.raw();
    client.socket.write(header.subarray(0, 5));
    setImmediate(() => client.socket.write(header.subarray(5)));
    expect(readErr(await client.login('plain', 'wrong')).message).toContain(`'plain'@'${address}'`);
  });

  it('nothing else comes in', async () => {
    const echo = await start();
    for (const bad of ['GET / HTTP/1.1\r\n', 'PROXY TCP4 1.2.3 10.0.0.1 1 2\r\n', `PROXY ${'x'.repeat(200)}`]) {
      const client = echo.raw();
      client.socket.write(bad);
      expect(await client.untilClosed()).toEqual([]);
    }
  });
});
