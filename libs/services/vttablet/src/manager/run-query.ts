import type { MessageInput, QueryResult } from '@vt/proto';
import { type CallContext, tabletRequest } from '@vt/proto/hot';
import type { ResultSink } from '@vt/sqltypes';
import { ResultMessageSink } from '@vt/tabletserver';
import type { TabletManager } from './tablet-manager.ts';

export type Query = {
  readonly sql: string;
  readonly caller: MessageInput<'vtrpc.CallerID'> | null;
  readonly signal: AbortSignal;
};

/** Runs a statement through the query service, as a gate would. */
export async function collectMessage(manager: TabletManager, { sql, caller, signal }: Query): Promise<QueryResult> {
  const { keyspace, shard } = manager.identity;
  const message = new ResultMessageSink('ALL');
  const sink: ResultSink = {
    onDrain: undefined,
    columns: (definitions, format) => message.columns(definitions, format),
    rows: (packets) => message.rows(packets),
    end: (ok) => message.end(ok),
    error: () => {},
  };
  const target = { keyspace, shard, tabletType: manager.type };
  const request = {
    ...tabletRequest({ method: 'execute', target, sql }),
    caller: { effective: caller, immediate: null },
  };
  await manager.queryService.call(request, sink, contextOf(signal));
  return message.result;
}

function contextOf(signal: AbortSignal): CallContext {
  return {
    get cancelled() {
      return signal.aborted;
    },
    signal,
    peer: '',
    user: '',
    onCancel: (cancel) => signal.addEventListener('abort', cancel, { once: true }),
  };
}
