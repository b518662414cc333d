import { decodeColumnDefinition, encodeColumnDefinition, type ResultSink } from '@vt/sqltypes';

const SYSTEM_SCHEMAS = new Set(['information_schema', 'mysql', 'performance_schema', 'sys']);

/** Shows the keyspace's name where mysqld's column definitions name its database. Rows pass untouched. */
export function schemaNameSink(target: ResultSink, keyspace: string): ResultSink {
  return new SchemaNameSink(target, keyspace);
}

class SchemaNameSink implements ResultSink {
  readonly #target: ResultSink;
  readonly #keyspace: string;

  constructor(target: ResultSink, keyspace: string) {
    this.#target = target;
    this.#keyspace = keyspace;
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

  end(...args: Parameters<ResultSink['end']>): void {
    this.#target.end(...args);
  }

  error(...args: Parameters<ResultSink['error']>): void {
    this.#target.error(...args);
  }

  #rename(definition: Uint8Array): Uint8Array {
    // `def`, then the schema: a column of no table has an empty one, and there is nothing to do.
    if (definition[4] === 0) return definition;
    const field = decodeColumnDefinition(definition);
    const system = SYSTEM_SCHEMAS.has(field.database.toLowerCase());
    const name = field.name.startsWith('Tables_in_vt_')
      ? field.name.replace('Tables_in_vt_', 'Tables_in_')
      : field.name;
    if (system && name === field.name) return definition;
    return encodeColumnDefinition({ ...field, name, database: system ? field.database : this.#keyspace });
  }
}
