import { toVtError } from '@vt/base';
import type { CommandSink } from '@vt/mysql';
import { emptyOk, HEADER_BYTES } from '@vt/sqltypes';
import { clientError } from '../gateway/tablet-error.ts';
import { WholePackets } from './whole-packets.ts';

const EOF = 0xfe;
/** An EOF of any form is shorter than that. */
const EOF_BYTES_MAX = 9;

/** Passes a binary log on, as fast as the client takes it. */
export async function dumpToClient(packets: AsyncIterable<Buffer>, sink: CommandSink, keyspace: string): Promise<void> {
  const whole = new WholePackets();
  try {
    for await (const piece of packets) {
      const ready = whole.push(Buffer.from(piece));
      if (!ready || isEnd(ready) || sink.rows(ready)) continue;
      await new Promise<void>((resolve) => {
        sink.onDrain = () => {
          sink.onDrain = undefined;
          resolve();
        };
      });
    }
    sink.end(emptyOk, false);
  } catch (thrown) {
    sink.error(clientError(toVtError(thrown), keyspace));
  }
}

/** The tablet's own end, which comes by itself: the client gets one in the form that it expects. */
function isEnd(packets: Buffer): boolean {
  return packets.length < HEADER_BYTES + EOF_BYTES_MAX && packets[HEADER_BYTES] === EOF;
}
