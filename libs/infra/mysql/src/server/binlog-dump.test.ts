import { emptyOk } from '@vt/sqltypes';
import { afterEach, expect, test } from 'vitest';
import { Command } from '../packets/command.ts';
import { PacketWriter } from '../packets/packet-writer.ts';
import type { BinlogDumpRequest, ServerHandler } from './handler.ts';
import { type EchoServer, startEcho } from './testing/echo-server.ts';

let echo: EchoServer | undefined;
afterEach(() => echo?.server.close());

/** What a handler is asked for by these commands, each of which is answered with one packet. */
async function asked(...commands: Buffer[]): Promise<{ requests: BinlogDumpRequest[]; firstBytes: number[] }> {
  const requests: BinlogDumpRequest[] = [];
  echo = await startEcho();
  const dumps: Pick<ServerHandler<unknown, unknown>, 'binlogDump'> = {
    binlogDump(_conn, _session, request, sink) {
      requests.push(request);
      sink.end(emptyOk, false);
    },
  };
  Object.assign(echo.handler, dumps);
  const client = echo.raw();
  await client.login('open', '');
  const firstBytes: number[] = [];
  for (const command of commands) {
    client.command(command);
    firstBytes.push((await client.mustRead())[0] as number);
  }
  return { requests, firstBytes };
}

const SERVER_ID = 77;
const text = (value: string) => Buffer.from(value);
const byGtid = (file: string): Buffer =>
  Buffer.concat([
    new PacketWriter().u8(Command.BINLOG_DUMP_GTID).u16(4).u32(SERVER_ID).u32(file.length).finish(),
    text(file),
    new PacketWriter().u64(4n).u32(8).u64(0n).finish(),
  ]);
const byFile = (file: string): Buffer =>
  Buffer.concat([new PacketWriter().u8(Command.BINLOG_DUMP).u32(154).u16(1).u32(SERVER_ID).finish(), text(file)]);

test('readers register, and name a file and a place, or none with three NULs', async () => {
  const register = new PacketWriter().u8(Command.REGISTER_REPLICA).u32(SERVER_ID).u32(0).u32(0).u32(0).finish();
  const { requests, firstBytes } = await asked(register, byGtid('\0\0\0'), byFile('bin.000002'), byGtid('bin.000001'));
  expect(firstBytes).toEqual([0, 0xfe, 0xfe, 0xfe]);
  expect(requests).toEqual([
    { flags: 4, file: '', position: 4n, gtidSet: '' },
    { flags: 1, file: 'bin.000002', position: 154n, gtidSet: '' },
    { flags: 4, file: 'bin.000001', position: 4n, gtidSet: '' },
  ]);
});
