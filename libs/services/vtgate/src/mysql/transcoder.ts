import {
  decodeColumnDefinition,
  decodeTextRow,
  encodeColumnDefinitionAs,
  encodeTextRow,
  type Field,
  RowAssembler,
} from '@vt/sqltypes';
import type { ResultCodec } from '../session/client-codec.ts';

const BINARY = 63;
/** Bytes that mysqlds reckon with for a character of utf8mb4. */
const UTF8_BYTES_MAX = 4;

/** Writes a result in the character set that the client wants: names, and texts of rows in the text format. */
export class Transcoder {
  readonly #codec: ResultCodec;
  readonly #collation: number;
  readonly #assembler = new RowAssembler();
  #count = 0;
  #texts: readonly number[] = [];

  /** @param collation of the columns. */
  constructor(codec: ResultCodec, collation: number) {
    this.#codec = codec;
    this.#collation = collation;
  }

  columns(definitions: readonly Uint8Array[]): Uint8Array[] {
    const fields = definitions.map(decodeColumnDefinition);
    this.#count = fields.length;
    this.#texts = fields.flatMap(({ charset }, i) => (charset === BINARY ? [] : [i]));
    return fields.map((field) => encodeColumnDefinitionAs(this.#field(field), (text) => this.#codec.encode(text)));
  }

  #field(field: Field): Field {
    if (field.charset === BINARY) return field;
    const columnLength = Math.floor(field.columnLength / UTF8_BYTES_MAX) * this.#codec.bytesMax;
    return { ...field, charset: this.#collation, columnLength };
  }

  rows(packets: Buffer): Buffer {
    if (this.#texts.length === 0) return packets;
    const out: Buffer[] = [];
    this.#assembler.push(packets, (bytes, start) => {
      const row = [...decodeTextRow(bytes, start, this.#count)];
      for (const column of this.#texts) {
        const value = row[column];
        if (value) row[column] = this.#codec.encode(Buffer.from(value).toString());
      }
      out.push(encodeTextRow(row));
    });
    return Buffer.concat(out);
  }
}
