import { lenencWidth, readLenenc } from '@vt/sqltypes';

/** What follows the six names in a column definition. */
const TAIL_BYTES = 13;

/**
 * A column definition's payload as every MySQL client reads it. MariaDB puts one more string (its extended metadata) before the fixed
 * part; mysql2 always asks for it.
 */
export function plainColumn(payload: Buffer): Buffer {
  let at = 0;
  for (let i = 0; i < 6; i++) at += lenencWidth(payload[at] as number) + readLenenc(payload, at);
  if (payload.length - at <= TAIL_BYTES) return payload;
  return Buffer.concat([payload.subarray(0, at), payload.subarray(payload.length - TAIL_BYTES)]);
}
