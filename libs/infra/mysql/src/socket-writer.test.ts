import { once } from 'node:events';
import { connect, createServer, type Server, Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SocketWriter } from './socket-writer.ts';

let server: Server;
const accepted: Socket[] = [];

beforeAll(async () => {
  server = createServer((socket) => accepted.push(socket.on('error', () => {})));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  for (const socket of accepted) socket.destroy();
  server.close();
});

async function pair(): Promise<{ near: Socket; far: Socket }> {
  const { port } = server.address() as { port: number };
  const arrived = once(server, 'connection') as Promise<[Socket]>;
  const near = connect({ host: '127.0.0.1', port });
  await once(near, 'connect');
  const [far] = await arrived;
  return { near, far };
}

test('bytes keep their order when the other side stops reading and goes on', async () => {
  const { near, far } = await pair();
  far.pause();
  const writer = new SocketWriter(near);
  const sent: Buffer[] = [];
  const lengths = [1, 5_000, 8_192, 8_193, 100, 300_000, 7];
  // Until what waits is more than the kernel and the stream would take by themselves.
  for (let i = 0; i < 4_000 && near.writableLength < 1_000_000; i++) {
    const piece = Buffer.alloc(lengths[i % lengths.length] as number, i % 251);
    sent.push(piece);
    writer.write(piece);
  }
  expect(near.writableLength).toBeGreaterThan(0);
  const got: Buffer[] = [];
  far.on('data', (bytes: Buffer) => got.push(bytes));
  near.end();
  far.resume();
  await once(far, 'end');
  expect(Buffer.concat(got).equals(Buffer.concat(sent))).toBe(true);
});

test('a write waits for a cork; one that the kernel takes leaves nothing in the stream', async () => {
  const { near, far } = await pair();
  const writer = new SocketWriter(near);
  near.cork();
  writer.write(Buffer.from('a'));
  expect(near.writableLength).toBe(1);
  near.uncork();
  expect(near.writableLength).toBe(0);
  writer.write(Buffer.from('b'));
  expect(near.writableLength).toBe(0);
  near.end();
  const got: Buffer[] = [];
  far.on('data', (bytes: Buffer) => got.push(bytes));
  await once(far, 'end');
  expect(Buffer.concat(got).toString()).toBe('ab');
});

test('what is written together goes out at its end, in order, however long and also within another', async () => {
  const { near, far } = await pair();
  const writer = new SocketWriter(near);
  const long = Buffer.alloc(20_000, 'l');
  writer.together(() => {
    writer.write(Buffer.from('a'));
    writer.together(() => writer.write(Buffer.from('b')));
    writer.write(Buffer.from('c'));
    expect([near.bytesWritten, near.writableLength]).toEqual([0, 0]);
  });
  writer.together(() => {
    writer.write(long);
    writer.write(Buffer.from('d'));
  });
  writer.together(() => {});
  writer.together(() => {
    near.end();
    writer.write(Buffer.from('never'));
  });
  const got: Buffer[] = [];
  far.on('data', (bytes: Buffer) => got.push(bytes));
  await once(far, 'end');
  expect(Buffer.concat(got).toString()).toBe(`abc${long.toString()}d`);
});

test('what cannot be written ends the socket with its error', async () => {
  const { near, far } = await pair();
  const writer = new SocketWriter(near);
  const failed = new Promise((resolve) => near.on('error', resolve));
  const closed = new Promise((resolve) => near.on('close', resolve));
  far.resetAndDestroy();
  const poke = (): void => {
    if (near.destroyed) return;
    writer.write(Buffer.from('x'));
    setImmediate(poke);
  };
  poke();
  expect(await failed).toMatchObject({ code: expect.stringMatching(/EPIPE|ECONNRESET/) });
  await closed;
});

test('a socket that is gone already is no fault', () => {
  const socket = new Socket();
  socket.destroy();
  expect(() => new SocketWriter(socket).write(Buffer.from('x'))).not.toThrow();
});
