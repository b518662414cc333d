import { decode, encode, type Message, type MessageInput, type MessageName } from '@vt/proto';
import type { CallOptions, TopoConn, Version } from '../conn/conn.ts';
import { isTopoError, TopoError } from '../errors.ts';

/** A record with the version to write it back against. */
export type Versioned<T> = { readonly value: T; readonly version: Version };

/** How often an update is tried again after another writer was faster. */
const UPDATE_TRIES_MAX = 50;

export async function readRecord<N extends MessageName>(
  conn: TopoConn,
  type: N,
  path: string,
  options?: CallOptions,
): Promise<Versioned<Message<N>>> {
  const { contents, version } = await conn.get(path, options);
  return { value: parseRecord(type, path, contents), version };
}

export function parseRecord<N extends MessageName>(type: N, path: string, contents: Uint8Array): Message<N> {
  try {
    return decode(type, contents);
  } catch (cause) {
    throw new TopoError('BadRecord', path, { cause });
  }
}

export async function createRecord<N extends MessageName>(
  conn: TopoConn,
  type: N,
  path: string,
  value: MessageInput<N>,
  options?: CallOptions,
): Promise<Version> {
  return conn.create(path, encode(type, value), options);
}

/** Writes whether or not it exists. */
export async function putRecord<N extends MessageName>(
  conn: TopoConn,
  type: N,
  path: string,
  value: MessageInput<N>,
  options?: CallOptions,
): Promise<Version> {
  return conn.update(path, encode(type, value), undefined, options);
}

/**
 * Reads, changes and writes back; again from the read when another writer was faster. `change` returns the new value, or
 * undefined to leave the record as it is; it may be called several times.
 */
export async function updateRecord<N extends MessageName>(
  conn: TopoConn,
  type: N,
  path: string,
  change: (value: Message<N>) => MessageInput<N> | undefined,
  options?: CallOptions,
): Promise<Message<N>> {
  for (let tries = 0; tries < UPDATE_TRIES_MAX; tries++) {
    const { value, version } = await readRecord(conn, type, path, options);
    const next = change(value);
    if (next === undefined) return value;
    const contents = encode(type, next);
    try {
      await conn.update(path, contents, version, options);
      return decode(type, contents);
    } catch (error) {
      if (!isTopoError(error, 'BadVersion')) throw error;
    }
  }
  throw new TopoError('BadVersion', `${path} (changed by others ${UPDATE_TRIES_MAX} times in a row)`);
}
