import { framePayload, type OkInfo, type ResultSink, RowAssembler, type RowFormat } from '@vt/sqltypes';
import type { ExecutionContext, ShardQuery, ShardRunner } from '../context.ts';
import { MemoryExceededError } from '../rows/memory.ts';

type Given = { readonly number: number; readonly packet: Buffer };

/** What MariaDB's RETURNING gives of a write to several shards: told when all of it is done, of inserted rows in the order of the statement. */
export class Returned {
  readonly #ctx: ExecutionContext;
  readonly #rows: Given[] = [];
  #bytes = 0;
  #columns: { readonly definitions: readonly Uint8Array[]; readonly format: RowFormat } | undefined;

  constructor(ctx: ExecutionContext) {
    this.#ctx = ctx;
  }

  /** The same context, in which what the write's own statements give is kept here. */
  context(): ExecutionContext {
    return { ...this.#ctx, runner: this.#runner(this.#ctx.runner) };
  }

  /** @param emptyQuery what any shard is asked where nothing was written: only a mysqld knows the columns. */
  async tell(sink: ResultSink, ok: OkInfo, emptyQuery: string, keyspace: string): Promise<void> {
    if (!this.#columns) return this.#tellNone(sink, emptyQuery, keyspace);
    sink.columns(this.#columns.definitions, this.#columns.format);
    this.#rows.sort((a, b) => a.number - b.number);
    if (this.#rows.length > 0) sink.rows(Buffer.concat(this.#rows.map(({ packet }) => packet)));
    // What counts its rows is said of writes without any.
    sink.end({ ...ok, affectedRows: 0n, info: '' }, false);
  }

  #tellNone(sink: ResultSink, sql: string, keyspace: string): Promise<void> {
    const { runner, binds, signal } = this.#ctx;
    const shards = runner.shards(keyspace);
    const queries = [runner.pick(shards)].flatMap((shard) =>
      shard ? [{ keyspace, shard: shard.name, sql, binds }] : [],
    );
    return runner.run(queries, [sink], { intent: 'read', autocommit: false }, signal);
  }

  #runner(runner: ShardRunner): ShardRunner {
    return {
      get exclusive() {
        return runner.exclusive ?? false;
      },
      shards: (keyspace) => runner.shards(keyspace),
      pick: (shards) => runner.pick(shards),
      atomically: (work, signal) => runner.atomically(work, signal),
      run: (queries, sinks, options, signal) => {
        const own =
          options.intent === 'write' ? sinks.map((sink, i) => this.#sinkOf(sink, queries[i] as ShardQuery)) : sinks;
        return runner.run(queries, own, options, signal);
      },
    };
  }

  #sinkOf(target: ResultSink, { rowNumbers, isCopy }: ShardQuery): ResultSink {
    const assembler = new RowAssembler();
    let count = 0;
    const sink: ResultSink = {
      onDrain: undefined,
      columns: (definitions, format) => {
        this.#columns ??= { definitions, format };
      },
      rows: (packets) => {
        if (isCopy) return true;
        assembler.push(packets, (bytes, start, end) => {
          this.#add(rowNumbers?.[count++] ?? Number.MAX_SAFE_INTEGER, bytes.subarray(start, end));
        });
        return true;
      },
      end: (ok, more) => target.end(ok, more),
      error: (error) => target.error(error),
    };
    return sink;
  }

  #add(number: number, payload: Uint8Array): void {
    const { memoryRowsMax, memoryBytesMax } = this.#ctx;
    const packet = framePayload(payload);
    this.#rows.push({ number, packet });
    this.#bytes += packet.length;
    if (this.#rows.length > memoryRowsMax)
      throw new MemoryExceededError(`in-memory row count exceeded allowed limit of ${memoryRowsMax}`);
    if (memoryBytesMax !== undefined && this.#bytes > memoryBytesMax)
      throw new MemoryExceededError(`in-memory rows exceeded allowed limit of ${memoryBytesMax} bytes`);
  }
}
