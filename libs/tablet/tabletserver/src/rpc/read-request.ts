import { enumNumber, type Message } from '@vt/proto';
import { type QueryTarget, type TabletMethod, type TabletRequest, tabletRequest } from '@vt/proto/hot';
import type { CallContext } from '@vt/servenv';
import type { BindVariable, BindVariables } from '@vt/sqltypes';
import type { TabletType } from '../request.ts';

type Common = {
  readonly effective_caller_id: Message<'vtrpc.CallerID'> | null;
  readonly immediate_caller_id: Message<'query.VTGateCallerID'> | null;
  readonly target: Message<'query.Target'> | null;
};

type Optional = {
  readonly query?: Message<'query.BoundQuery'> | null;
  readonly options?: Message<'query.ExecuteOptions'> | null;
  readonly transaction_id?: bigint;
  readonly reserved_id?: bigint;
  readonly pre_queries?: readonly string[];
  readonly post_begin_queries?: readonly string[];
};

/** A message of queryservice.Query as the executor takes it. A missing target is refused by the executor. */
export function readRequest(
  method: TabletMethod,
  message: Common & Optional,
  flags: { readonly begin?: boolean; readonly reserve?: boolean; readonly stream?: boolean },
  context: CallContext,
): TabletRequest {
  const timeoutMs = Number.isFinite(context.deadlineMs) ? Math.max(1, context.deadlineMs - Date.now()) : undefined;
  // A begin of its own reserves nothing: what it names before the statement are savepoints to restore.
  const isReserve = flags.reserve ?? false;
  const preQueries = message.pre_queries ?? [];
  return tabletRequest({
    method,
    target: readTarget(message.target),
    caller: { effective: message.effective_caller_id, immediate: message.immediate_caller_id },
    sql: message.query?.sql ?? '',
    binds: readBinds(message.query?.bind_variables ?? {}),
    transactionId: message.transaction_id ?? 0n,
    reservedId: message.reserved_id ?? 0n,
    begin: flags.begin ?? false,
    reserve: isReserve,
    stream: flags.stream ?? false,
    settings: isReserve ? preQueries : [],
    postBegin: isReserve ? (message.post_begin_queries ?? []) : preQueries,
    options: message.options ?? {},
    timeoutMs,
    traceparent: context.metadata.get('traceparent')[0]?.toString(),
  });
}

/** INVARIANT: no target stays undefined, though the type cannot say so: the executor answers "No target". */
export function readTarget(target: Message<'query.Target'> | null): QueryTarget {
  if (target === null) return undefined as unknown as QueryTarget;
  return { keyspace: target.keyspace, shard: target.shard, tabletType: typeName(target.tablet_type) };
}

const aliases: Readonly<Record<string, TabletType>> = { MASTER: 'PRIMARY', BATCH: 'RDONLY' };
const typeName = (type: string | number): TabletType => aliases[type] ?? (type as TabletType);

const typeNumber = (type: string | number): number =>
  typeof type === 'number' ? type : (enumNumber('query.Type', type as never) ?? 0);

export function readBinds(binds: Readonly<Record<string, Message<'query.BindVariable'>>>): BindVariables {
  const read: Record<string, BindVariable> = {};
  for (const [name, bind] of Object.entries(binds)) {
    const values = bind.values.map(({ type, value }) => ({ type: typeNumber(type), value }));
    read[name] = { type: typeNumber(bind.type), value: bind.value, ...(values.length > 0 && { values }) };
  }
  return read;
}
