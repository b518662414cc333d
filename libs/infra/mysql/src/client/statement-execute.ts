import {
  type BindValue,
  encodeBinaryValue,
  HEADER_BYTES,
  isBinary,
  isFloat,
  isIntegral,
  isUnsigned,
  Type,
} from '@vt/sqltypes';

const COM_STMT_EXECUTE = 0x17;
const LONGLONG = 8;
const DOUBLE = 5;
const NULL = 6;
const NEWDECIMAL = 246;
const BLOB = 252;
const VAR_STRING = 253;
const UNSIGNED_MARK = 0x80;

type ParameterType = { readonly mysql: number; readonly unsigned: boolean; readonly as: number };

/** MySQL's parameter type and the query.Type whose binary form the value takes. */
function parameterType(type: number): ParameterType {
  if (type === Type.NULL_TYPE) return { mysql: NULL, unsigned: false, as: type };
  if (isIntegral(type)) {
    const unsigned = isUnsigned(type);
    return { mysql: LONGLONG, unsigned, as: unsigned ? Type.UINT64 : Type.INT64 };
  }
  if (isFloat(type)) return { mysql: DOUBLE, unsigned: false, as: Type.FLOAT64 };
  if (type === Type.DECIMAL) return { mysql: NEWDECIMAL, unsigned: false, as: Type.DECIMAL };
  return { mysql: isBinary(type) ? BLOB : VAR_STRING, unsigned: false, as: Type.VARCHAR };
}

/** As drivers send them; a tablet's statements take moments as the texts that they were planned with. */
const MOMENTS: ReadonlyMap<number, ParameterType> = new Map<number, ParameterType>([
  [Type.DATE, { mysql: 10, unsigned: false, as: Type.DATE }],
  [Type.TIME, { mysql: 11, unsigned: false, as: Type.TIME }],
  [Type.DATETIME, { mysql: 12, unsigned: false, as: Type.DATETIME }],
]);

/** What a statement takes a parameter of the type for; 0: NULL. */
export function parameterKind(type: number): number {
  const { mysql, unsigned } = parameterType(type);
  return mysql === NULL ? 0 : unsigned ? mysql | (UNSIGNED_MARK << 8) : mysql;
}

/** Room before the payload, for the packet's header. */
export const EXECUTE_ROOM_BYTES: number = HEADER_BYTES;

const STATEMENT = EXECUTE_ROOM_BYTES + 1;
const ITERATIONS = STATEMENT + 5;
const BITMAP = ITERATIONS + 4;

/**
 * COM_STMT_EXECUTE behind some room: 0x17, statement id (4), flags (1), iterations (4), and with parameters: NULL bitmap, 0x01, types (2 each),
 * values. One buffer for all: this is done for each prepared statement of each client.
 * @param typedMoments dates and times as what they are, instead of as texts.
 */
export function encodeExecute(statementId: number, params: readonly BindValue[], typedMoments = false): Buffer {
  const kinds = params.map(({ type }) => (typedMoments ? MOMENTS.get(type) : undefined) ?? parameterType(type));
  const values = params.map(({ value }, i) => {
    const { mysql, as } = kinds[i] as ParameterType;
    return mysql === NULL ? undefined : encodeBinaryValue(value, as);
  });
  const types = BITMAP + ((params.length + 7) >> 3);
  let bytes = params.length === 0 ? BITMAP : types + 1 + 2 * params.length;
  for (const value of values) bytes += value?.length ?? 0;
  const out = Buffer.allocUnsafe(bytes);
  out[EXECUTE_ROOM_BYTES] = COM_STMT_EXECUTE;
  out.writeUInt32LE(statementId, STATEMENT);
  out[STATEMENT + 4] = 0;
  out.writeUInt32LE(1, ITERATIONS);
  if (params.length === 0) return out;
  out.fill(0, BITMAP, types);
  out[types] = 1;
  let at = types + 1 + 2 * params.length;
  for (let i = 0; i < params.length; i++) {
    const { mysql, unsigned } = kinds[i] as ParameterType;
    const value = values[i];
    out[types + 1 + 2 * i] = mysql;
    out[types + 2 + 2 * i] = unsigned ? UNSIGNED_MARK : 0;
    if (value) {
      out.set(value, at);
      at += value.length;
    } else out[BITMAP + (i >> 3)] = (out[BITMAP + (i >> 3)] as number) | (1 << (i & 7));
  }
  return out;
}
