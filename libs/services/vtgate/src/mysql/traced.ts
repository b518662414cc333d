import type { ClientConnection } from '@vt/mysql';
import { contextInSql, type Span, type Tracer } from '@vt/servenv';
import type { CommandAnswer } from './command-answer.ts';

/** Comments with a context stand at an end of the statement. */
const SEARCHED_BYTES = 512;
const MARK = 'traceparent';

/** A span for a statement that its client traces (it says so in a comment), or that chance picks; undefined: for no other. */
export function startSpan(tracer: Tracer, sql: Buffer, conn: ClientConnection): Span | undefined {
  const isMarked = sql.subarray(0, SEARCHED_BYTES).includes(MARK) || sql.subarray(-SEARCHED_BYTES).includes(MARK);
  const parent = isMarked ? contextInSql(sql.toString()) : undefined;
  if (parent ? !parent.sampled : !tracer.samples()) return undefined;
  return tracer.serve('vtgate.Execute', parent, {
    'db.system': 'mysql',
    'db.user': conn.user,
    'vt.connection': conn.id,
  });
}

/** The span knows of an error that the client gets. */
export function observeFailure(answer: CommandAnswer, span: Span): void {
  const tell = answer.error.bind(answer);
  answer.error = (error) => {
    span.fail(error.message);
    tell(error);
  };
}
