import { type BindVariable, encodeBinaryValue, Type, typeToMysql } from '@vt/sqltypes';
import type { PacketReader } from './packet-reader.ts';
import type { PacketWriter } from './packet-writer.ts';
import { longDataBind, nullBind, type ParamType, readStatementValue } from './statement-value.ts';

/*
  parameters (of COM_STMT_EXECUTE and COM_QUERY), `count` of them =>
    null_bitmap string<(count+7)/8> · new_params_bound int<1> ·
    [new_params_bound] (type int<1> · flags int<1> (0x80 unsigned) · [QUERY_ATTRIBUTES] name string<lenenc>) * count ·
    value * (those that are neither NULL nor sent as long data)
*/
export type NamedBind = { readonly name: string; readonly bind: BindVariable };
export type NamedParamType = ParamType & { readonly name: string };

export type Params = {
  readonly values: readonly NamedBind[];
  /** Those of this packet, or the earlier ones it refers to. */
  readonly types: readonly NamedParamType[];
};

export type ParamsContext = {
  readonly count: number;
  readonly named: boolean;
  /** Types of the statement's execute before, for packets that do not repeat them. */
  readonly types: readonly NamedParamType[];
  /** Values that came by COM_STMT_SEND_LONG_DATA, by parameter. */
  readonly longData: ReadonlyMap<number, Uint8Array> | undefined;
};

const UNSIGNED = 0x80;
const stringParam: NamedParamType = { mysqlType: 0xfd, unsigned: false, name: '' };

export function readParams(reader: PacketReader, context: ParamsContext): Params {
  const { count, longData } = context;
  const bitmap = reader.bytes((count + 7) >> 3);
  const isNew = reader.u8() === 1;
  const types = isNew ? readTypes(reader, count, context.named) : context.types;
  const values: NamedBind[] = [];
  for (let i = 0; i < count; i++) {
    const type = types[i] ?? stringParam;
    const long = longData?.get(i);
    const isNull = ((bitmap[i >> 3] as number) & (1 << (i & 7))) !== 0;
    const bind = long ? longDataBind(type, long) : isNull ? nullBind : readStatementValue(reader, type);
    values.push({ name: type.name, bind });
  }
  return { values, types };
}

function readTypes(reader: PacketReader, count: number, named: boolean): NamedParamType[] {
  const types: NamedParamType[] = [];
  for (let i = 0; i < count; i++) {
    const mysqlType = reader.u8();
    const unsigned = (reader.u8() & UNSIGNED) !== 0;
    types.push({ mysqlType, unsigned, name: named ? reader.lenencUtf8() : '' });
  }
  return types;
}

export function writeParams(writer: PacketWriter, values: readonly NamedBind[], named: boolean): PacketWriter {
  const bitmap = Buffer.alloc((values.length + 7) >> 3);
  values.forEach(({ bind }, i) => {
    if (bind.type === Type.NULL_TYPE) bitmap[i >> 3] = (bitmap[i >> 3] as number) | (1 << (i & 7));
  });
  writer.bytes(bitmap).u8(1);
  for (const { name, bind } of values) {
    const { type, flags } = typeToMysql(bind.type);
    writer.u8(type).u8((flags & 32) !== 0 ? UNSIGNED : 0);
    if (named) writer.lenencUtf8(name);
  }
  for (const { bind } of values) {
    if (bind.type !== Type.NULL_TYPE) writer.bytes(encodeBinaryValue(bind.value, bind.type));
  }
  return writer;
}
