import { connect, type Socket } from 'node:net';
import { createConnection } from 'mysql2';
import { preparePacket, queryPacket } from './packets.ts';

const EOF_BYTES_MAX = 9;
const PACKET_BYTES_MAX = 0xffffff;
const READ_BYTES = 256 * 1024;

export type RawTarget = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly database: string;
};

export type Outcome = { readonly rows: number; readonly bytes: number; readonly error: string | undefined };
type Done = (outcome: Outcome) => void;

/** What the reader expects next of the answer under way. */
type Phase = 'first' | 'columns' | 'rows' | 'prepare' | 'skip';

export type RawStatement = { readonly id: number; readonly params: number };

/** All clients of the process read into it: a load generator must cost less than what it measures. */
const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);

/**
 * A MySQL client that does nothing but send a statement and find the end of its answer. mysql2 does the handshake; then the socket is
 * ours.
 */
export class RawClient {
  readonly #socket: Socket;
  #partial: Buffer | undefined;
  #phase: Phase = 'first';
  #left = 0;
  #rows = 0;
  #bytes = 0;
  /** Bytes of a row packet's body that are skipped unread. */
  #skipBytes = 0;
  #continues = false;
  #prepared: RawStatement | undefined;
  #done: Done | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', (error) => this.#finish(error.message));
    socket.on('close', () => this.#finish('connection closed'));
  }

  static async connect(target: RawTarget): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      let client: RawClient | undefined;
      const socket = connect({
        host: target.host,
        port: target.port,
        noDelay: true,
        onread: {
          buffer: readBuffer,
          callback: (length) => {
            const bytes = readBuffer.subarray(0, length);
            if (client) client.#onData(bytes);
            else socket.emit('data', Buffer.from(bytes));
            return true;
          },
        },
      });
      const flags = ['-FOUND_ROWS', '-DEPRECATE_EOF', '-CLIENT_QUERY_ATTRIBUTES'];
      const connection = createConnection({ ...target, flags, stream: () => socket });
      connection.once('error', reject);
      connection.once('connect', () => {
        for (const event of ['data', 'error', 'close', 'end', 'timeout']) socket.removeAllListeners(event);
        client = new RawClient(socket);
        resolve(client);
      });
    });
  }

  send(bytes: Buffer, done: Done): void {
    this.#begin('first', done);
    this.#socket.write(bytes);
  }

  async run(sql: string): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.send(queryPacket(sql), (outcome) =>
        outcome.error === undefined ? resolve(outcome) : reject(new Error(outcome.error)),
      );
    });
  }

  async prepare(sql: string): Promise<RawStatement> {
    return new Promise((resolve, reject) => {
      this.#begin('prepare', ({ error }) =>
        error === undefined && this.#prepared ? resolve(this.#prepared) : reject(new Error(error)),
      );
      this.#socket.write(preparePacket(sql));
    });
  }

  /** Stops reading: what comes now waits in the kernel. */
  pause(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#done = undefined;
    this.#socket.destroy();
  }

  #begin(phase: Phase, done: Done): void {
    this.#phase = phase;
    this.#rows = 0;
    this.#bytes = 0;
    this.#done = done;
  }

  #finish(error: string | undefined): void {
    const done = this.#done;
    this.#done = undefined;
    done?.({ rows: this.#rows, bytes: this.#bytes, error });
  }

  #onData(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const data = this.#partial === undefined ? chunk : Buffer.concat([this.#partial, chunk]);
    this.#partial = undefined;
    let at = Math.min(this.#skipBytes, data.length);
    this.#skipBytes -= at;
    while (data.length - at >= 5) {
      const length = (data[at] as number) | ((data[at + 1] as number) << 8) | ((data[at + 2] as number) << 16);
      const end = at + 4 + length;
      const isRow = this.#phase === 'rows' && !this.#isLast(data, at + 4, length);
      if (end > data.length && !isRow) break;
      this.#onPacket(data, at + 4, length);
      this.#skipBytes = Math.max(0, end - data.length);
      at = Math.min(end, data.length);
    }
    if (at < data.length) this.#partial = Buffer.from(data.subarray(at));
  }

  #isLast(data: Buffer, at: number, length: number): boolean {
    const first = data[at];
    return first === 0xff || (first === 0xfe && length < EOF_BYTES_MAX);
  }

  #onPacket(data: Buffer, at: number, length: number): void {
    const first = data[at] ?? 0;
    if (this.#continues) {
      this.#continues = length === PACKET_BYTES_MAX;
      return;
    }
    if (first === 0xff) return this.#finish(data.toString('utf8', at + 3, at + length));
    switch (this.#phase) {
      case 'first':
        return this.#onFirst(first);
      case 'columns':
        // INVARIANT: CLIENT_DEPRECATE_EOF is off, so column definitions end with an EOF packet.
        this.#left--;
        if (this.#left < 0) this.#phase = 'rows';
        return;
      case 'rows':
        if (this.#isLast(data, at, length)) return this.#finish(undefined);
        this.#continues = length === PACKET_BYTES_MAX;
        this.#rows++;
        return;
      case 'prepare':
        return this.#onPrepared(data, at);
      case 'skip':
        this.#left--;
        if (this.#left === 0) this.#finish(undefined);
        return;
    }
  }

  #onFirst(first: number): void {
    if (first === 0) return this.#finish(undefined);
    this.#left = first;
    this.#phase = 'columns';
  }

  #onPrepared(data: Buffer, at: number): void {
    const columns = data.readUInt16LE(at + 5);
    const params = data.readUInt16LE(at + 7);
    this.#prepared = { id: data.readUInt32LE(at + 1), params };
    this.#left = (params > 0 ? params + 1 : 0) + (columns > 0 ? columns + 1 : 0);
    this.#phase = 'skip';
    if (this.#left === 0) this.#finish(undefined);
  }
}
