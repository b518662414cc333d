import { type BindValue, encodeBinaryValue, isBinary, isFloat, isIntegral, isUnsigned, Type } from '@vt/sqltypes';

const LONGLONG = 8;
const DOUBLE = 5;
const NULL = 6;
const NEWDECIMAL = 246;
const BLOB = 252;
const VAR_STRING = 253;
const UNSIGNED_MARK = 0x80;

/** MySQL's parameter type and the query.Type whose binary form the value takes. */
function parameterType(type: number): { mysql: number; unsigned: boolean; as: number } {
  if (type === Type.NULL_TYPE) return { mysql: NULL, unsigned: false, as: type };
  if (isIntegral(type)) {
    const unsigned = isUnsigned(type);
    return { mysql: LONGLONG, unsigned, as: unsigned ? Type.UINT64 : Type.INT64 };
  }
  if (isFloat(type)) return { mysql: DOUBLE, unsigned: false, as: Type.FLOAT64 };
  if (type === Type.DECIMAL) return { mysql: NEWDECIMAL, unsigned: false, as: Type.DECIMAL };
  return { mysql: isBinary(type) ? BLOB : VAR_STRING, unsigned: false, as: Type.VARCHAR };
}

/**
 * The payload of COM_STMT_EXECUTE: 0x17, statement id (4), flags (1), iterations (4), and with parameters: NULL bitmap,
 * 0x01, types (2 each), values.
 */
export function encodeExecute(statementId: number, params: readonly BindValue[]): Buffer {
  const head = Buffer.alloc(10);
  head[0] = 0x17;
  head.writeUInt32LE(statementId, 1);
  head.writeUInt32LE(1, 6);
  if (params.length === 0) return head;
  const bitmap = Buffer.alloc((params.length + 7) >> 3);
  const types = Buffer.alloc(1 + 2 * params.length);
  types[0] = 1;
  const values: Buffer[] = [];
  params.forEach((param, i) => {
    const { mysql, unsigned, as } = parameterType(param.type);
    types[1 + 2 * i] = mysql;
    types[2 + 2 * i] = unsigned ? UNSIGNED_MARK : 0;
    if (mysql === NULL) bitmap[i >> 3] = (bitmap[i >> 3] as number) | (1 << (i & 7));
    else values.push(encodeBinaryValue(param.value, as));
  });
  return Buffer.concat([head, bitmap, types, ...values]);
}
