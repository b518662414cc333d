import type { VtError } from '@vt/base';
import { emptyOk } from '@vt/sqltypes';
import { DelegatingSink } from '../delegating-sink.ts';

/** Takes a binary log. Its end is one of rows, although no definitions came before. */
export class DumpSink extends DelegatingSink {
  override end(): void {
    this.reply.endRows(emptyOk, 0);
  }

  override error(error: VtError): void {
    this.reply.error(error);
  }
}
