import type { OkInfo, ResultSink, RowFormat } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import type { RowStream } from './row-stream.ts';
import { sooner } from './spill-port.ts';
import { Spool } from './spool.ts';

/** A gate has as many of these as clients read joins of many rows. */
const HELD_BYTES_MAX = 1 << 20;

/**
 * Passes rows on to a stream until it is full, and takes the rest of them: nobody waits for the stream's reader. Who reads may itself wait for a connection to the shard, and
 * many such readers, each keeping one, would wait for one another.
 */
export class Overflow implements ResultSink {
  readonly #front: RowStream;
  readonly #ctx: ExecutionContext;
  /** Most streams are never full. */
  #rest: Spool | undefined;
  #isDropping = false;
  #drain: (() => void) | undefined;

  constructor(front: RowStream, ctx: ExecutionContext) {
    this.#front = front;
    this.#ctx = ctx;
  }

  get onDrain(): (() => void) | undefined {
    return this.#drain;
  }

  set onDrain(drain) {
    this.#drain = drain;
    if (this.#rest) this.#rest.onDrain = drain;
  }

  get ok(): OkInfo {
    return (this.#rest ?? this.#front).ok;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#front.columns(definitions, format);
  }

  rows(packets: Buffer): boolean {
    if (this.#isDropping) return true;
    if (this.#rest) return this.#rest.rows(packets);
    if (!this.#front.rows(packets)) this.#overflow();
    return true;
  }

  #overflow(): void {
    this.#front.stop();
    this.#rest = new Spool({ ...this.#ctx, ...sooner(this.#ctx.spill, HELD_BYTES_MAX) });
    this.#rest.columns(this.#front.definitions, this.#front.format);
    this.#rest.onDrain = this.#drain;
  }

  end(ok: OkInfo, more: boolean): void {
    if (this.#rest) this.#rest.end(ok);
    else this.#front.end(ok, more);
  }

  error(): void {
    this.#front.stop();
  }

  /** What the stream had no room for, when all of it has come. @throws what kept it from being put aside. */
  async *rest() {
    if (!this.#rest) return;
    await this.#rest.finish();
    yield* this.#rest.all();
  }

  /** What still comes is not wanted. */
  drop(): void {
    this.#isDropping = true;
    this.#front.discard();
    this.onDrain?.();
  }

  /** When nothing comes any more. */
  async close(): Promise<void> {
    await this.#rest?.close();
  }
}
