import { enumNumber, type ServiceHandlers } from '@vt/proto';
import type { Caller } from '@vt/proto/hot';
import { streamHandler, unaryHandler } from '@vt/servenv';
import type { Messager } from '../messager.ts';
import type { MessagerPort } from '../port.ts';

export type MessageHandlers = Pick<ServiceHandlers<'queryservice.Query'>, 'MessageAck' | 'MessageStream'>;

/** The two methods of queryservice.Query that are about messages. */
export function messageHandlers(messager: Messager, gate: Pick<MessagerPort, 'checkTarget'>): MessageHandlers {
  return {
    MessageAck: unaryHandler(async (request, { signal }) => {
      gate.checkTarget(request.target);
      const ids = request.ids.map(({ type, value }) => ({ type: typeNumber(type), value }));
      const { affectedRows } = await messager.acknowledge(request.name, ids, callerOf(request), signal);
      return { result: { rows_affected: affectedRows } };
    }),
    MessageStream: streamHandler(async function* (request, { signal }) {
      gate.checkTarget(request.target);
      for await (const result of messager.subscribe(request.name, callerOf(request), signal)) yield { result };
    }),
  };
}

type Asked = {
  readonly effective_caller_id: Caller['effective'];
  readonly immediate_caller_id: Caller['immediate'];
};

function callerOf({ effective_caller_id: effective, immediate_caller_id: immediate }: Asked): Caller {
  return { effective, immediate };
}

function typeNumber(type: string | number): number {
  return typeof type === 'number' ? type : (enumNumber('query.Type', type as never) ?? 0);
}
