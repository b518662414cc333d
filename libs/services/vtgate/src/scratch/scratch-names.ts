import type { ScratchTable } from '@vt/planner';
import { decodeColumnDefinition, encodeColumnDefinition, type OkInfo, type ResultSink } from '@vt/sqltypes';

/** An answer whose columns come from temporary tables, shown as coming from the tables that these stand for. */
export class ScratchNames implements ResultSink {
  readonly #target: ResultSink;
  readonly #tables: ReadonlyMap<string, ScratchTable>;

  constructor(target: ResultSink, tables: readonly ScratchTable[]) {
    this.#target = target;
    this.#tables = new Map(tables.map((table) => [table.name, table]));
  }

  get onDrain(): (() => void) | undefined {
    return this.#target.onDrain;
  }

  set onDrain(drain: (() => void) | undefined) {
    this.#target.onDrain = drain;
  }

  columns(definitions: readonly Uint8Array[], format: Parameters<ResultSink['columns']>[1]): void {
    this.#target.columns(
      definitions.map((definition) => this.#rename(definition)),
      format,
    );
  }

  rows(packets: Buffer): boolean {
    return this.#target.rows(packets);
  }

  end(ok: OkInfo, more: boolean): void {
    this.#target.end(ok, more);
  }

  error(...args: Parameters<ResultSink['error']>): void {
    this.#target.error(...args);
  }

  #rename(definition: Uint8Array): Uint8Array {
    const field = decodeColumnDefinition(definition);
    const table = this.#tables.get(field.orgTable);
    if (table === undefined) return definition;
    return encodeColumnDefinition({ ...field, orgTable: table.table, database: table.keyspace });
  }
}
