import { type MessageInput, QUERY_STREAM_VERSION } from '@vt/proto';
import type { SchemaChange } from '../schema/schema-engine.ts';
import type { ServingState } from '../state/serving-state.ts';

export type HealthResponse = MessageInput<'query.StreamHealthResponse'>;

/** Gets each response; false: it is behind and will call back through `drained`. */
export type HealthSubscriber = {
  readonly send: (response: HealthResponse) => boolean;
  readonly end: (why: string) => void;
};

export type HealthFigures = {
  readonly lagSeconds: number;
  readonly error: string;
  readonly qps: number;
  readonly txUnresolved: boolean;
};

/** How many streams there are into this tablet, and the lag of the one that is furthest behind. */
export type StreamsInto = { readonly count: number; readonly lagSeconds: number };

type Subscription = { readonly subscriber: HealthSubscriber; backlog: number };

/**
 * Tells subscribers how this tablet is: at once when they come, on every change, and at an interval. A subscriber that leaves more
 * unread than `backlogMax` is ended: it would act on old news.
 */
export class HealthStreamer {
  readonly #state: ServingState;
  readonly #intervalMs: number;
  readonly #backlogMax: number;
  readonly #subscriptions = new Set<Subscription>();
  readonly #figures: () => HealthFigures;
  /** Set once, before it serves. */
  streams: () => StreamsInto = () => ({ count: 0, lagSeconds: 0 });
  #timer: NodeJS.Timeout | undefined;
  #last = '';

  constructor(state: ServingState, intervalMs: number, backlogMax: number, figures: () => HealthFigures) {
    this.#state = state;
    this.#intervalMs = intervalMs;
    this.#backlogMax = backlogMax;
    this.#figures = figures;
  }

  /** Subscribes; the result ends the subscription, and its `drained` says that everything sent was read. */
  subscribe(subscriber: HealthSubscriber): { drained(): void; close(): void } {
    const subscription: Subscription = { subscriber, backlog: 0 };
    this.#subscriptions.add(subscription);
    this.#timer ??= setInterval(() => this.broadcast(), this.#intervalMs).unref();
    this.#send(subscription, this.current());
    return {
      drained: () => {
        subscription.backlog = 0;
      },
      close: () => {
        this.#subscriptions.delete(subscription);
        this.#stopWhenAlone();
      },
    };
  }

  get subscribers(): number {
    return this.#subscriptions.size;
  }

  current(change?: SchemaChange): HealthResponse {
    const { lagSeconds, error, qps, txUnresolved } = this.#figures();
    const { identity, target, primaryTermStart, isServing } = this.#state;
    const streams = this.streams();
    return {
      target: { keyspace: target.keyspace, shard: target.shard, tablet_type: target.tabletType },
      tablet_alias: identity.alias,
      serving: isServing,
      primary_term_start_timestamp: primaryTermStart,
      query_stream_version: QUERY_STREAM_VERSION,
      realtime_stats: {
        health_error: error,
        replication_lag_seconds: lagSeconds,
        binlog_players_count: streams.count,
        filtered_replication_lag_seconds: streams.lagSeconds,
        qps,
        tx_unresolved: txUnresolved,
        table_schema_changed: [...(change?.tables ?? [])],
        view_schema_changed: [...(change?.views ?? [])],
        udfs_changed: change?.functions ?? false,
      },
    };
  }

  /** Says it again if it is not what was said last. */
  changed(): void {
    const { target, isServing, primaryTermStart } = this.#state;
    const { error } = this.#figures();
    const now = [target.tabletType, isServing, primaryTermStart, error].join('|');
    if (now !== this.#last) this.broadcast();
  }

  broadcast(change?: SchemaChange): void {
    const response = this.current(change);
    const { target, isServing, primaryTermStart } = this.#state;
    this.#last = [target.tabletType, isServing, primaryTermStart, this.#figures().error].join('|');
    for (const subscription of [...this.#subscriptions]) this.#send(subscription, response);
  }

  #send(subscription: Subscription, response: HealthResponse): void {
    if (subscription.subscriber.send(response)) return;
    if (++subscription.backlog <= this.#backlogMax) return;
    this.#subscriptions.delete(subscription);
    subscription.subscriber.end(`more than ${this.#backlogMax} health responses are unread`);
  }

  #stopWhenAlone(): void {
    if (this.#subscriptions.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  close(): void {
    for (const { subscriber } of this.#subscriptions) subscriber.end('tablet is shutting down');
    this.#subscriptions.clear();
    this.#stopWhenAlone();
  }
}
