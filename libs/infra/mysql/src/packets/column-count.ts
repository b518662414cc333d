import { PacketWriter } from './packet-writer.ts';

/* The first packet of a result set => column_count int<lenenc> */
export function writeColumnCount(count: number): Buffer {
  return new PacketWriter().lenenc(count).finish();
}
