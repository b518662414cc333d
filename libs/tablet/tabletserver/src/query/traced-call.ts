import type { CallContext, CallState, TabletRequest } from '@vt/proto/hot';
import { parseTraceparent, type Tracer } from '@vt/servenv';
import type { ResultSink } from '@vt/sqltypes';

type Call = (request: TabletRequest, sink: ResultSink, context: CallContext) => Promise<CallState>;

/** A call that its gate traces, with a span of the tablet's for it. */
export function tracedCall(tracer: Tracer, call: Call): Call {
  return (request, sink, context) => {
    const parent = parseTraceparent(request.traceparent ?? '');
    if (!parent?.sampled) return call(request, sink, context);
    const { method, target, sql } = request;
    const about = { 'db.system': 'mysql', 'vt.target': `${target.keyspace}.${target.shard}` };
    const span = tracer.serve(`vttablet.${method}`, parent, sql === '' ? about : { ...about, 'db.statement': sql });
    return tracer.within(span, () => call(request, sink, context));
  };
}
