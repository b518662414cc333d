import type { ScratchTable } from '@vt/planner';
import { decodeColumnDefinition, encodeColumnDefinition, PassingSink, type ResultSink } from '@vt/sqltypes';

/** An answer whose columns come from temporary tables, shown as coming from the tables that these stand for. */
export class ScratchNames extends PassingSink {
  readonly #tables: ReadonlyMap<string, ScratchTable>;

  constructor(target: ResultSink, tables: readonly ScratchTable[]) {
    super(target);
    this.#tables = new Map(tables.map((table) => [table.name, table]));
  }

  override columns(definitions: readonly Uint8Array[], format: Parameters<ResultSink['columns']>[1]): void {
    this.target.columns(
      definitions.map((definition) => this.#rename(definition)),
      format,
    );
  }

  #rename(definition: Uint8Array): Uint8Array {
    const field = decodeColumnDefinition(definition);
    const table = this.#tables.get(field.orgTable);
    if (table === undefined) return definition;
    return encodeColumnDefinition({ ...field, orgTable: table.table, database: table.keyspace });
  }
}
