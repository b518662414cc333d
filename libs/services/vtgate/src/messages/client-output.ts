import { VtError } from '@vt/base';
import { columnDefinitions, rowPackets } from '@vt/discovery';
import type { Message } from '@vt/proto';
import type { ResultSink } from '@vt/sqltypes';
import { renameColumn } from '../gateway/call-sink.ts';

type QueryResult = Message<'query.QueryResult'>;

/** The streams of several shards as one result, at the pace of the client. INVARIANT: a shard reads on only when the client took what it had. */
export class ClientOutput {
  readonly #sink: ResultSink;
  readonly #signal: AbortSignal;
  /** What is written, one after the other: of each shard at most one piece. */
  #writing: Promise<void> = Promise.resolve();
  #columns: string | undefined;
  /** What the client must be told: nothing that a tablet said. */
  failure: VtError | undefined;

  constructor(sink: ResultSink, signal: AbortSignal) {
    this.#sink = sink;
    this.#signal = signal;
  }

  /** @throws FAILED_PRECONDITION for columns that are others than before: a result has one set of them. */
  columns(result: QueryResult, keyspace: string): void {
    const columns = result.fields.map(({ name, type }) => `${name} ${String(type)}`).join();
    if (this.#columns === columns) return;
    if (this.#columns !== undefined) {
      this.failure = new VtError({
        code: 'FAILED_PRECONDITION',
        message: `the columns of the messages have changed from (${this.#columns}) to (${columns}): begin again`,
      });
      throw this.failure;
    }
    this.#columns = columns;
    this.#sink.columns(
      columnDefinitions(result).map((definition) => renameColumn(definition, keyspace)),
      'text',
    );
    // Columns alone wait for rows in the client's output; here rows may be long in coming.
    this.#sink.rows(Buffer.alloc(0));
  }

  async rows(result: QueryResult): Promise<void> {
    const before = this.#writing;
    const written = before.then(async () => {
      if (!this.#signal.aborted && !this.#sink.rows(rowPackets(result))) await this.#drained();
    });
    this.#writing = written.catch(() => {});
    await written;
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#sink.onDrain = undefined;
        this.#signal.removeEventListener('abort', done);
        resolve();
      };
      this.#sink.onDrain = done;
      if (this.#signal.aborted) done();
      else this.#signal.addEventListener('abort', done, { once: true });
    });
  }
}
