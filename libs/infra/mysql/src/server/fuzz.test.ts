import { framePayload } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Command } from '../packets/command.ts';
import { writeHandshakeResponse41 } from '../packets/handshake-response41.ts';
import { readOk } from '../packets/ok.ts';
import { type EchoServer, soon, startEcho } from './testing/echo-server.ts';
import { CLASSIC, MODERN, type RawClient } from './testing/raw-client.ts';

const seed = Number(process.env['VT_SEED'] ?? 1);
console.log(`VT_SEED=${seed}`);

/** mulberry32 */
function random(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const pick = random(seed);
const noise = (bytes: number): Buffer => Buffer.from(Array.from({ length: bytes }, () => pick(256)));

const ROUNDS = 80;
/** Far more than an honest login takes, also on a busy machine. */
const HANDSHAKE_MS = 4_000;

let echo: EchoServer;
let witness: RawClient;
beforeAll(async () => {
  echo = await startEcho({ handshakeTimeoutMs: HANDSHAKE_MS, localInfile: true, allowedPacketBytesMax: 1 << 20 });
  witness = echo.raw();
  await witness.login('open', '');
});
afterAll(() => echo.server.close());

async function othersGoOn(): Promise<void> {
  witness.command(Buffer.of(Command.PING));
  readOk(await witness.mustRead(), CLASSIC);
}

/** Sends, waits for the server to have read it, and goes. */
async function throwAt(client: RawClient, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve) => client.socket.write(bytes, () => resolve()));
  client.socket.end();
  await client.untilClosed();
}

const response = (capabilities: number): Buffer =>
  writeHandshakeResponse41({
    capabilities,
    packetBytesMax: 1 << 24,
    collation: 45,
    user: 'plain',
    authResponse: noise(20),
    database: 'd',
    plugin: 'mysql_native_password',
    attributes: new Map([['a', 'b']]),
    zstdLevel: 3,
  });

function spoil(payload: Buffer): Buffer {
  const spoilt = Buffer.from(payload);
  for (let i = 0; i < 1 + pick(4); i++) spoilt[pick(spoilt.length)] = pick(256);
  return spoilt.subarray(0, pick(3) === 0 ? pick(spoilt.length) : spoilt.length);
}

describe('hostile clients', () => {
  it('get in with no handshake of theirs', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const client = echo.raw();
      await client.greeting();
      const capabilities = pick(2) ? noise(4).readUInt32LE() | 0x200 : MODERN;
      const kinds = [
        () => noise(1 + pick(300)),
        () => framePayload(noise(pick(200)), 1),
        () => framePayload(spoil(response(capabilities >>> 0)), 1),
        () => framePayload(response(capabilities >>> 0), pick(256)),
        () => Buffer.concat([framePayload(response(MODERN), 1), framePayload(noise(pick(50)), 3)]),
        () => framePayload(Buffer.alloc(200_000), 1),
      ];
      await throwAt(client, (kinds[pick(kinds.length)] as () => Buffer)());
    }
    await othersGoOn();
    await expect.poll(() => [echo.handler.sessions, echo.server.connectionCount], soon).toEqual([1, 1]);
  });

  it('harm nobody with commands of theirs', async () => {
    const codes = Object.values(Command);
    for (let round = 0; round < ROUNDS; round++) {
      const client = echo.raw();
      await client.login('open', '', { capabilities: pick(2) ? CLASSIC : MODERN });
      const parts: Buffer[] = [];
      for (let i = 0; i < 1 + pick(10); i++) {
        const code = codes[pick(codes.length)] as number;
        const prepared = pick(2) ? Buffer.of(1, 0, 0, 0) : Buffer.alloc(0);
        const payload = Buffer.concat([Buffer.of(code), prepared, noise(pick(40))]);
        const ask = Buffer.concat([Buffer.of(Command.STMT_PREPARE), Buffer.from('select ?, ?')]);
        parts.push(framePayload(pick(5) === 0 ? ask : payload, pick(20) === 0 ? pick(256) : 0));
      }
      if (pick(4) === 0) parts.push(noise(pick(100)));
      await throwAt(client, Buffer.concat(parts));
    }
    await othersGoOn();
    await expect.poll(() => [echo.handler.sessions, echo.server.connectionCount], soon).toEqual([1, 1]);
    expect(echo.handler.log.filter((line) => line.startsWith('defect'))).toEqual([]);
  });

  it('that dawdle are cut off', async () => {
    const client = echo.raw();
    await client.greeting();
    const bytes = framePayload(response(CLASSIC), 1);
    let at = 0;
    const drip = setInterval(() => client.socket.write(bytes.subarray(at, ++at)), 100);
    expect(await client.untilClosed()).toEqual([]);
    clearInterval(drip);
    await othersGoOn();
  });

  it('that only connect are cut off, all of them', async () => {
    const crowd = Array.from({ length: 200 }, () => echo.raw());
    await Promise.all(crowd.map((client) => client.untilClosed()));
    await othersGoOn();
    await expect.poll(() => echo.server.connectionCount, soon).toBe(1);
  });
});
