import { VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import { type JournalStep, Journals } from './journals.ts';
import { type OutEvent, Output } from './output.ts';
import type { VStreamPort } from './port.ts';
import { Positions } from './positions.ts';
import { planStream, type ShardGtid, type StreamPlan } from './request.ts';
import { ShardStream } from './shard-stream.ts';
import { Skew } from './skew.ts';
import type { VStreamStats } from './stats.ts';

const NS_PER_MS = 1_000_000n;

/**
 * vtgateservice.Vitess/VStream: the changes of many shards as one stream. Each shard's transactions come whole and in its order, with the position of
 * all shards in each; the order between shards is nobody's. Ends when all shards' streams do, or when the signal aborts.
 * @throws INVALID_ARGUMENT for a wrong request; what a shard's stream cannot get over
 */
export async function* vstream(
  request: Message<'vtgate.VStreamRequest'>,
  port: VStreamPort,
  stats: VStreamStats,
  signal: AbortSignal,
): AsyncGenerator<{ readonly events: readonly OutEvent[] }> {
  const asked = planStream(request, port);
  const { pick } = asked;
  const cells = pick.cells.length === 0 ? [] : await port.cells(pick.cells, signal);
  const plan = { ...asked, pick: { ...pick, cells } };
  const run = new Run(plan, port, stats, signal);
  try {
    for (;;) {
      const events = await run.output.next(plan.heartbeatMs);
      if (events === undefined) {
        // A stream that ends without an error has nothing more to tell: its consumer would not come back.
        if (signal.aborted) throw new VtError({ code: 'UNAVAILABLE', message: 'vstream: the gate is closing' });
        return;
      }
      yield { events: events === 'idle' ? [heartbeat()] : events };
    }
  } catch (error) {
    if (!signal.aborted) stats.failed();
    throw error;
  } finally {
    run.stop();
  }
}

function heartbeat(): OutEvent {
  const nowMs = Date.now();
  return { type: 'HEARTBEAT', timestamp: BigInt(Math.floor(nowMs / 1000)), current_time: BigInt(nowMs) * NS_PER_MS };
}

const nameOf = ({ keyspace, shard }: Pick<ShardGtid, 'keyspace' | 'shard'>): string => `${keyspace}/${shard}`;

/** One consumer's streams. */
class Run {
  readonly output = new Output();
  readonly #plan: StreamPlan;
  readonly #port: VStreamPort;
  readonly #stats: VStreamStats;
  readonly #positions: Positions;
  readonly #journals = new Journals();
  readonly #skew = new Skew();
  readonly #stopped = new AbortController();
  readonly #copying: Set<string>;
  readonly #signal: AbortSignal;
  readonly #abort = (): void => this.stop();
  #running = 0;

  constructor(plan: StreamPlan, port: VStreamPort, stats: VStreamStats, signal: AbortSignal) {
    this.#plan = plan;
    this.#port = port;
    this.#stats = stats;
    this.#signal = signal;
    this.#positions = new Positions(plan.shards);
    const copying = plan.shards.filter(({ gtid, table_p_ks }) => gtid === '' || table_p_ks.length > 0);
    this.#copying = new Set(copying.map(nameOf));
    if (signal.aborted) this.stop();
    else signal.addEventListener('abort', this.#abort, { once: true });
    for (const shard of plan.shards) this.#start(shard);
  }

  stop(): void {
    this.#signal.removeEventListener('abort', this.#abort);
    this.#stopped.abort();
    this.output.end();
  }

  /** What was not copied yet is copied from the new shards. */
  #switchShards({ from, to }: Extract<JournalStep, { kind: 'switch' }>): void {
    for (const one of from) this.#copying.delete(nameOf(one));
    for (const next of to) {
      const left = this.#positions.of(next.keyspace, next.shard)?.table_p_ks ?? [];
      if (left.length > 0) this.#copying.add(nameOf(next));
      this.#start(next);
    }
  }

  #start(shard: ShardGtid): void {
    this.#running++;
    const opened = this.#stats.opened(shard.keyspace, shard.shard, this.#plan.pick.types[0] ?? 'PRIMARY');
    const stream = new ShardStream(shard, {
      plan: this.#plan,
      port: this.#port,
      output: this.output,
      positions: this.#positions,
      journals: this.#journals,
      skew: this.#skew,
      switchShards: (step) => this.#switchShards(step),
      copyCompleted: (name) => this.#copying.delete(name) && this.#copying.size === 0,
      counted: (events) => opened.counted(events),
    });
    stream.run(this.#stopped.signal).then(
      () => {
        opened.closed();
        this.#running--;
        if (this.#running === 0) this.output.end();
      },
      (error: unknown) => {
        opened.closed();
        this.#running--;
        this.output.end(error);
      },
    );
  }
}
