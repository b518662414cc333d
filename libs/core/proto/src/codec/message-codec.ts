import type protobuf from 'protobufjs';
import { WireReader } from '../wire/reader.ts';
import type { WireWriter } from '../wire/writer.ts';
import { enumName, enumNumber, type FieldInfo, fieldsOf, type ValueKind } from './fields.ts';
import type { Scalar } from './scalars.ts';

/** A message as a plain object. */
export type PlainMessage = Record<PropertyKey, unknown>;

/**
 * Fields this version does not know, as they came. A record that is read, changed and written back (also when it is copied
 * with `...`) keeps what a newer program put there.
 */
export const unknownFields = Symbol('unknownFields');

const DEPTH_MAX = 100;

type FieldCodec = {
  readonly info: FieldInfo;
  readonly value: ValueCodec;
  readonly write: (writer: WireWriter, value: unknown) => void;
  readonly read: (reader: WireReader, wireType: number, message: PlainMessage, depth: number) => void;
};

type ValueCodec = Omit<Scalar, 'read'> & { readonly read: (reader: WireReader, depth: number) => unknown };

/** Encodes and decodes one message type; see names.ts for the form of the plain objects. */
export class MessageCodec {
  readonly #type: protobuf.Type;
  #fields: readonly FieldCodec[] | undefined;
  #byNumber = new Map<number, FieldCodec>();

  constructor(type: protobuf.Type) {
    this.#type = type;
  }

  encode(writer: WireWriter, message: PlainMessage): void {
    for (const field of this.#plan()) {
      const value = message[field.info.name];
      if (value === undefined || value === null) continue;
      try {
        field.write(writer, value);
      } catch (error) {
        throw inField(error, `${this.#type.name}.${field.info.name}`);
      }
    }
    const unknown = message[unknownFields];
    if (unknown instanceof Uint8Array) writer.raw(unknown);
  }

  decode(reader: WireReader, depth = 0): PlainMessage {
    if (depth > DEPTH_MAX) throw new RangeError(`messages are nested deeper than ${DEPTH_MAX}`);
    const message = this.initial();
    const unknown: Buffer[] = [];
    while (reader.at < reader.end) {
      const start = reader.at;
      const tag = reader.varint32();
      const field = this.#byNumber.get(tag >>> 3);
      if (field === undefined) {
        reader.skip(tag & 7);
        unknown.push(reader.buffer.subarray(start, reader.at));
      } else field.read(reader, tag & 7, message, depth);
    }
    if (unknown.length > 0) message[unknownFields] = Buffer.concat(unknown);
    return message;
  }

  /** The message with nothing set. */
  initial(): PlainMessage {
    const message: PlainMessage = {};
    for (const { info, value } of this.#plan()) {
      if (info.shape === 'list') message[info.name] = [];
      else if (info.shape === 'map') message[info.name] = {};
      else if (info.oneof === undefined) message[info.name] = value.initial();
    }
    return message;
  }

  #plan(): readonly FieldCodec[] {
    if (this.#fields === undefined) {
      // In the order of numbers, as other implementations write them.
      this.#fields = fieldsOf(this.#type)
        .map(fieldCodec)
        .sort((a, b) => a.info.number - b.info.number);
      for (const field of this.#fields) this.#byNumber.set(field.info.number, field);
    }
    return this.#fields;
  }
}

const codecs = new WeakMap<protobuf.Type, MessageCodec>();

export function codecOf(type: protobuf.Type): MessageCodec {
  let codec = codecs.get(type);
  if (codec === undefined) {
    codec = new MessageCodec(type);
    codecs.set(type, codec);
  }
  return codec;
}

function fieldCodec(info: FieldInfo): FieldCodec {
  const value = valueCodec(info.value);
  if (info.shape === 'map') return mapField(info, value);
  return info.shape === 'list' ? listField(info, value) : singleField(info, value);
}

function singleField(info: FieldInfo, value: ValueCodec): FieldCodec {
  const tag = (info.number << 3) | value.wireType;
  const explicit = info.oneof !== undefined || info.value.kind === 'message';
  return {
    info,
    value,
    write: (writer, item) => {
      if (!explicit && value.isDefault(item)) return;
      writer.varint32(tag);
      value.write(writer, item);
    },
    read: (reader, wireType, message, depth) => {
      expect(info, value.wireType, wireType);
      message[info.name] = value.read(reader, depth);
      if (info.oneof !== undefined) chooseMember(message, info);
    },
  };
}

/** The last member of a oneof on the wire is the one that is set. */
function chooseMember(message: PlainMessage, info: FieldInfo): void {
  const before = message[info.oneof as string];
  if (before !== undefined && before !== info.name) delete message[before as string];
  message[info.oneof as string] = info.name;
}

function listField(info: FieldInfo, value: ValueCodec): FieldCodec {
  const packs = value.wireType !== 2;
  const tag = (info.number << 3) | (packs ? 2 : value.wireType);
  return {
    info,
    value,
    write: (writer, items) => {
      const list = items as readonly unknown[];
      if (!packs) {
        for (const item of list) {
          writer.varint32(tag);
          value.write(writer, item);
        }
      } else if (list.length > 0) {
        writer.varint32(tag);
        const start = writer.begin();
        for (const item of list) value.write(writer, item);
        writer.end(start);
      }
    },
    read: (reader, wireType, message, depth) => {
      const list = message[info.name] as unknown[];
      if (packs && wireType === 2) {
        const packed = nested(reader);
        while (packed.at < packed.end) list.push(value.read(packed, depth));
      } else {
        expect(info, value.wireType, wireType);
        list.push(value.read(reader, depth));
      }
    },
  };
}

function mapField(info: FieldInfo, value: ValueCodec): FieldCodec {
  const key = info.key as Scalar;
  const tag = (info.number << 3) | 2;
  const keyTag = (1 << 3) | key.wireType;
  const valueTag = (2 << 3) | value.wireType;
  return {
    info,
    value,
    write: (writer, entries) => {
      for (const [name, item] of Object.entries(entries as Record<string, unknown>)) {
        if (item === undefined) continue;
        writer.varint32(tag);
        const start = writer.begin();
        writer.varint32(keyTag);
        key.write(writer, mapKey(info, name));
        writer.varint32(valueTag);
        value.write(writer, item);
        writer.end(start);
      }
    },
    read: (reader, wireType, message, depth) => {
      expect(info, 2, wireType);
      const entry = nested(reader);
      let name = String(key.initial());
      let item: unknown;
      while (entry.at < entry.end) {
        const entryTag = entry.varint32();
        if (entryTag === keyTag) name = String(key.read(entry));
        else if (entryTag === valueTag) item = value.read(entry, depth);
        else entry.skip(entryTag & 7);
      }
      item ??= info.value.kind === 'message' ? codecOf(info.value.type).initial() : value.initial();
      setEntry(message[info.name] as Record<string, unknown>, name, item);
    },
  };
}

/** Sets a map's entry also when the key is a name that objects treat in their own way. */
export function setEntry(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A map's key in the type that its scalar takes: objects have text for keys. */
export function mapKey(info: FieldInfo, name: string): unknown {
  if (info.keyType === 'string') return name;
  if (info.keyType === 'bool') return name === 'true';
  return info.keyType?.endsWith('64') ? name : Number(name);
}

function valueCodec(kind: ValueKind): ValueCodec {
  if (kind.kind === 'scalar') return kind.scalar;
  return kind.kind === 'enum' ? enumCodec(kind.type) : nestedCodec(kind.type);
}

function enumCodec(type: protobuf.Enum): ValueCodec {
  const initial = enumName(type, 0);
  return {
    wireType: 0,
    initial: () => initial,
    write: (writer, value) => {
      const number = enumNumber(type, value);
      writer.varint64(number, number < 0 ? -1 : 0);
    },
    read: (reader) => enumName(type, reader.varint32() | 0),
    isDefault: (value) => enumNumber(type, value) === 0,
  };
}

function nestedCodec(type: protobuf.Type): ValueCodec {
  const codec = codecOf(type);
  return {
    wireType: 2,
    initial: () => null,
    write: (writer, value) => {
      if (typeof value !== 'object' || value === null) throw new TypeError(`a ${type.name} is given as an object`);
      const start = writer.begin();
      codec.encode(writer, value as PlainMessage);
      writer.end(start);
    },
    read: (reader, depth) => codec.decode(nested(reader), depth + 1),
    isDefault: () => false,
  };
}

function nested(reader: WireReader): WireReader {
  const length = reader.varint32();
  const start = reader.at;
  if (length > reader.end - start) throw new RangeError('message ends in the middle of a field');
  reader.at = start + length;
  return new WireReader(reader.buffer, start, start + length);
}

function expect(info: FieldInfo, wanted: number, got: number): void {
  if (wanted !== got) throw new RangeError(`field ${info.name}: wire type ${got}, expected ${wanted}`);
}

function inField(error: unknown, path: string): unknown {
  if (error instanceof Error && !error.message.startsWith('in ')) error.message = `in ${path}: ${error.message}`;
  return error;
}
