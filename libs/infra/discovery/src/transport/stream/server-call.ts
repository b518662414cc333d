import { toVtError, type VtError } from '@vt/base';
import { type CallAnswer, type CallState, noState, TabletCallError } from '@vt/proto';
import { writeColumns, writeEnd, writeError, writeRows } from '@vt/proto/hot';
import { passedThrough } from '@vt/servenv';
import type { OkInfo, RowFormat } from '@vt/sqltypes';
import type { ByteSender } from './byte-sender.ts';
import { HELD_BYTES_MIN, HeldRows } from './held-rows.ts';

export type ServerCallOwner = {
  readonly sender: ByteSender;
  readonly peer: string;
  readonly user: string;
  /** To be called after each message. */
  written(): void;
  finished(call: ServerCall): void;
};

/** One request on the tablet: the sink of its answer, and its context. */
export class ServerCall implements CallAnswer {
  readonly id: number;
  /** When it is late, in `performance.now()` milliseconds. */
  readonly deadlineAt: number;
  onDrain: (() => void) | undefined = undefined;
  cancelTo: CallAnswer['cancelTo'] = undefined;
  readonly #owner: ServerCallOwner;
  #credit: number;
  #waiting = false;
  #done = false;
  #held: HeldRows | undefined;
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
    this.#held?.send();
    writeColumns(this.#owner.sender.writer, this.id, definitions, format);
    this.#owner.written();
  }

  rows(packets: Buffer): boolean {
    if (this.#done) return true;
    const { sender } = this.#owner;
    this.#credit -= packets.length;
    passedThrough(packets.length);
    if (this.#held === undefined && packets.length < HELD_BYTES_MIN) {
      writeRows(sender.writer, this.id, packets, true);
      this.#owner.written();
      passedThrough(packets.length);
    } else {
      this.#held ??= new HeldRows(sender, this.id);
      this.#held.add(packets);
      if (this.#credit <= 0) this.#held.send();
    }
    this.#waiting = this.#credit <= 0 || sender.blocked;
    return !this.#waiting;
  }

  end(ok: OkInfo, more: boolean): void {
    if (this.#done) return;
    // The last end waits for the handler, which tells what the session holds.
    if (!more) this.#ok = ok;
    else {
      this.#held?.send();
      writeEnd(this.#owner.sender.writer, this.id, ok, undefined, true);
      this.#owner.written();
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
    this.cancelTo?.cancel(reason);
    for (const listener of this.#listeners ?? []) listener();
    // A handler that waits for the gate would never see that it is cancelled.
    if (this.#waiting) {
      this.#waiting = false;
      this.onDrain?.();
    }
  }

  finish(state: CallState): void {
    if (this.#done) return;
    this.#done = true;
    this.#held?.send();
    this.#held?.drop();
    writeEnd(this.#owner.sender.writer, this.id, this.#ok, state, false);
    this.#owner.written();
    this.#owner.finished(this);
  }

  fail(thrown: unknown): void {
    if (this.#done) return;
    this.#done = true;
    this.#held?.send();
    this.#held?.drop();
    const error = toVtError(thrown);
    const known = error instanceof TabletCallError;
    const { writer } = this.#owner.sender;
    writeError(writer, this.id, error, known ? error.mayHaveRun : true, known ? error.held : noState);
    this.#owner.written();
    this.#owner.finished(this);
  }

  /** Nobody listens any more. */
  drop(reason: Error): void {
    this.cancel(reason);
    this.#done = true;
    this.#held?.drop();
  }
}
