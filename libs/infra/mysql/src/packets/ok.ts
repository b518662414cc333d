import type { OkInfo } from '@vt/sqltypes';
import { Capability, Status } from './capabilities.ts';
import { malformed } from './malformed.ts';
import { PacketReader } from './packet-reader.ts';
import { PacketWriter } from './packet-writer.ts';

/*
  OK_Packet (protocol 4.1) =>
    header int<1> 0x00, or 0xfe where it stands for an EOF (DEPRECATE_EOF) · affected_rows int<lenenc> ·
    last_insert_id int<lenenc> · status int<2> · warnings int<2> ·
    info string<lenenc> (left out if empty and the state has not changed; the protocol's own description has string<EOF>
      for clients without SESSION_TRACK, but servers send a length to all, and clients read one) ·
    [SESSION_TRACK and SESSION_STATE_CHANGED] session_state string<lenenc>
*/
const HEADER = 0x00;
const EOF_HEADER = 0xfe;
const none = new Uint8Array(0);

/** `statusFlags` as they go out; SESSION_STATE_CHANGED is set here. `endsRows`: the form that stands for an EOF. */
export function writeOk(ok: OkInfo, statusFlags: number, capabilities: number, endsRows: boolean): Buffer {
  const tracks = (capabilities & Capability.SESSION_TRACK) !== 0;
  const changed = tracks && ok.sessionState.length > 0;
  const writer = new PacketWriter()
    .u8(endsRows ? EOF_HEADER : HEADER)
    .lenenc(ok.affectedRows)
    .lenenc(ok.insertId)
    .u16(changed ? statusFlags | Status.SESSION_STATE_CHANGED : statusFlags & ~Status.SESSION_STATE_CHANGED)
    .u16(Math.min(ok.warnings, 0xffff));
  if (ok.info !== '' || changed) writer.lenencUtf8(ok.info);
  if (changed) writer.lenencBytes(ok.sessionState);
  return writer.finish();
}

export function readOk(payload: Buffer, capabilities: number): OkInfo {
  const reader = new PacketReader(payload, 'OK');
  const header = reader.u8();
  if (header !== HEADER && header !== EOF_HEADER) throw malformed(`OK with header ${header}`);
  const affectedRows = reader.lenencBig();
  const insertId = reader.lenencBig();
  const statusFlags = reader.u16();
  const warnings = reader.u16();
  const info = reader.remaining === 0 ? '' : reader.lenencUtf8();
  const tracks = (capabilities & Capability.SESSION_TRACK) !== 0 && (statusFlags & Status.SESSION_STATE_CHANGED) !== 0;
  const sessionState = tracks ? reader.lenencBytes() : none;
  return { affectedRows, insertId, statusFlags, warnings, info, sessionState };
}
