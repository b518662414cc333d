import type { Socket } from 'node:net';
import { createConnection } from 'mysql2';

const COM_QUERY = 0x03;
const COM_STMT_PREPARE = 0x16;
const COM_STMT_EXECUTE = 0x17;
const EOF_BYTES_MAX = 9;

export type RawTarget = {
  readonly host?: string;
  readonly port?: number;
  readonly socketPath?: string;
  readonly user: string;
  readonly password?: string;
  readonly database: string;
};

export type Outcome = { readonly rows: number; readonly error: string | undefined };
type Done = (outcome: Outcome) => void;

/** What the reader expects next of the answer under way. */
type Phase = 'first' | 'columns' | 'rows' | 'prepare' | 'skip';

export type RawStatement = { readonly id: number; readonly params: number };

/**
 * A MySQL client that does nothing but send a statement and find the end of its answer, so that a load generator costs less than what
 * it measures. mysql2 does the handshake; then the socket is ours.
 */
export class RawClient {
  readonly #socket: Socket;
  #buffered: Buffer = Buffer.alloc(0);
  #phase: Phase = 'first';
  #left = 0;
  #rows = 0;
  #prepared: RawStatement | undefined;
  #done: Done | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('error', (error) => this.#finish(error.message));
    socket.on('close', () => this.#finish('connection closed'));
  }

  static async connect(target: RawTarget): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const connection = createConnection({ ...target, flags: ['-FOUND_ROWS', '-DEPRECATE_EOF'] });
      connection.once('error', reject);
      connection.once('connect', () => {
        const { stream } = connection as unknown as { stream: Socket };
        for (const event of ['data', 'error', 'close', 'end', 'timeout']) stream.removeAllListeners(event);
        stream.setNoDelay(true);
        resolve(new RawClient(stream));
      });
    });
  }

  /** The bytes of a COM_QUERY, made once and sent many times. */
  static queryPacket(sql: string): Buffer {
    return packet(Buffer.concat([Buffer.from([COM_QUERY]), Buffer.from(sql)]));
  }

  /** The bytes of a COM_STMT_EXECUTE with 64-bit integer parameters. */
  static executePacket(statement: RawStatement, params: readonly bigint[]): Buffer {
    const head = Buffer.alloc(10);
    head[0] = COM_STMT_EXECUTE;
    head.writeUInt32LE(statement.id, 1);
    head.writeUInt32LE(1, 6);
    if (params.length === 0) return packet(head);
    const nulls = Buffer.alloc(Math.ceil(params.length / 8));
    const types = Buffer.from([1, ...params.flatMap(() => [8, 0])]);
    const values = Buffer.alloc(8 * params.length);
    params.forEach((value, i) => values.writeBigInt64LE(value, 8 * i));
    return packet(Buffer.concat([head, nulls, types, values]));
  }

  send(bytes: Buffer, done: Done): void {
    this.#begin('first', done);
    this.#socket.write(bytes);
  }

  async run(sql: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.send(RawClient.queryPacket(sql), ({ rows, error }) =>
        error === undefined ? resolve(rows) : reject(new Error(error)),
      );
    });
  }

  async prepare(sql: string): Promise<RawStatement> {
    return new Promise((resolve, reject) => {
      this.#begin('prepare', ({ error }) =>
        error === undefined && this.#prepared ? resolve(this.#prepared) : reject(new Error(error)),
      );
      this.#socket.write(packet(Buffer.concat([Buffer.from([COM_STMT_PREPARE]), Buffer.from(sql)])));
    });
  }

  close(): void {
    this.#done = undefined;
    this.#socket.destroy();
  }

  #begin(phase: Phase, done: Done): void {
    this.#phase = phase;
    this.#rows = 0;
    this.#done = done;
  }

  #finish(error: string | undefined): void {
    const done = this.#done;
    this.#done = undefined;
    done?.({ rows: this.#rows, error });
  }

  #onData(chunk: Buffer): void {
    const data = this.#buffered.length === 0 ? chunk : Buffer.concat([this.#buffered, chunk]);
    let at = 0;
    while (data.length - at >= 4) {
      const length = data.readUIntLE(at, 3);
      if (data.length - at < 4 + length) break;
      this.#onPacket(data, at + 4, length);
      at += 4 + length;
    }
    this.#buffered = at === data.length ? Buffer.alloc(0) : data.subarray(at);
  }

  #onPacket(data: Buffer, at: number, length: number): void {
    const first = data[at] ?? 0;
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
        if (first === 0xfe && length < EOF_BYTES_MAX) return this.#finish(undefined);
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

function packet(payload: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUIntLE(payload.length, 0, 3);
  return Buffer.concat([header, payload]);
}
