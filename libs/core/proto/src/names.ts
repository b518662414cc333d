import type { Enums, Messages, Services } from './gen/registry.ts';

/** Full name of a message, such as `topodata.Tablet`. */
export type MessageName = keyof Messages;

/**
 * What may be encoded: all fields are optional. 64-bit integers as bigint (or a safe number, or decimal text), enums by name
 * or number, bytes as Buffer or Uint8Array, absent messages as null or left out.
 */
export type MessageInput<N extends MessageName> = Messages[N]['input'];

/**
 * What decoding gives: every field is there. 64-bit integers are bigint; enums are names (a number that has no name stays a
 * number); bytes are Buffers that share memory with the input; absent messages are null; members of a oneof and `optional`
 * fields that are not set are left out, and the oneof's own name tells which member is set.
 */
export type Message<N extends MessageName> = Messages[N]['output'];

/** Full name of a service, such as `queryservice.Query`. */
export type ServiceName = keyof Services;

/** Full name of an enum, such as `topodata.TabletType`. */
export type EnumName = keyof Enums;

/** The names of an enum's values. */
export type EnumValue<N extends EnumName> = Enums[N];
