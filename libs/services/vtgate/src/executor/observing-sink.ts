import type { LocalInfileReceiver } from '@vt/mysql';
import { countPackets, type OkInfo, PassingSink, type RowFormat } from '@vt/sqltypes';
import type { ClientSink } from './statement.ts';

/**
 * Passes one statement's answer on and remembers what the session and the metrics want to know of it.
 * INVARIANT: the last `end` waits for `release`, when everything about the statement is done. A client that has its answer sends the next
 * statement at once, and by then the session must know what this one left behind.
 */
export class ObservingSink extends PassingSink<ClientSink> {
  readonly #more: boolean;
  rowsReturned = 0;
  hasRows = false;
  /** The statement's own results are several. */
  moreFollows = false;
  /** The answer's last word, once it is known. */
  ok: OkInfo | undefined = undefined;

  /** @param more another statement's answer follows. */
  constructor(target: ClientSink, more: boolean) {
    super(target);
    this.#more = more;
  }

  get wholeFloats(): boolean {
    return this.target.wholeFloats === true;
  }

  override columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.hasRows = true;
    this.target.moreFollows = this.#more || this.moreFollows;
    this.target.columns(definitions, format);
  }

  override rows(packets: Buffer): boolean {
    this.rowsReturned += countPackets(packets);
    return this.target.rows(packets);
  }

  override end(ok: OkInfo, more: boolean): void {
    if (more) this.target.end(ok, true);
    else this.ok = ok;
  }

  /** @param warnings of the gate itself, to add to mysqld's. */
  release(warnings: number): void {
    if (!this.ok) return;
    const total = Math.min(this.ok.warnings + warnings, 0xffff);
    this.target.end({ ...this.ok, warnings: total, info: withWarnings(this.ok.info, total) }, this.#more);
  }

  requestLocalInfile(fileName: string, receiver: LocalInfileReceiver): boolean {
    return this.target.requestLocalInfile?.(fileName, receiver) ?? false;
  }
}

/** `Records: 2  Duplicates: 1  Warnings: 0` was said before all shards, and the gate, had warned. */
function withWarnings(info: string, total: number): string {
  return info.replace(/\bWarnings: \d+$/, `Warnings: ${total}`);
}
