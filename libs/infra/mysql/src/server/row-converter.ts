import {
  decodeBinaryRow,
  decodeColumnDefinition,
  decodeTextRow,
  encodeBinaryRow,
  type Field,
  framePayload,
  RowAssembler,
  type RowFormat,
  textRowSize,
  writeTextRow,
} from '@vt/sqltypes';

/** Turns row packets of one form into the other, for sources that cannot choose. */
export class RowConverter {
  readonly #fields: readonly Field[];
  readonly #to: RowFormat;
  readonly #rows = new RowAssembler();

  constructor(definitions: readonly Uint8Array[], to: RowFormat) {
    this.#fields = definitions.map(decodeColumnDefinition);
    this.#to = to;
  }

  /** Throws RangeError for a value that its column's type cannot hold. */
  convert(packets: Buffer): Buffer {
    const out: Buffer[] = [];
    this.#rows.push(packets, (bytes, start) => {
      out.push(framePayload(this.#to === 'binary' ? this.#toBinary(bytes, start) : this.#toText(bytes, start)));
    });
    return Buffer.concat(out);
  }

  #toBinary(bytes: Uint8Array, start: number): Buffer {
    return encodeBinaryRow(decodeTextRow(bytes, start, this.#fields.length), this.#fields);
  }

  #toText(bytes: Uint8Array, start: number): Buffer {
    const row = decodeBinaryRow(bytes, start, this.#fields);
    const payload = Buffer.allocUnsafe(textRowSize(row));
    writeTextRow(payload, 0, row);
    return payload;
  }
}
