import { PacketReader } from './packet-reader.ts';
import { PacketWriter } from './packet-writer.ts';

/* The first packet of a result set => column_count int<lenenc> */
export function writeColumnCount(count: number): Buffer {
  return new PacketWriter().lenenc(count).finish();
}

export function readColumnCount(payload: Buffer): number {
  return new PacketReader(payload, 'column count').lenenc();
}
