import { VtError } from '@vt/base';
import type { Message, ServiceHandlers } from '@vt/proto';
import { type CallContext, streamHandler } from '@vt/servenv';
import type { VStreamer } from '../vstreamer.ts';

export type VStreamHandlers = Pick<
  ServiceHandlers<'queryservice.Query'>,
  'VStream' | 'VStreamResults' | 'VStreamRows' | 'VStreamTables'
>;

/** Whether the tablet can be asked; queries may be switched off all the same. */
export type VStreamGate = {
  /** Throws for a caller who means another tablet, or when this one has no mysqld. */
  enter(target: Message<'query.Target'> | null): void;
  /** Whether streams that were let in may go on. */
  readonly isServing: boolean;
};

/** The streaming methods of queryservice.Query. A stream ends with UNAVAILABLE when the tablet has lost its mysqld. */
export function vstreamHandlers(vstreamer: VStreamer, gate: VStreamGate): VStreamHandlers {
  const serve = <Q extends { readonly target: Message<'query.Target'> | null }, R>(
    open: (request: Q, context: CallContext) => AsyncIterable<R>,
  ) =>
    streamHandler<Q, R>(async function* (request, context) {
      gate.enter(request.target);
      for await (const message of open(request, context)) {
        yield message;
        if (!gate.isServing) throw notServing();
      }
    });
  return {
    VStream: serve(async function* (request: Message<'binlogdata.VStreamRequest'>, { signal }) {
      for await (const events of vstreamer.stream(request, signal)) if (events.length > 0) yield { events };
    }),
    VStreamResults: serve((request: Message<'binlogdata.VStreamResultsRequest'>, { signal }) =>
      vstreamer.results(request.query, signal),
    ),
    VStreamRows: serve((request: Message<'binlogdata.VStreamRowsRequest'>, { signal }) =>
      vstreamer.rows(request, signal),
    ),
    VStreamTables: serve((request: Message<'binlogdata.VStreamTablesRequest'>, { signal }) =>
      vstreamer.tables(signal, request.options),
    ),
  };
}

function notServing(): VtError {
  return new VtError({ code: 'UNAVAILABLE', message: 'vstreamer: operation not allowed in state NOT_CONNECTED' });
}
