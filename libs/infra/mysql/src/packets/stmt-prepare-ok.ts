import { malformed } from './malformed.ts';
import { PacketReader } from './packet-reader.ts';
import { PacketWriter } from './packet-writer.ts';

/*
  COM_STMT_PREPARE_OK =>
    header int<1> 0x00 · statement_id int<4> · columns int<2> · params int<2> · filler int<1> 0 · warnings int<2>
  then the parameters' definitions (if any) and EOF*, the columns' definitions (if any) and EOF*. * not with DEPRECATE_EOF.
*/
export type StmtPrepareOk = {
  readonly statementId: number;
  readonly columnCount: number;
  readonly paramCount: number;
  readonly warnings: number;
};

const HEADER = 0x00;

export function writeStmtPrepareOk(packet: StmtPrepareOk): Buffer {
  return new PacketWriter()
    .u8(HEADER)
    .u32(packet.statementId)
    .u16(packet.columnCount)
    .u16(packet.paramCount)
    .u8(0)
    .u16(Math.min(packet.warnings, 0xffff))
    .finish();
}

export function readStmtPrepareOk(payload: Buffer): StmtPrepareOk {
  const reader = new PacketReader(payload, 'prepare OK');
  const header = reader.u8();
  if (header !== HEADER) throw malformed(`prepare OK with header ${header}`);
  const statementId = reader.u32();
  const columnCount = reader.u16();
  const paramCount = reader.u16();
  reader.skip(1);
  return { statementId, columnCount, paramCount, warnings: reader.u16() };
}
