import { BINARY_COLLATION } from '@vt/collations';
import { Type } from '@vt/sqltypes';
import { unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { type JsonValue, jsonBool } from '../json/value.ts';
import { Temporal } from '../temporal/temporal.ts';
import { Decimal } from '../value/decimal.ts';
import { JsonDoc } from '../value/value.ts';
import { textOf } from './convert.ts';
import type { Environment } from './environment.ts';
import type { Node } from './node.ts';

const VARCHAR_FIELD = 15;
const BLOB_FIELD = 252;
const BIT_FIELD = 16;
const BLOB_TYPE = 10260;
const CHAR_TYPE = 10264;
const CHAR_FIELD = 254;

/** The value of any operand as a JSON scalar (documents as they are); texts are not read as JSON. */
export function toJsonAtom(node: Node, _env: Environment): (frame: Frame) => JsonDoc | null {
  if (node.cls === 'json') return node.run as (frame: Frame) => JsonDoc | null;
  if (node.untold) return unsupported('the digits of a FLOAT, or of a function that libraries round, as JSON');
  const { run } = node;
  return (f) => {
    const value = run(f);
    return value === null ? null : new JsonDoc(atom(value as never, node));
  };
}

function atom(value: bigint | number | Decimal | Uint8Array | Temporal, node: Node): JsonValue {
  if (typeof value === 'bigint') {
    if (node.bool) return jsonBool(value !== 0n);
    if (node.bits) return { kind: 'opaque', fieldType: BIT_FIELD, bytes: bitBytes(value, node.type.length) };
    return (node.type.flags & 32) !== 0 ? { kind: 'uint', value } : { kind: 'int', value };
  }
  if (typeof value === 'number') return { kind: 'double', value };
  if (value instanceof Decimal) return { kind: 'decimal', value };
  if (value instanceof Temporal) return { kind: 'temporal', value, timestamp: node.type.type === Type.TIMESTAMP };
  if (node.type.collation === BINARY_COLLATION) {
    return { kind: 'opaque', fieldType: opaqueField(node), bytes: value };
  }
  return { kind: 'string', value: textOf(value, node.type.collation) };
}

function bitBytes(value: bigint, bits: number): Uint8Array {
  const size = Math.ceil(bits / 8);
  return Buffer.from(value.toString(16).padStart(size * 2, '0'), 'hex');
}

/** The blob types by the bytes that they hold. */
function opaqueField(node: Node): number {
  if (node.type.type === CHAR_TYPE) return CHAR_FIELD;
  if (node.type.type !== BLOB_TYPE) return VARCHAR_FIELD;
  const { length } = node.type;
  return length <= 0xff ? 249 : length <= 0xffff ? BLOB_FIELD : length <= 0xffffff ? 250 : 251;
}
