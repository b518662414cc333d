import {
  decodeBinaryRow,
  decodeColumnDefinition,
  encodeTextRows,
  type Field,
  PassingSink,
  type Row,
  RowAssembler,
  type RowFormat,
  wholeFloatText,
} from '@vt/sqltypes';

/**
 * A tablet's binary rows as the texts that plans work with, in which FLOATs have all of their digits: MySQL's own texts of them have six, and a
 * client that gets binary rows of them in the end would miss the others. Text rows pass as they are.
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
    this.#rows.push(packets, (bytes, start) => rows.push(decodeBinaryRow(bytes, start, fields, wholeFloatText)));
    return this.target.rows(encodeTextRows(rows));
  }
}
