import { toMysqlError, toVtError, type VtError } from '@vt/base';
import type { OkInfo, RowFormat } from '@vt/sqltypes';
import { Capability, Status } from '../packets/capabilities.ts';
import { writeColumnCount } from '../packets/column-count.ts';
import { writeEof } from '../packets/eof.ts';
import { type EncodeText, writeErr } from '../packets/err.ts';
import { writeLocalInfileRequest } from '../packets/local-infile-request.ts';
import { writeOk } from '../packets/ok.ts';
import type { CommandSink, LocalInfileReceiver, QueryAttribute } from './handler.ts';
import type { PacketOutput } from './packet-output.ts';
import { blockWithCollation, withCollation } from './result-collation.ts';
import { RowConverter } from './row-converter.ts';
import { Slab } from './slab.ts';

/** How a command ended. 'broken': the client cannot be kept in step, the connection must end. */
export type ReplyOutcome = 'ok' | 'error' | 'broken';

/** What a reply needs of its connection. */
export interface ReplyHost {
  readonly output: PacketOutput;
  readonly capabilities: number;
  readonly statusFlags: number;
  readonly resultCollation: number;
  readonly encodeError: EncodeText | undefined;
  /** Sends what was written if it is much; false when the client lags behind. */
  flushRows(): boolean;
  replied(outcome: ReplyOutcome): void;
  receiveLocalInfile(receiver: LocalInfileReceiver): void;
  readonly localInfileAllowed: boolean;
}

/** Bits of a mysqld's OK packet that speak of the statement; all others are the session's. */
const STATEMENT_STATUS =
  Status.NO_GOOD_INDEX_USED |
  Status.NO_INDEX_USED |
  Status.DB_DROPPED |
  Status.METADATA_CHANGED |
  Status.QUERY_WAS_SLOW |
  Status.PS_OUT_PARAMS;
const SESSION_STATUS = Status.IN_TRANS | Status.AUTOCOMMIT | Status.NO_BACKSLASH_ESCAPES | Status.IN_TRANS_READONLY;

const moreStatus = (more: boolean): number => (more ? Status.MORE_RESULTS_EXISTS : 0);

export const noAttributes: readonly QueryAttribute[] = [];

/** Writes the answer to one command. See CommandSink. */
export class Reply implements CommandSink {
  readonly format: RowFormat;
  readonly attributes: readonly QueryAttribute[];
  onDrain: (() => void) | undefined = undefined;
  moreFollows = false;
  onCancel: ((reason: VtError) => void) | undefined = undefined;
  readonly #host: ReplyHost;
  #open = true;
  #inRows = false;
  #lagging = false;
  #converter: RowConverter | undefined;
  #controller: AbortController | undefined;
  #cancelled: VtError | undefined;
  #isOver = false;
  #onOver: (() => void) | undefined;

  constructor(host: ReplyHost, format: RowFormat, attributes: readonly QueryAttribute[]) {
    this.#host = host;
    this.format = format;
    this.attributes = attributes;
  }

  get open(): boolean {
    return this.#open;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#cancelled && !this.#controller.signal.aborted) this.#controller.abort(this.#cancelled);
    return this.#controller.signal;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    if (!this.#open) return;
    this.#converter = format === this.format ? undefined : new RowConverter(definitions, this.format);
    this.#inRows = true;
    this.#writeColumns(definitions);
    this.#columnsEnd();
  }

  #columnsEnd(): void {
    const { capabilities, output, statusFlags } = this.#host;
    if (capabilities & Capability.DEPRECATE_EOF) return;
    output.packet(writeEof({ warnings: 0, statusFlags: statusFlags | moreStatus(this.moreFollows) }));
  }

  #writeColumns(definitions: readonly Uint8Array[]): void {
    const { output, resultCollation } = this.#host;
    output.packet(writeColumnCount(definitions.length));
    for (const definition of definitions)
      output.packet(resultCollation === 0 ? definition : withCollation(definition, resultCollation));
  }

  columnsBlock(block: Buffer, definitions: readonly Uint8Array[], format: RowFormat): boolean {
    if (block.length === 0 || block.length > Slab.bytesMax || format !== this.format) return false;
    if (!this.#open) return true;
    const { output, resultCollation } = this.#host;
    this.#converter = undefined;
    this.#inRows = definitions.length > 0;
    output.forward(resultCollation === 0 ? block : blockWithCollation(block, definitions, resultCollation));
    this.#columnsEnd();
    return true;
  }

  rows(packets: Buffer): boolean {
    if (!this.#open) return true;
    let converted = packets;
    if (this.#converter) {
      try {
        converted = this.#converter.convert(packets);
      } catch (thrown) {
        this.#fail(toVtError(thrown));
        return true;
      }
    }
    return this.convertedRows([converted]);
  }

  /** Rows that have this reply's form already. */
  convertedRows(chunks: readonly Buffer[]): boolean {
    if (!this.#open) return true;
    for (const chunk of chunks) this.#host.output.forward(chunk);
    if (this.#host.flushRows()) return true;
    this.#lagging = true;
    return false;
  }

  /** The source goes on sending after this; it is told to stop. */
  #fail(error: VtError): void {
    this.error(error);
    this.#notify(error);
  }

  end(ok: OkInfo, more: boolean): void {
    if (!this.#open) return more ? undefined : this.#over();
    this.#ending(ok, moreStatus(more));
    if (more) this.#host.flushRows();
    else this.#finish('ok');
  }

  /** Ends what is not a result set of its own but ends like one (a fetch, a field list). */
  endRows(ok: OkInfo, extraStatus: number): void {
    if (!this.#open) return this.#over();
    this.#inRows = true;
    this.#ending(ok, extraStatus);
    this.#finish('ok');
  }

  /** Answers with definitions whose rows are fetched later. */
  columnsOnly(definitions: readonly Uint8Array[], ok: OkInfo, extraStatus: number): void {
    this.#writeColumns(definitions);
    this.endRows(ok, extraStatus);
  }

  definition(payload: Uint8Array): void {
    if (this.#open) this.#host.output.packet(payload);
  }

  #ending(ok: OkInfo, extraStatus: number): void {
    const { output, capabilities, statusFlags } = this.#host;
    const status = (statusFlags & SESSION_STATUS) | (ok.statusFlags & STATEMENT_STATUS) | extraStatus;
    const plainEof = this.#inRows && (capabilities & Capability.DEPRECATE_EOF) === 0;
    output.packet(
      plainEof
        ? writeEof({ warnings: ok.warnings, statusFlags: status })
        : writeOk(ok, status, capabilities, this.#inRows),
    );
    this.#inRows = false;
  }

  error(error: VtError): void {
    if (!this.#open) return this.#over();
    const { output, encodeError } = this.#host;
    // INVARIANT: in the middle of a row of several packets an ERR would be read as its continuation.
    if (output.midPacket) return this.#finish('broken');
    output.packet(writeErr(toMysqlError(error), true, encodeError));
    this.#finish('error');
  }

  #finish(outcome: ReplyOutcome): void {
    this.#open = false;
    this.#converter = undefined;
    this.#over();
    this.#host.replied(outcome);
  }

  #over(): void {
    this.#isOver = true;
    const onOver = this.#onOver;
    this.#onOver = undefined;
    onOver?.();
  }

  /** Calls it when the source has said its last word, be it to nobody. */
  whenOver(then: () => void): void {
    if (this.#isOver) then();
    else this.#onOver = then;
  }

  /** Asks the source to stop; its answer (usually an error) is still awaited. */
  cancel(reason: VtError): void {
    if (this.#open) this.#notify(reason);
  }

  #notify(reason: VtError): void {
    if (this.#cancelled) return;
    this.#cancelled = reason;
    this.#controller?.abort(reason);
    this.onCancel?.(reason);
  }

  /** The client is gone: asks the source to stop and hears nothing more from it. */
  abandon(reason: VtError): void {
    if (!this.#open) return;
    this.#open = false;
    this.#notify(reason);
    // A source that waits for the client would wait for ever.
    this.drained();
  }

  drained(): void {
    if (!this.#lagging) return;
    this.#lagging = false;
    this.onDrain?.();
  }

  requestLocalInfile(fileName: string, receiver: LocalInfileReceiver): boolean {
    if (!this.#open || this.#inRows || !this.#host.localInfileAllowed) return false;
    this.#host.output.packet(writeLocalInfileRequest(fileName));
    this.#host.receiveLocalInfile(receiver);
    return true;
  }
}
