import type { VtError } from '@vt/base';
import type { MysqlConnection } from '@vt/mysql';
import { decodeTextRow, type ResultSink, type Row, RowAssembler } from '@vt/sqltypes';

const WAITING_BYTES_MAX = 1 << 20;

/** The rows of a statement, in batches, while the server is still sending them; what is not taken is not read from the socket. */
export class RowStream implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  readonly #assembler = new RowAssembler();
  readonly #waiting: Buffer[] = [];
  #columns = 0;
  #bytes = 0;
  #isStopped = false;
  #isEnded = false;
  #error: VtError | undefined;
  #wake: () => void = () => {};

  constructor(connection: MysqlConnection, sql: string) {
    connection.query(sql, this);
  }

  columns(definitions: readonly Uint8Array[]): void {
    this.#columns = definitions.length;
  }

  rows(packets: Buffer): boolean {
    this.#waiting.push(packets);
    this.#bytes += packets.length;
    this.#isStopped = this.#bytes > WAITING_BYTES_MAX;
    this.#wake();
    return !this.#isStopped;
  }

  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  error(error: VtError): void {
    this.#error = error;
    this.#wake();
  }

  async *batches(): AsyncGenerator<readonly Row[], void, void> {
    for (;;) {
      const packets = this.#waiting.shift();
      if (packets) yield this.#decoded(packets);
      else if (this.#error) throw this.#error;
      else if (this.#isEnded) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  #decoded(packets: Buffer): readonly Row[] {
    this.#bytes -= packets.length;
    if (this.#isStopped && this.#bytes <= WAITING_BYTES_MAX / 2) {
      this.#isStopped = false;
      this.onDrain?.();
    }
    const rows: Row[] = [];
    this.#assembler.push(packets, (bytes, start) => rows.push(decodeTextRow(bytes, start, this.#columns)));
    return rows;
  }
}
