import { toVtError, type VtError } from '@vt/base';
import { type CallAnswer, type CallState, noState, TabletCallError } from '@vt/proto';
import { rowsHeaderBytes, writeColumns, writeEnd, writeError, writeRows, writeRowsHeader } from '@vt/proto/hot';
import { passedThrough } from '@vt/servenv';
import { joined, type OkInfo, type RowFormat, SLAB_BYTES_MAX, withHeadroom } from '@vt/sqltypes';
import type { ByteSender } from './byte-sender.ts';

export type ServerCallOwner = {
  readonly sender: ByteSender;
  readonly peer: string;
  readonly user: string;
  finished(call: ServerCall): void;
};

/** Fewer bytes of rows are written at once; more may be the beginning of a long result, and wait for what follows. */
const HELD_BYTES_MIN = 8 * 1024;
/** With so many there is no room for more in their slab, or hardly. */
const FULL_BYTES = SLAB_BYTES_MAX - 2 * 1024;
/** How long rows may wait for the ones that follow. */
const HELD_MS = 5;

/** One request on the tablet: the sink of its answer, and its context. */
export class ServerCall implements CallAnswer {
  readonly id: number;
  /** When it is late, in `performance.now()` milliseconds. */
  readonly deadlineAt: number;
  onDrain: (() => void) | undefined = undefined;
  cancelTo: { cancel(): void } | undefined = undefined;
  readonly #owner: ServerCallOwner;
  #credit: number;
  #waiting = false;
  #done = false;
  /** Rows that wait to go out together with those that follow them in memory. */
  #held: Buffer | undefined;
  #heldTimer: NodeJS.Timeout | undefined;
  #ok: OkInfo | undefined;
  #cancelled: Error | undefined;
  #controller: AbortController | undefined;
  #listeners: (() => void)[] | undefined;

  constructor(id: number, owner: ServerCallOwner, windowBytes: number, deadlineAt: number) {
    this.id = id;
    this.#owner = owner;
    this.#credit = windowBytes;
    this.deadlineAt = deadlineAt;
  }

  get peer(): string {
    return this.#owner.peer;
  }

  get user(): string {
    return this.#owner.user;
  }

  get cancelled(): boolean {
    return this.#cancelled !== undefined;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#cancelled !== undefined) this.#controller.abort(this.#cancelled);
    return this.#controller.signal;
  }

  onCancel(listener: () => void): void {
    if (this.#cancelled !== undefined) listener();
    else {
      this.#listeners ??= [];
      this.#listeners.push(listener);
    }
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    if (this.#done) return;
    this.#sendHeld();
    writeColumns(this.#owner.sender.writer, this.id, definitions, format);
    this.#owner.sender.written();
  }

  rows(packets: Buffer): boolean {
    if (this.#done) return true;
    const { sender } = this.#owner;
    this.#credit -= packets.length;
    passedThrough(packets.length);
    const both = this.#held && joined(this.#held, packets);
    if (both) this.#held = both;
    else {
      this.#sendHeld();
      if (packets.length >= HELD_BYTES_MIN) this.#held = packets;
      else this.#copyRows(packets);
    }
    if (this.#held) this.#sendOrWait(this.#held);
    this.#waiting = this.#credit <= 0 || sender.blocked;
    return !this.#waiting;
  }

  #sendOrWait(held: Buffer): void {
    if (held.length >= FULL_BYTES || this.#credit <= 0) this.#sendHeld();
    else this.#heldTimer ??= setTimeout(this.#onHeldTimer, HELD_MS);
  }

  readonly #onHeldTimer = (): void => {
    this.#heldTimer = undefined;
    this.#sendHeld();
  };

  /** INVARIANT: before anything else that belongs to this call. */
  #sendHeld(): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    const { sender } = this.#owner;
    if (!sender.isLarge(held.length)) return this.#copyRows(held);
    const message = withHeadroom(held, rowsHeaderBytes(this.id));
    if (message) {
      writeRowsHeader(message, this.id);
      sender.sendApart(message);
    } else {
      writeRows(sender.writer, this.id, held, false);
      sender.sendApart(held);
    }
  }

  #copyRows(packets: Buffer): void {
    const { sender } = this.#owner;
    writeRows(sender.writer, this.id, packets, true);
    sender.written();
  }

  end(ok: OkInfo, more: boolean): void {
    if (this.#done) return;
    // The last end waits for the handler, which tells what the session holds.
    if (!more) this.#ok = ok;
    else {
      this.#sendHeld();
      writeEnd(this.#owner.sender.writer, this.id, ok, undefined, true);
      this.#owner.sender.written();
    }
  }

  error(error: VtError): void {
    this.fail(error);
  }

  addCredit(bytes: number): void {
    this.#credit += bytes;
    this.mayGoOn();
  }

  /** Wakes the handler if it waits and need not any more. */
  mayGoOn(): void {
    if (!this.#waiting || this.#credit <= 0 || this.#owner.sender.blocked) return;
    this.#waiting = false;
    this.onDrain?.();
  }

  cancel(reason: Error): void {
    if (this.#cancelled !== undefined || this.#done) return;
    this.#cancelled = reason;
    this.#controller?.abort(reason);
    this.cancelTo?.cancel();
    for (const listener of this.#listeners ?? []) listener();
    // A handler that waits for the gate would never see that it is cancelled.
    if (this.#waiting) {
      this.#waiting = false;
      this.onDrain?.();
    }
  }

  finish(state: CallState): void {
    if (this.#done) return;
    this.#close();
    writeEnd(this.#owner.sender.writer, this.id, this.#ok, state, false);
    this.#owner.sender.written();
    this.#owner.finished(this);
  }

  fail(thrown: unknown): void {
    if (this.#done) return;
    this.#close();
    const error = toVtError(thrown);
    const known = error instanceof TabletCallError;
    const { writer } = this.#owner.sender;
    writeError(writer, this.id, error, known ? error.mayHaveRun : true, known ? error.held : noState);
    this.#owner.sender.written();
    this.#owner.finished(this);
  }

  /** Nobody listens any more. */
  drop(reason: Error): void {
    this.cancel(reason);
    this.#held = undefined;
    this.#close();
  }

  #close(): void {
    this.#sendHeld();
    this.#done = true;
    clearTimeout(this.#heldTimer);
  }
}
