import { PacketReader } from '../packets/packet-reader.ts';

const NAMES = 6;
const LENGTH_BYTES = 1;
/** What a mysqld says of texts in utf8mb4 to a client that named nothing else. */
const DEFAULT_COLLATIONS = new Set([45, 255]);

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
