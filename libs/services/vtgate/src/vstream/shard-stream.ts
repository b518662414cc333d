import { setTimeout as sleep } from 'node:timers/promises';
import { toVtError, VtError } from '@vt/base';
import { fromServiceError, isServiceError } from '@vt/servenv';
import type { JournalStep, Journals } from './journals.ts';
import type { OutEvent, Output, Turn } from './output.ts';
import type { ShardStreamRequest, TabletStream, VEvent, VStreamPort } from './port.ts';
import type { Positions } from './positions.ts';
import { CURRENT, type ShardGtid, type StreamPlan } from './request.ts';
import { Retries } from './retry.ts';
import type { Skew } from './skew.ts';

export type ShardStreamParts = {
  readonly plan: StreamPlan;
  readonly port: VStreamPort;
  readonly output: Output;
  readonly positions: Positions;
  readonly journals: Journals;
  readonly skew: Skew;
  /** The shards of a reshard take over. */
  readonly switchShards: (step: Extract<JournalStep, { kind: 'switch' }>) => void;
  /** All rows of the shard were given; true when that is so of all shards. */
  readonly copyCompleted: (shard: string) => boolean;
  readonly counted: (events: readonly OutEvent[]) => void;
};

type Messages = TabletStream['messages'];

/** These end what may be handed on. */
const ENDING: ReadonlySet<VEvent['type']> = new Set(['COMMIT', 'COPY_COMPLETED', 'DDL', 'OTHER', 'ROLLBACK']);
const NEVER: ReadonlySet<VEvent['type']> = new Set(['HEARTBEAT', 'UNKNOWN']);

/** The stream of one shard: opened again wherever it broke, its transactions handed on whole. */
export class ShardStream {
  readonly #parts: ShardStreamParts;
  readonly #keyspace: string;
  readonly #shard: string;
  readonly #name: string;
  /** Events that are not handed on yet: those of an open transaction, a part for each message of the tablet. */
  #held: OutEvent[][] = [];
  #heldBytes = 0;
  #isDone = false;

  constructor({ keyspace, shard }: ShardGtid, parts: ShardStreamParts) {
    this.#parts = parts;
    this.#keyspace = keyspace;
    this.#shard = shard;
    this.#name = `${keyspace}/${shard}`;
  }

  /** Resolves when the shard was resharded away, or the signal aborts. @throws what trying again does not help against. */
  async run(signal: AbortSignal): Promise<void> {
    const retries = new Retries();
    const avoid = new Set<string>();
    try {
      while (!signal.aborted && !this.#isDone) {
        try {
          await this.#once(avoid, retries, signal);
        } catch (thrown) {
          if (signal.aborted) return;
          const error = isServiceError(thrown) ? fromServiceError(thrown) : toVtError(thrown);
          const isKnown = this.#parts.port.isKnown({ keyspace: this.#keyspace, shard: this.#shard });
          await sleep(retries.failed(error, performance.now(), isKnown), undefined, { signal }).catch(() => {});
        }
      }
    } finally {
      this.#parts.skew.forget(this.#name);
    }
  }

  /** One stream of one tablet. INVARIANT: it begins behind what was handed on last, so that nothing is missing and nothing comes twice. */
  async #once(avoid: Set<string>, retries: Retries, signal: AbortSignal): Promise<void> {
    const { port, plan } = this.#parts;
    this.#drop();
    const one = { keyspace: this.#keyspace, shard: this.#shard };
    const stream = port.open(one, plan.pick, avoid, this.#request(), signal);
    avoid.clear();
    avoid.add(stream.alias);
    for await (const { events } of stream.messages) {
      retries.progressed();
      if (plan.minimizeSkew) await this.#parts.skew.pass(this.#name, Number(events.at(-1)?.timestamp ?? 0n), signal);
      if (this.#isPlaced(events)) await this.#parts.positions.told(signal);
      await this.#take(events, stream.messages, signal);
      if (this.#isDone || signal.aborted) return;
    }
    throw new VtError({ code: 'UNAVAILABLE', message: `${this.#name}: the tablet ended the stream` });
  }

  /**
   * A stream from now on tells first where that is. INVARIANT: nothing is handed on before all of them have: who begins again from a position would miss
   * what happened on a shard that it names no place of.
   */
  #isPlaced(events: readonly VEvent[]): boolean {
    const { positions } = this.#parts;
    if (positions.of(this.#keyspace, this.#shard)?.gtid !== CURRENT) return true;
    const first = events.find(({ type }) => type === 'GTID' || type === 'BEGIN');
    if (first?.type !== 'GTID') return false;
    positions.moved(this.#keyspace, this.#shard, first.gtid);
    return true;
  }

  #request(): ShardStreamRequest {
    const { plan, positions } = this.#parts;
    const position = positions.of(this.#keyspace, this.#shard);
    return {
      position: position?.gtid ?? '',
      filter: plan.filter,
      table_last_p_ks: position?.table_p_ks ?? [],
      options: { internal_tables: [...plan.internalTables], tables_to_copy: [...plan.tablesToCopy] },
    };
  }

  #drop(): void {
    this.#held = [];
    this.#heldBytes = 0;
  }

  async #take(events: readonly VEvent[], messages: Messages, signal: AbortSignal): Promise<void> {
    let part: OutEvent[] = [];
    this.#held.push(part);
    for (let i = 0; i < events.length; i++) {
      const event = events[i] as VEvent;
      if (NEVER.has(event.type)) continue;
      if (event.type === 'JOURNAL') {
        i += await this.#journal(event, events.slice(i + 1));
        if (this.#isDone) return;
        part = this.#held.at(-1) ?? this.#newPart();
        continue;
      }
      part.push(this.#named(event));
      if (ENDING.has(event.type)) {
        await this.#handOn(event.type === 'COPY_COMPLETED');
        part = this.#newPart();
      }
    }
    this.#heldBytes += part.length > 0 ? bytesOf(events) : 0;
    if (this.#heldBytes > this.#parts.plan.chunkBytes) await this.#inChunks(messages, signal);
  }

  #newPart(): OutEvent[] {
    const part: OutEvent[] = [];
    this.#held.push(part);
    return part;
  }

  #named(event: VEvent): OutEvent {
    const tagged = { ...event, keyspace: this.#keyspace, shard: this.#shard };
    if (this.#parts.plan.bareTableNames) return tagged;
    const named = (table: string): string => `${this.#keyspace}.${table}`;
    const { field_event: field, row_event: row } = event;
    if (field) return { ...tagged, field_event: { ...field, table_name: named(field.table_name) } };
    if (row) return { ...tagged, row_event: { ...row, table_name: named(row.table_name) } };
    return tagged;
  }

  /** Hands on all that is held, as one turn. */
  async #handOn(isCopyCompleted = false): Promise<void> {
    const held = this.#held.filter((part) => part.length > 0);
    this.#drop();
    await this.#parts.output.turn(async (turn) => {
      for (const part of held) await this.#send(turn, part);
      if (isCopyCompleted && this.#parts.copyCompleted(this.#name)) await turn.send([{ type: 'COPY_COMPLETED' }]);
    });
  }

  async #send(turn: Turn, part: readonly OutEvent[]): Promise<void> {
    const events = this.#withPositions(part);
    this.#parts.counted(events);
    await turn.send(events);
  }

  /** GTID and LASTPK become the position of all shards; of several in a row the last tells all. */
  #withPositions(part: readonly OutEvent[]): OutEvent[] {
    const { positions } = this.#parts;
    const out: OutEvent[] = [];
    for (const [i, event] of part.entries()) {
      if (event.type === 'GTID') positions.moved(this.#keyspace, this.#shard, event.gtid ?? '');
      else if (event.type === 'LASTPK') positions.copied(this.#keyspace, this.#shard, event.last_p_k_event as never);
      else {
        out.push(event);
        continue;
      }
      const next = part[i + 1]?.type;
      if (next === 'GTID' || next === 'LASTPK') continue;
      const { timestamp, current_time } = event;
      out.push({
        type: 'VGTID',
        timestamp: timestamp ?? 0n,
        current_time: current_time ?? 0n,
        keyspace: this.#keyspace,
        shard: this.#shard,
        vgtid: positions.snapshot(),
      });
    }
    return out;
  }

  /** A transaction that is too large to be held: all of it is one turn, whose parts go out as they come. */
  async #inChunks(messages: Messages, signal: AbortSignal): Promise<void> {
    const following = await this.#parts.output.turn(async (turn) => {
      for (;;) {
        const held = this.#held.filter((part) => part.length > 0);
        this.#drop();
        for (const part of held) await this.#send(turn, part);
        const next = await messages.next().catch((error: unknown) => {
          throw cutTransaction(this.#name, error);
        });
        if (signal.aborted) return [];
        if (next.done) throw cutTransaction(this.#name, undefined);
        const { events } = next.value;
        const end = events.findIndex(({ type }) => ENDING.has(type));
        const until = end < 0 ? events.length : end + 1;
        const part = events.slice(0, until).filter(({ type }) => !NEVER.has(type));
        this.#held = [part.map((event) => this.#named(event))];
        if (end < 0) continue;
        await this.#send(turn, this.#held[0] ?? []);
        this.#drop();
        return events.slice(until);
      }
    });
    await this.#take(following, messages, signal);
  }

  /** A move of data away from here. @returns how many of the events behind it were used up. */
  async #journal(event: VEvent, following: readonly VEvent[]): Promise<number> {
    const { plan, journals, positions, output } = this.#parts;
    const { journal } = event;
    if (!journal) return 0;
    let used = 0;
    // Tables that are moved away end nobody's stream, and are not told of.
    if (journal.migration_type === 'SHARDS' && (plan.includeJournals || plan.stopOnReshard)) {
      used = following.findIndex(({ type }) => type === 'COMMIT') + 1;
      if (used === 0) throw cutTransaction(this.#name, undefined);
      const part = [event, ...following.slice(0, used)];
      (this.#held.at(-1) ?? this.#newPart()).push(...part.map((one) => this.#named(one)));
      await this.#handOn();
    }
    if (plan.stopOnReshard && journal.migration_type === 'SHARDS') {
      this.#isDone = true;
      return used;
    }
    const here = { keyspace: this.#keyspace, shard: this.#shard };
    // In a turn: nobody's position may be told between the last source's end and the targets' beginning.
    const step = await output.turn(async () => {
      const found = journals.arrive(here, journal, positions.shards);
      if (found.kind === 'switch') positions.replace(found.from, found.to);
      return found;
    });
    if (step.kind === 'ignore') return used;
    this.#isDone = true;
    this.#drop();
    if (step.kind === 'switch') this.#parts.switchShards(step);
    return used;
  }
}

function cutTransaction(shard: string, cause: unknown): VtError {
  const why = cause instanceof Error ? `: ${cause.message}` : '';
  // Part of it was handed on: it cannot be begun again behind the consumer's back.
  return new VtError({
    code: 'FAILED_PRECONDITION',
    message: `${shard}: the stream broke in the middle of a transaction that was too large to be held${why}; begin again from the last VGTID`,
  });
}

function bytesOf(events: readonly VEvent[]): number {
  let bytes = 0;
  for (const { row_event: row } of events)
    for (const { before, after } of row?.row_changes ?? [])
      bytes += (before?.values.length ?? 0) + (after?.values.length ?? 0);
  return bytes;
}
