import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { framePayload, HEADER_BYTES, PAYLOAD_BYTES_MAX, readUint24 } from '@vt/sqltypes';
import { nativeProof } from '../../auth/scramble.ts';
import { Capability } from '../../packets/capabilities.ts';
import { Command } from '../../packets/command.ts';
import { type Err, readErr } from '../../packets/err.ts';
import { type HandshakeResponse41, writeHandshakeResponse41 } from '../../packets/handshake-response41.ts';
import { type HandshakeV10, readHandshakeV10 } from '../../packets/handshake-v10.ts';

export const CLASSIC =
  Capability.LONG_PASSWORD |
  Capability.PROTOCOL_41 |
  Capability.SECURE_CONNECTION |
  Capability.PLUGIN_AUTH |
  Capability.MULTI_RESULTS |
  Capability.TRANSACTIONS;
export const MODERN = CLASSIC | Capability.DEPRECATE_EOF | Capability.SESSION_TRACK | Capability.QUERY_ATTRIBUTES;

/** A MySQL client that does as it is told, wrong things too. */
export class RawClient {
  readonly socket: Socket;
  /** Sequence id of the last packet, in either direction. */
  sequence = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #closed = false;
  #wake: () => void = () => {};

  constructor(target: NetConnectOpts) {
    this.socket = connect(target);
    this.socket.on('data', (bytes) => {
      this.#bytes = Buffer.concat([this.#bytes, bytes]);
      this.#wake();
    });
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  /** The next packet's payload; undefined when the connection is closed. */
  async read(): Promise<Buffer | undefined> {
    for (;;) {
      const whole = this.#bytes.length >= HEADER_BYTES ? HEADER_BYTES + readUint24(this.#bytes, 0) : Number.NaN;
      if (this.#bytes.length >= whole) {
        const payload = this.#bytes.subarray(HEADER_BYTES, whole);
        this.sequence = this.#bytes[3] as number;
        this.#bytes = this.#bytes.subarray(whole);
        return payload;
      }
      if (this.#closed) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async mustRead(): Promise<Buffer> {
    const payload = await this.read();
    if (!payload) throw new Error('the server closed the connection');
    return payload;
  }

  /** Waits for the end of the connection; returns the packets that still came. */
  async untilClosed(): Promise<Buffer[]> {
    const all: Buffer[] = [];
    for (let payload = await this.read(); payload; payload = await this.read()) all.push(payload);
    return all;
  }

  send(payload: Uint8Array, sequence = (this.sequence + 1) & 0xff): void {
    this.socket.write(framePayload(payload, sequence));
    this.sequence = (sequence + Math.floor(payload.length / PAYLOAD_BYTES_MAX)) & 0xff;
  }

  command(payload: Uint8Array): void {
    this.send(payload, 0);
  }

  query(sql: string): void {
    this.command(Buffer.concat([Buffer.of(Command.QUERY), Buffer.from(sql)]));
  }

  async greeting(): Promise<HandshakeV10> {
    return readHandshakeV10(await this.mustRead());
  }

  /** Greeting and mysql_native_password; returns the answer. */
  async login(user: string, password: string, more: Partial<HandshakeResponse41> = {}): Promise<Buffer> {
    const { nonce } = await this.greeting();
    const capabilities = more.capabilities ?? CLASSIC;
    const authResponse = password === '' ? Buffer.alloc(0) : nativeProof(Buffer.from(password), nonce);
    const base = {
      packetBytesMax: 1 << 24,
      collation: 45,
      database: '',
      plugin: 'mysql_native_password',
      zstdLevel: 0,
    };
    this.send(writeHandshakeResponse41({ ...base, user, authResponse, attributes: new Map(), ...more, capabilities }));
    return this.mustRead();
  }

  /** Reads one packet that must be an ERR. */
  async error(): Promise<Err> {
    return readErr(await this.mustRead());
  }

  close(): void {
    this.socket.destroy();
  }
}
