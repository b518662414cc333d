import { HEADER_BYTES } from '@vt/sqltypes';
import { PacketReader } from '../packets/packet-reader.ts';

const NAMES = 6;
const LENGTH_BYTES = 1;
/** What a mysqld says of texts to a client that named a character set and no collation: of ascii, utf8mb3 and utf8mb4. */
const DEFAULT_COLLATIONS = new Set([11, 33, 45, 255]);

/** A column definition with `collation` where it has the default one. */
export function withCollation(definition: Uint8Array, collation: number): Uint8Array {
  const reader = new PacketReader(
    Buffer.from(definition.buffer, definition.byteOffset, definition.byteLength),
    'column',
  );
  for (let i = 0; i < NAMES; i++) reader.lenencBytes();
  const at = definition.length - reader.remaining + LENGTH_BYTES;
  if (!DEFAULT_COLLATIONS.has((definition[at] ?? 0) | ((definition[at + 1] ?? 0) << 8))) return definition;
  const copy = Uint8Array.from(definition);
  copy[at] = collation & 0xff;
  copy[at + 1] = collation >> 8;
  return copy;
}

/** What was made of a block for a collation; blocks are kept and come again. */
const blocks = new WeakMap<Buffer, Map<number, Buffer>>();

/** The packets of a column count and of these definitions, each as `withCollation` gives it. */
export function blockWithCollation(block: Buffer, definitions: readonly Uint8Array[], collation: number): Buffer {
  let made = blocks.get(block);
  if (!made) {
    made = new Map();
    blocks.set(block, made);
  }
  let own = made.get(collation);
  if (!own) {
    own = Buffer.from(block);
    let at = own.length;
    for (const definition of definitions) at -= HEADER_BYTES + definition.length;
    for (const definition of definitions) {
      own.set(withCollation(definition, collation), at + HEADER_BYTES);
      at += HEADER_BYTES + definition.length;
    }
    made.set(collation, own);
  }
  return own;
}
