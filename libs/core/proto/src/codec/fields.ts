import protobuf from 'protobufjs';
import { type Scalar, scalars } from './scalars.ts';

/** What a field holds, leaving aside whether it holds one of them, a list, or a map. */
export type ValueKind =
  | { readonly kind: 'scalar'; readonly type: string; readonly scalar: Scalar }
  | { readonly kind: 'enum'; readonly type: protobuf.Enum }
  | { readonly kind: 'message'; readonly type: protobuf.Type };

/** A field as this library's codecs need it, worked out once from the parsed .proto. */
export type FieldInfo = {
  readonly name: string;
  readonly number: number;
  readonly shape: 'single' | 'list' | 'map';
  readonly value: ValueKind;
  /** Of a map. */
  readonly key: Scalar | undefined;
  /** Scalar type of the keys of a map. */
  readonly keyType: string | undefined;
  /** Name of the oneof it is a member of; an `optional` field is the only member of one. */
  readonly oneof: string | undefined;
};

const cache = new WeakMap<protobuf.Type, readonly FieldInfo[]>();

/** The fields of a message in the order of their declaration. */
export function fieldsOf(type: protobuf.Type): readonly FieldInfo[] {
  let fields = cache.get(type);
  if (fields === undefined) {
    fields = type.fieldsArray.map(fieldInfo);
    cache.set(type, fields);
  }
  return fields;
}

function fieldInfo(field: protobuf.Field): FieldInfo {
  const isMap = field instanceof protobuf.MapField;
  return {
    name: field.name,
    number: field.id,
    shape: isMap ? 'map' : field.repeated ? 'list' : 'single',
    value: valueKind(field),
    key: isMap ? scalarNamed(field.keyType) : undefined,
    keyType: isMap ? field.keyType : undefined,
    oneof: field.partOf?.name,
  };
}

function valueKind(field: protobuf.Field): ValueKind {
  const resolved = field.resolvedType;
  if (resolved instanceof protobuf.Enum) return { kind: 'enum', type: resolved };
  if (resolved instanceof protobuf.Type) return { kind: 'message', type: resolved };
  return { kind: 'scalar', type: field.type, scalar: scalarNamed(field.type) };
}

function scalarNamed(name: string): Scalar {
  const scalar = (scalars as Record<string, Scalar>)[name];
  if (scalar === undefined) throw new Error(`no scalar type ${name}`);
  return scalar;
}

/** The number of an enum's name, or the number itself. */
export function enumNumber(type: protobuf.Enum, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  const number = typeof value === 'string' && Object.hasOwn(type.values, value) ? type.values[value] : undefined;
  if (number === undefined) throw new TypeError(`${String(value)} is not a ${type.fullName.slice(1)}`);
  return number;
}

/** The name of an enum's number, or the number where it has none. */
export function enumName(type: protobuf.Enum, number: number): string | number {
  return type.valuesById[number] ?? number;
}

/** Whether text is a key of the map: objects have text for keys, also where the map has numbers. */
export function mapFieldKey(field: FieldInfo, key: string): boolean {
  if (field.keyType === 'string') return true;
  return field.keyType === 'bool' ? key === 'true' || key === 'false' : /^-?[0-9]+$/.test(key);
}
