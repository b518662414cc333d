import type { OkInfo } from '../result.ts';
import { lenencWidth, readLenenc, readLenencBigint, readUint16 } from './lenenc.ts';

/** SERVER_STATUS_* bits of MySQL that the path looks at. */
export const ServerStatus = {
  IN_TRANS: 0x0001,
  AUTOCOMMIT: 0x0002,
  MORE_RESULTS: 0x0008,
  NO_BACKSLASH_ESCAPES: 0x0200,
  CURSOR_EXISTS: 0x0040,
  SESSION_STATE_CHANGED: 0x4000,
} as const;

const none = new Uint8Array(0);

/**
 * An OK packet's payload (header 0x00, or 0xfe where it ends rows):
 * affected rows, insert id, status (2), warnings (2), and with session tracking: info as a length-encoded string, then session state.
 */
export function decodeOk(payload: Uint8Array, sessionTrack: boolean): OkInfo {
  let at = 1;
  const affectedRows = readLenencBigint(payload, at);
  at += lenencWidth(payload[at] as number);
  const insertId = readLenencBigint(payload, at);
  at += lenencWidth(payload[at] as number);
  const statusFlags = readUint16(payload, at);
  const warnings = readUint16(payload, at + 2);
  at += 4;
  const plain = { affectedRows, insertId, statusFlags, warnings, info: '', sessionState: none };
  if (at >= payload.length) return plain;
  if (!sessionTrack) return { ...plain, info: text(payload, at, payload.length) };
  const infoStart = at + lenencWidth(payload[at] as number);
  const infoEnd = infoStart + readLenenc(payload, at);
  const info = text(payload, infoStart, infoEnd);
  if (!(statusFlags & ServerStatus.SESSION_STATE_CHANGED) || infoEnd >= payload.length) return { ...plain, info };
  const stateStart = infoEnd + lenencWidth(payload[infoEnd] as number);
  const stateEnd = stateStart + readLenenc(payload, infoEnd);
  return { ...plain, info, sessionState: payload.slice(stateStart, stateEnd) };
}

function text(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

/** One change of session state: a kind (0 system variable, 1 schema, 2 state change, 3 GTIDs, …) and its data as MySQL wrote it. */
export type SessionChange = { readonly kind: number; readonly data: Uint8Array };

/** The changes in an OK packet's session state, in order. */
export function decodeSessionState(state: Uint8Array): SessionChange[] {
  const changes: SessionChange[] = [];
  for (let at = 0; at < state.length; ) {
    const kind = state[at] as number;
    const start = at + 1 + lenencWidth(state[at + 1] as number);
    at = start + readLenenc(state, at + 1);
    changes.push({ kind, data: state.subarray(start, at) });
  }
  return changes;
}

/** The GTIDs that a statement committed (session_track_gtids), or the empty string. */
export function trackedGtids(state: Uint8Array): string {
  for (const { kind, data } of decodeSessionState(state)) {
    // Data: an encoding specification (1 byte), then a length-encoded string.
    if (kind === 3) return text(data, 1 + lenencWidth(data[1] as number), data.length);
  }
  return '';
}
