import {
  decodeBinaryRow,
  decodeColumnDefinition,
  encodeTextRows,
  type Field,
  PassingSink,
  type Row,
  RowAssembler,
  type RowFormat,
  wholeReals,
} from '@vt/sqltypes';

/**
 * A tablet's binary rows as the texts that plans work with, in which FLOATs and DOUBLEs have all of their digits: MySQL's own texts have six of a
 * FLOAT, and of a DOUBLE(M, D) as many decimals as its column, and a client that gets binary rows of them in the end would miss the others. Text rows pass as they are.
 */
export class WholeFloats extends PassingSink {
  readonly #rows = new RowAssembler();
  #fields: readonly Field[] | undefined;

  override columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#fields = format === 'binary' ? definitions.map(decodeColumnDefinition) : undefined;
    this.target.columns(definitions, 'text');
  }

  override rows(packets: Buffer): boolean {
    const fields = this.#fields;
    if (!fields) return this.target.rows(packets);
    const rows: Row[] = [];
    this.#rows.push(packets, (bytes, start) => rows.push(decodeBinaryRow(bytes, start, fields, wholeReals)));
    return this.target.rows(encodeTextRows(rows));
  }
}
