import type { VtError } from '@vt/base';
import type { MysqlConnection } from '@vt/mysql';
import { decodeColumnDefinition, decodeTextRow, type ResultSink, RowAssembler } from '@vt/sqltypes';

/** A client whose statement streams messages; it keeps what it got. Ids are numbers in the first column. */
export class Consumer implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  columnNames: readonly string[] = [];
  problem = '';
  readonly #connection: MysqlConnection;
  readonly #assembler = new RowAssembler();
  readonly #counts = new Map<number, number>();
  readonly #texts = new Map<number, readonly string[]>();

  constructor(connection: MysqlConnection, statement: string) {
    this.#connection = connection;
    connection.query(statement, this);
  }

  columns(definitions: readonly Uint8Array[]): void {
    this.columnNames = definitions.map((definition) => decodeColumnDefinition(definition).name);
  }

  rows(packets: Buffer): boolean {
    this.#assembler.push(packets, (bytes, start) => {
      const row = decodeTextRow(bytes, start, this.columnNames.length).map((value) =>
        Buffer.from(value ?? []).toString(),
      );
      const id = Number(row[0]);
      this.#counts.set(id, this.count(id) + 1);
      this.#texts.set(id, row);
    });
    return true;
  }

  end(): void {
    this.problem ||= 'the statement ended';
  }

  error({ message }: VtError): void {
    this.problem ||= message;
  }

  count(id: number): number {
    return this.#counts.get(id) ?? 0;
  }

  /** All ids that came, in order of number. */
  get distinct(): number[] {
    return [...this.#counts.keys()].sort((a, b) => a - b);
  }

  textOf(id: number): readonly string[] {
    return this.#texts.get(id) ?? [];
  }

  forget(): void {
    this.#counts.clear();
  }

  /** The first row of another statement's answer, when this one is over. */
  async ask(sql: string): Promise<readonly string[]> {
    const { rows } = await this.#connection.execute(sql);
    return (rows[0] ?? []).map((value) => Buffer.from(value ?? []).toString());
  }

  close(): void {
    this.#connection.destroy();
  }
}
