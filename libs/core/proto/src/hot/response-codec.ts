import { codeName, type VtError } from '@vt/base';
import type { Diagnostic, OkInfo, RowFormat } from '@vt/sqltypes';
import type { WireReader } from '../wire/reader.ts';
import { WireWriter } from '../wire/writer.ts';
import { TabletCallError } from './call-error.ts';
import { beginMessage, endMessage, HEADER_BYTES, Kind } from './frame.ts';
import { type CallState, noState } from './request.ts';

/*
 *   ok     affectedRows:n insertId:n status:n warnings:n info:s sessionState:b      of END, with flag OK
 *   diagnostics   count:n (level:n code:n message:s)*                               of END, with flag DIAGNOSTICS
 *   state  transaction:n reserved:n cell:s uid:n                                    with flag STATE; uid+1, 0 for no tablet
 */
const EndFlag = { MORE: 1, OK: 2, STATE: 4, DIAGNOSTICS: 8 } as const;
const levels = ['Note', 'Warning', 'Error'] as const satisfies readonly Diagnostic['level'][];
const ErrorFlag = { MAY_HAVE_RUN: 1, STATE: 2 } as const;

export function writeColumns(
  writer: WireWriter,
  id: number,
  definitions: readonly Uint8Array[],
  format: RowFormat,
): void {
  const start = beginMessage(writer, Kind.COLUMNS);
  writer.varint32(id);
  writer.byte(format === 'binary' ? 1 : 0);
  let list = lists.get(definitions);
  if (list === undefined) {
    list = encodedList(definitions);
    lists.set(definitions, list);
  }
  writer.raw(list);
  endMessage(writer, start);
}

/** Encoded lists of definitions: the same list comes again with each answer to a statement. INVARIANT: such a list never changes. */
const lists = new WeakMap<readonly Uint8Array[], Buffer>();

function encodedList(definitions: readonly Uint8Array[]): Buffer {
  const writer = new WireWriter();
  writer.varint32(definitions.length);
  for (const definition of definitions) writer.bytes(definition);
  return writer.finish();
}

export type ReadColumns = { readonly definitions: readonly Buffer[]; readonly format: RowFormat };

/** After the request's number, as the other readers here. */
export function readColumns(reader: WireReader): ReadColumns {
  const format = reader.byte() === 1 ? 'binary' : 'text';
  const definitions: Buffer[] = [];
  for (let left = reader.varint32(); left > 0; left -= 1) definitions.push(reader.bytes());
  return { definitions, format };
}

/** A ROWS message, or without `inline` all of it but the packets, which must be the next bytes of the stream. */
export function writeRows(writer: WireWriter, id: number, packets: Uint8Array, inline: boolean): void {
  const start = beginMessage(writer, Kind.ROWS);
  writer.varint32(id);
  if (inline) writer.raw(packets);
  endMessage(writer, start, inline ? 0 : packets.length);
}

/** Bytes of a ROWS message before its packets. */
export function rowsHeaderBytes(id: number): number {
  let bytes = HEADER_BYTES + 1;
  for (let rest = id >>> 7; rest > 0; rest >>>= 7) bytes += 1;
  return bytes;
}

/** Writes what stands before the packets; `message` is the whole of a ROWS message. */
export function writeRowsHeader(message: Buffer, id: number): void {
  message[0] = Kind.ROWS;
  message.writeUInt32LE(message.length - HEADER_BYTES, 1);
  let at = HEADER_BYTES;
  let rest = id >>> 0;
  for (; rest > 127; rest >>>= 7) message[at++] = (rest & 127) | 128;
  message[at] = rest;
}

export function writeEnd(
  writer: WireWriter,
  id: number,
  ok: OkInfo | undefined,
  state: CallState | undefined,
  more: boolean,
): void {
  const start = beginMessage(writer, Kind.END);
  const holds = state !== undefined && !isEmpty(state);
  writer.varint32(id);
  const diagnostics = ok?.diagnostics;
  writer.byte(
    (more ? EndFlag.MORE : 0) |
      (ok ? EndFlag.OK : 0) |
      (holds ? EndFlag.STATE : 0) |
      (diagnostics ? EndFlag.DIAGNOSTICS : 0),
  );
  if (ok) writeOk(writer, ok);
  if (holds) writeState(writer, state);
  if (diagnostics) writeDiagnostics(writer, diagnostics);
  endMessage(writer, start);
}

export type ReadEnd = { readonly ok: OkInfo | undefined; readonly state: CallState; readonly more: boolean };

export function readEnd(reader: WireReader): ReadEnd {
  const flags = reader.byte();
  const ok = flags & EndFlag.OK ? readOk(reader) : undefined;
  const state = flags & EndFlag.STATE ? readState(reader) : noState;
  const more = (flags & EndFlag.MORE) !== 0;
  if (!ok || !(flags & EndFlag.DIAGNOSTICS)) return { ok, state, more };
  return { ok: { ...ok, diagnostics: readDiagnostics(reader) }, state, more };
}

function writeDiagnostics(writer: WireWriter, diagnostics: readonly Diagnostic[]): void {
  writer.varint32(diagnostics.length);
  for (const { level, code, message } of diagnostics) {
    writer.varint32(levels.indexOf(level));
    writer.varint32(code);
    writer.string(message);
  }
}

function readDiagnostics(reader: WireReader): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (let left = reader.varint32(); left > 0; left -= 1) {
    const level = levels[reader.varint32()] ?? 'Warning';
    const code = reader.varint32();
    diagnostics.push({ level, code, message: reader.string() });
  }
  return diagnostics;
}

export function writeError(writer: WireWriter, id: number, error: VtError, mayHaveRun: boolean, held: CallState): void {
  const start = beginMessage(writer, Kind.ERROR);
  const holds = !isEmpty(held);
  writer.varint32(id);
  writer.byte((mayHaveRun ? ErrorFlag.MAY_HAVE_RUN : 0) | (holds ? ErrorFlag.STATE : 0));
  writer.varint32(error.codeNumber);
  writer.varint32(error.errno ?? 0);
  writer.string(error.state ?? '');
  writer.string(error.message);
  if (holds) writeState(writer, held);
  endMessage(writer, start);
}

export function readError(reader: WireReader): TabletCallError {
  const flags = reader.byte();
  const code = codeName(reader.varint32());
  const errno = reader.varint32() || undefined;
  const state = reader.string() || undefined;
  const message = reader.string();
  const held = flags & ErrorFlag.STATE ? readState(reader) : noState;
  const mayHaveRun = (flags & ErrorFlag.MAY_HAVE_RUN) !== 0;
  return new TabletCallError({ code, errno, state, message, held, mayHaveRun });
}

function isEmpty(state: CallState): boolean {
  return state.transactionId === 0n && state.reservedId === 0n && state.alias === undefined;
}

function writeState(writer: WireWriter, state: CallState): void {
  writer.bigint(state.transactionId);
  writer.bigint(state.reservedId);
  writer.string(state.alias?.cell ?? '');
  writer.bigint(state.alias === undefined ? 0n : BigInt(state.alias.uid) + 1n);
}

function readState(reader: WireReader): CallState {
  const transactionId = reader.int64();
  const reservedId = reader.int64();
  const cell = reader.string();
  const uid = reader.safeUint();
  return { transactionId, reservedId, alias: uid === 0 ? undefined : { cell, uid: uid - 1 } };
}

function writeOk(writer: WireWriter, ok: OkInfo): void {
  writer.bigint(ok.affectedRows);
  writer.bigint(ok.insertId);
  writer.varint32(ok.statusFlags);
  writer.varint32(ok.warnings);
  writer.string(ok.info);
  writer.bytes(ok.sessionState);
}

function readOk(reader: WireReader): OkInfo {
  return {
    affectedRows: reader.uint64(),
    insertId: reader.uint64(),
    statusFlags: reader.varint32(),
    warnings: reader.varint32(),
    info: reader.string(),
    sessionState: reader.bytes(),
  };
}
