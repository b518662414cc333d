import { isUtf8 } from 'node:buffer';
import { VtError } from '@vt/base';
import { decodeText } from '@vt/sqlparser';
import {
  decodeColumnDefinition,
  decodeTextRow,
  defaultLiteralMode,
  encodeValue,
  type Field,
  isFloat,
  type OkInfo,
  type ResultSink,
  RowAssembler,
  Type,
} from '@vt/sqltypes';

const INSERT_BYTES = 512 * 1024;
/** Whole inserts that may wait for the connection before the shards are asked to pause. */
const WAITING_MAX = 2;
const NEGATIVE_ZERO = Buffer.from('-0');
const NEGATIVE_ZERO_LITERAL = Buffer.from('-0e0');
const NULL_LITERAL = Buffer.from('null');

/** What one query may load. */
export class ScratchBudget {
  readonly #rowsMax: number;
  readonly #bytesMax: number;
  #rows = 0;
  #bytes = 0;

  constructor(rowsMax: number, bytesMax: number) {
    this.#rowsMax = rowsMax;
    this.#bytesMax = bytesMax;
  }

  /** The refusal, once there is too much. */
  take(bytes: number): VtError | undefined {
    this.#rows++;
    this.#bytes += bytes;
    if (this.#rows <= this.#rowsMax && this.#bytes <= this.#bytesMax) return undefined;
    const limit = this.#rows > this.#rowsMax ? `${this.#rowsMax} rows` : `${this.#bytesMax} bytes`;
    return new VtError({
      code: 'RESOURCE_EXHAUSTED',
      errno: 1153,
      state: '08S01',
      message: `this query needs more than ${limit} of its tables on the scratch server (see --scratch-max-rows, --scratch-max-bytes)`,
    });
  }
}

/** Turns the rows of one table into INSERT statements and sends them as they fill up. */
export class ScratchLoader implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  readonly #table: string;
  readonly #send: (sql: string) => Promise<void>;
  readonly #budget: ScratchBudget;
  readonly #stop: AbortController;
  readonly #assembler = new RowAssembler();
  #fields: readonly Field[] = [];
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #waiting = 0;
  #paused = false;
  #sent: Promise<void> = Promise.resolve();
  #failure: unknown;

  /** `stop` is aborted at the first failure, so that the shards stop sending. */
  constructor(table: string, send: (sql: string) => Promise<void>, budget: ScratchBudget, stop: AbortController) {
    this.#table = table;
    this.#send = send;
    this.#budget = budget;
    this.#stop = stop;
  }

  columns(definitions: readonly Uint8Array[]): void {
    this.#fields = definitions.map(decodeColumnDefinition);
  }

  rows(packets: Buffer): boolean {
    if (this.#failure === undefined) this.#assembler.push(packets, (bytes, start, end) => this.#row(bytes, start, end));
    this.#paused = this.#waiting > WAITING_MAX;
    return !this.#paused;
  }

  end(_ok: OkInfo): void {
    this.#flush();
  }

  error(error: VtError): void {
    this.#fail(error);
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#stop.abort(error);
  }

  /** Resolves when all rows are in the table. @throws what went wrong on the way. */
  async done(): Promise<void> {
    await this.#sent;
    if (this.#failure !== undefined) throw this.#failure;
  }

  #row(bytes: Uint8Array, start: number, end: number): void {
    const refusal = this.#budget.take(end - start);
    if (refusal !== undefined) this.#fail(refusal);
    if (this.#failure !== undefined) return;
    const values = decodeTextRow(bytes, start, this.#fields.length);
    const literals = values.map((value, i) => literal(value, this.#fields[i]?.type ?? Type.VARCHAR));
    this.#add(this.#parts.length === 0 ? `insert into ${this.#table} values (` : ',(');
    literals.forEach((one, i) => {
      if (i > 0) this.#add(',');
      this.#parts.push(one);
      this.#bytes += one.length;
    });
    this.#add(')');
    if (this.#bytes >= INSERT_BYTES) this.#flush();
  }

  #add(text: string): void {
    this.#parts.push(Buffer.from(text));
    this.#bytes += text.length;
  }

  #flush(): void {
    if (this.#parts.length === 0) return;
    const sql = decodeText(Buffer.concat(this.#parts));
    this.#parts = [];
    this.#bytes = 0;
    this.#waiting++;
    this.#sent = this.#sent
      .then(() => (this.#failure === undefined ? this.#send(sql) : undefined))
      .then(
        () => this.#afterSend(),
        (error: unknown) => {
          this.#fail(error);
          this.#afterSend();
        },
      );
  }

  #afterSend(): void {
    this.#waiting--;
    if (!this.#paused || this.#waiting > WAITING_MAX) return;
    this.#paused = false;
    this.onDrain?.();
  }
}

function literal(value: Uint8Array | null, type: number): Uint8Array {
  if (value === null) return NULL_LITERAL;
  // A whole number has no negative zero.
  if (isFloat(type) && Buffer.compare(value, NEGATIVE_ZERO) === 0) return NEGATIVE_ZERO_LITERAL;
  // Statements are text: bytes that are none must be spelled.
  if (type !== Type.BIT && !isUtf8(value)) return Buffer.from(`x'${Buffer.from(value).toString('hex')}'`);
  return encodeValue({ type, value }, defaultLiteralMode);
}
