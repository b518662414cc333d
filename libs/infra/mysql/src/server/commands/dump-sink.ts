import type { VtError } from '@vt/base';
import { emptyOk } from '@vt/sqltypes';
import { DelegatingSink } from '../delegating-sink.ts';

/** A server reads it up to the first NUL: python-mysql-replication writes three of them where it names no file. */
export function fileName(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

/** Takes a binary log. Its end is one of rows, although no definitions came before. */
export class DumpSink extends DelegatingSink {
  override end(): void {
    this.reply.endRows(emptyOk, 0);
  }

  override error(error: VtError): void {
    this.reply.error(error);
  }
}
