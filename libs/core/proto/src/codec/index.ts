import type { EnumName, EnumValue, Message, MessageInput, MessageName } from '../names.ts';
import { enumType, messageType } from '../root.ts';
import { WireReader } from '../wire/reader.ts';
import { WireWriter } from '../wire/writer.ts';
import { enumNumber as numberOf } from './fields.ts';
import { codecOf, type PlainMessage } from './message-codec.ts';

/** Binary protobuf of a message. Throws TypeError or RangeError for a value that its field cannot hold. */
export function encode<N extends MessageName>(name: N, message: MessageInput<N>): Buffer {
  const writer = new WireWriter();
  codecOf(messageType(name)).encode(writer, message as PlainMessage);
  return writer.finish();
}

/** Throws RangeError for bytes that are not such a message. */
export function decode<N extends MessageName>(name: N, bytes: Uint8Array): Message<N> {
  return codecOf(messageType(name)).decode(new WireReader(bytes)) as Message<N>;
}

/** A whole message from some of its fields: what `decode(encode(…))` would give. */
export function create<N extends MessageName>(name: N, fields: MessageInput<N> = {}): Message<N> {
  return decode(name, encode(name, fields));
}

/** The wire number of an enum's value. */
export function enumNumber<N extends EnumName>(name: N, value: EnumValue<N>): number {
  return numberOf(enumType(name), value);
}

/** The name of an enum's wire number, undefined where it has none. */
export function enumName<N extends EnumName>(name: N, number: number): EnumValue<N> | undefined {
  return enumType(name).valuesById[number] as EnumValue<N> | undefined;
}
