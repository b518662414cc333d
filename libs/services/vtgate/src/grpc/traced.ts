import type { VtError } from '@vt/base';
import { type CallContext, contextInSql, parseTraceparent, type Tracer } from '@vt/servenv';
import type { ResultSink } from '@vt/sqltypes';

const MARK = 'traceparent';

/**
 * Runs a statement, in a span of its own where its caller traces it (it says so in the metadata, or in a comment of the statement) or chance
 * picks it.
 */
export function traced(
  tracer: Tracer | undefined,
  sql: string,
  { metadata, peer }: Pick<CallContext, 'metadata' | 'peer'>,
  sink: ResultSink,
  work: () => Promise<void>,
): Promise<void> {
  if (!tracer) return work();
  const [said] = metadata.get(MARK);
  const parent = said === undefined ? contextOf(sql) : parseTraceparent(String(said));
  if (parent ? !parent.sampled : !tracer.samples()) return work();
  const span = tracer.serve('vtgate.Execute', parent, { 'rpc.system': 'grpc', 'client.address': peer });
  const tell = sink.error.bind(sink);
  sink.error = (error: VtError) => {
    span.fail(error.message);
    tell(error);
  };
  return tracer.within(span, work);
}

function contextOf(sql: string) {
  return sql.includes(MARK) ? contextInSql(sql) : undefined;
}
