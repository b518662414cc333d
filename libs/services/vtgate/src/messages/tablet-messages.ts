import { anySignal, VtError } from '@vt/base';
import type { Gateway, HealthCheck } from '@vt/discovery';
import type { Message } from '@vt/proto';
import { fromServiceError, isServiceError } from '@vt/servenv';
import { callerOf } from '../gateway/discovery-gateway.ts';
import type { Caller } from '../gateway/tablet-gateway.ts';
import type { MessagePort, MessageShard } from './port.ts';

/** Messages from the primaries that the health check knows. */
export class TabletMessages implements MessagePort {
  readonly graceMs: number;
  readonly #gateway: Gateway;
  readonly #health: HealthCheck;
  readonly #stopping: AbortSignal;

  /** @param stopping aborted when the gate ends */
  constructor(gateway: Gateway, health: HealthCheck, graceMs: number, stopping: AbortSignal) {
    this.#gateway = gateway;
    this.#health = health;
    this.graceMs = graceMs;
    this.#stopping = stopping;
  }

  async *open(
    { keyspace, shard }: MessageShard,
    name: string,
    caller: Caller,
    signal: AbortSignal,
  ): AsyncGenerator<Message<'query.QueryResult'>> {
    const target = { keyspace, shard, tabletType: 'PRIMARY' } as const;
    const [tablet] = this.#health.serving(target);
    if (!tablet) throw unavailable(`target: ${keyspace}.${shard}.primary: no healthy tablet available for the stream`);
    const { alias } = tablet;
    const gone = new AbortController();
    const unsubscribe = this.#health.subscribe((now) => {
      if (now.alias === alias && (!now.serving || now.target.tabletType !== 'PRIMARY')) gone.abort();
    });
    const { effective, immediate } = callerOf(caller);
    const request = {
      target: { keyspace, shard, tablet_type: 'PRIMARY' },
      name,
      effective_caller_id: effective,
      immediate_caller_id: immediate,
    } as const;
    try {
      const either = anySignal([signal, gone.signal, this.#stopping]);
      const { service } = this.#gateway.tablet(alias, target);
      for await (const { result } of service.serverStream('MessageStream', request, { signal: either }))
        if (result) yield result;
    } catch (error) {
      if (gone.signal.aborted) throw unavailable(`${alias}: the tablet does not serve as primary any more`);
      if (this.#stopping.aborted) throw unavailable('this gate is shutting down');
      throw isServiceError(error) ? fromServiceError(error) : error;
    } finally {
      unsubscribe();
      gone.abort();
    }
  }
}

function unavailable(message: string): VtError {
  return new VtError({ code: 'UNAVAILABLE', message });
}
