import type { VtError } from '@vt/base';
import {
  decodeBinaryRow,
  decodeColumnDefinition,
  encodeTextRows,
  type Field,
  type OkInfo,
  type ResultSink,
  type Row,
  RowAssembler,
  type RowFormat,
  wholeFloatText,
} from '@vt/sqltypes';

/**
 * A tablet's binary rows as the texts that plans work with, in which FLOATs have all of their digits: MySQL's own texts of them have six, and a
 * client that gets binary rows of them in the end would miss the others. Text rows pass as they are.
 */
export class WholeFloats implements ResultSink {
  readonly #target: ResultSink;
  readonly #rows = new RowAssembler();
  #fields: readonly Field[] | undefined;

  constructor(target: ResultSink) {
    this.#target = target;
  }

  get onDrain(): (() => void) | undefined {
    return this.#target.onDrain;
  }

  set onDrain(drain: (() => void) | undefined) {
    this.#target.onDrain = drain;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#fields = format === 'binary' ? definitions.map(decodeColumnDefinition) : undefined;
    this.#target.columns(definitions, 'text');
  }

  rows(packets: Buffer): boolean {
    const fields = this.#fields;
    if (!fields) return this.#target.rows(packets);
    const rows: Row[] = [];
    this.#rows.push(packets, (bytes, start) => rows.push(decodeBinaryRow(bytes, start, fields, wholeFloatText)));
    return this.#target.rows(encodeTextRows(rows));
  }

  end(ok: OkInfo, more: boolean): void {
    this.#target.end(ok, more);
  }

  error(error: VtError): void {
    this.#target.error(error);
  }
}
