import type { VtError } from '@vt/base';
import type { MysqlConnection } from '@vt/mysql';
import {
  decodeColumnDefinition,
  decodeTextRow,
  type Field,
  type ResultSink,
  type Row,
  RowAssembler,
} from '@vt/sqltypes';

/** Chunks of rows that were received and not yet taken; a chunk is what a socket gave at once. */
const WAITING_BYTES_MAX = 1 << 20;

export type Chunk = { readonly kind: 'rows'; readonly rows: readonly Row[] } | { readonly kind: 'idle' };

/** Reads a result while the server is still sending it; what is not taken is not read from the socket. */
export class RowReader implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  #fields: readonly Field[] = [];
  readonly #assembler = new RowAssembler();
  readonly #waiting: Buffer[] = [];
  #bytes = 0;
  #stopped = false;
  #ended = false;
  #error: VtError | undefined;
  #wake: (() => void) | undefined;

  constructor(connection: MysqlConnection, sql: string | Uint8Array) {
    connection.query(sql, this);
  }

  columns(definitions: readonly Uint8Array[]): void {
    this.#fields = definitions.map(decodeColumnDefinition);
    this.#wake?.();
  }

  rows(packets: Buffer): boolean {
    this.#waiting.push(packets);
    this.#bytes += packets.length;
    this.#wake?.();
    this.#stopped = this.#bytes > WAITING_BYTES_MAX;
    return !this.#stopped;
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  error(error: VtError): void {
    this.#error = error;
    this.#wake?.();
  }

  get fields(): readonly Field[] {
    return this.#fields;
  }

  /** Resolves when the columns are known. */
  async started(): Promise<void> {
    while (this.#fields.length === 0 && !this.#ended) {
      if (this.#error) throw this.#error;
      await this.#arrival(undefined);
    }
  }

  /** The next rows; undefined at the end; 'idle' when nothing came for so long. */
  async next(idleMs: number): Promise<Chunk | undefined> {
    while (this.#waiting.length === 0) {
      if (this.#error) throw this.#error;
      if (this.#ended) return undefined;
      if (!(await this.#arrival(idleMs))) return { kind: 'idle' };
    }
    const packets = this.#waiting.shift() as Buffer;
    this.#bytes -= packets.length;
    if (this.#stopped && this.#bytes <= WAITING_BYTES_MAX / 2) {
      this.#stopped = false;
      this.onDrain?.();
    }
    const rows: Row[] = [];
    this.#assembler.push(packets, (bytes, start) => rows.push(decodeTextRow(bytes, start, this.#fields.length)));
    return { kind: 'rows', rows };
  }

  #arrival(idleMs: number | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = idleMs === undefined ? undefined : setTimeout(() => wake(false), idleMs);
      const wake = (came: boolean): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve(came);
      };
      this.#wake = () => wake(true);
    });
  }
}
