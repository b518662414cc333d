import type { VtError } from '@vt/base';
import type { OkInfo, RowFormat } from '@vt/sqltypes';
import type { CommandSink, LocalInfileReceiver, QueryAttribute } from './handler.ts';
import type { Reply } from './reply.ts';

/** A sink in front of a reply that changes some of what passes; what is not overridden goes through. */
export class DelegatingSink implements CommandSink {
  protected readonly reply: Reply;

  constructor(reply: Reply) {
    this.reply = reply;
  }

  get format(): RowFormat {
    return this.reply.format;
  }

  get attributes(): readonly QueryAttribute[] {
    return this.reply.attributes;
  }

  get signal(): AbortSignal {
    return this.reply.signal;
  }

  get onDrain(): (() => void) | undefined {
    return this.reply.onDrain;
  }

  set onDrain(drained: (() => void) | undefined) {
    this.reply.onDrain = drained;
  }

  get onCancel(): ((reason: VtError) => void) | undefined {
    return this.reply.onCancel;
  }

  set onCancel(cancelled: ((reason: VtError) => void) | undefined) {
    this.reply.onCancel = cancelled;
  }

  get moreFollows(): boolean {
    return this.reply.moreFollows;
  }

  set moreFollows(more: boolean) {
    this.reply.moreFollows = more;
  }

  /** What delegates wants to see the definitions. */
  columnsBlock(): boolean {
    return false;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.reply.columns(definitions, format);
  }

  rows(packets: Buffer): boolean {
    return this.reply.rows(packets);
  }

  end(ok: OkInfo, more: boolean): void {
    this.reply.end(ok, more);
  }

  error(error: VtError): void {
    this.reply.error(error);
  }

  requestLocalInfile(fileName: string, receiver: LocalInfileReceiver): boolean {
    return this.reply.requestLocalInfile(fileName, receiver);
  }
}
