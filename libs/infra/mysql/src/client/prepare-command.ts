import type { VtError } from '@vt/base';
import { decodeErr, HEADER_BYTES, readUint16, readUint32 } from '@vt/sqltypes';
import type { Command, CommandHost } from './command.ts';
import { serverError } from './errors.ts';
import { plainColumn } from './plain-column.ts';

/** A statement that the server has prepared; with the payloads of its parameters' and of its result's column definitions. */
export type PreparedStatement = {
  readonly id: number;
  readonly params: number;
  readonly paramDefinitions: readonly Uint8Array[];
  readonly columns: readonly Uint8Array[];
};

const ERR = 0xff;

/** The answer to COM_STMT_PREPARE: ERR, or OK with counts, then parameter and column definitions, each list ended by EOF. */
export class PrepareCommand implements Command {
  readonly #host: CommandHost;
  readonly #resolve: (statement: PreparedStatement) => void;
  readonly #reject: (error: VtError) => void;
  #id = 0;
  #params = 0;
  #columnCount = 0;
  #paramDefinitions: Uint8Array[] = [];
  #columns: Uint8Array[] = [];
  /** Packets that follow: definitions and the EOF of each list. -1: the first packet is still to come. */
  #left = -1;

  constructor(host: CommandHost, resolve: (statement: PreparedStatement) => void, reject: (error: VtError) => void) {
    this.#host = host;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  packet(chunk: Buffer, at: number, end: number): void {
    if (this.#left < 0) return this.#first(chunk.subarray(at + HEADER_BYTES, end));
    this.#left--;
    // The columns are the last list: its packets are those before the final EOF.
    if (this.#left >= 1 && this.#left <= this.#columnCount && this.#columnCount > 0) {
      this.#columns.push(plainColumn(chunk.subarray(at + HEADER_BYTES, end)));
    } else if (this.#paramDefinitions.length < this.#params) {
      this.#paramDefinitions.push(plainColumn(chunk.subarray(at + HEADER_BYTES, end)));
    }
    if (this.#left === 0) this.#finish();
  }

  #first(payload: Buffer): void {
    if (payload[0] === ERR) {
      this.#host.finished();
      return this.#reject(serverError(decodeErr(payload)));
    }
    this.#id = readUint32(payload, 1);
    this.#columnCount = readUint16(payload, 5);
    this.#params = readUint16(payload, 7);
    this.#left = (this.#params && this.#params + 1) + (this.#columnCount && this.#columnCount + 1);
    if (this.#left === 0) this.#finish();
  }

  #finish(): void {
    this.#host.finished();
    this.#resolve({
      id: this.#id,
      params: this.#params,
      paramDefinitions: this.#paramDefinitions,
      columns: this.#columns,
    });
  }

  flush(): void {}

  fail(error: VtError): void {
    this.#reject(error);
  }
}
