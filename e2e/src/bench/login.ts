import { connect } from 'node:net';
import type { RawTarget } from './raw-client.ts';

const HEADER_BYTES = 4;
const OK = 0x00;
const SWITCH = 0xfe;
const ERR = 0xff;
/** LONG_PASSWORD, CONNECT_WITH_DB, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, PLUGIN_AUTH */
const CAPABILITIES = 0x1 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x80000;
const UTF8MB4 = 45;

/** Connects, logs in without a password, and leaves: with nothing but that, so that a client costs less than what it measures. */
export function login(target: RawTarget): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: target.host, port: target.port, noDelay: true });
    let have: Buffer = Buffer.alloc(0);
    let isGreeted = false;
    const fail = (what: string) => {
      socket.destroy();
      reject(new Error(what));
    };
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => fail('the connection was closed'));
    socket.on('data', (bytes) => {
      have = have.length === 0 ? bytes : Buffer.concat([have, bytes]);
      while (have.length >= HEADER_BYTES && have.length >= HEADER_BYTES + have.readUIntLE(0, 3)) {
        const end = HEADER_BYTES + have.readUIntLE(0, 3);
        const payload = have.subarray(HEADER_BYTES, end);
        const sequence = (have[3] ?? 0) + 1;
        have = have.subarray(end);
        if (payload[0] === ERR) return fail(payload.toString('latin1', 9));
        if (!isGreeted) socket.write(packet(response(target), sequence));
        else if (payload[0] === SWITCH) socket.write(packet(Buffer.alloc(0), sequence));
        else if (payload[0] === OK) {
          socket.destroy();
          return resolve();
        }
        isGreeted = true;
      }
      return undefined;
    });
  });
}

/* HandshakeResponse41 => capabilities 4 · largest packet 4 · collation 1 · zeros 23 · user NUL · length of proof 1 (none) · database NUL · plugin NUL */
function response({ user, database }: RawTarget): Buffer {
  const head = Buffer.alloc(32);
  head.writeUInt32LE(CAPABILITIES, 0);
  head.writeUInt32LE(1 << 24, 4);
  head[8] = UTF8MB4;
  return Buffer.concat([head, Buffer.from(`${user}\0\0${database}\0caching_sha2_password\0`)]);
}

function packet(payload: Buffer, sequence: number): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUIntLE(payload.length, 0, 3);
  head[3] = sequence;
  return Buffer.concat([head, payload]);
}
