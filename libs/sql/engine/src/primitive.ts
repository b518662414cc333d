import type { ResultSink } from '@vt/sqltypes';
import type { ExecutionContext } from './context.ts';

/**
 * One running step. The answer goes to the sink: `columns? rows* end`, once. Resolves after `end`; an error rejects the promise and does
 * not touch the sink, so that whoever started the plan tells the client once.
 */
export interface Primitive {
  execute(ctx: ExecutionContext, sink: ResultSink): Promise<void>;
}
