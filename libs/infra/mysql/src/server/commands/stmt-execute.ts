import type { OkInfo } from '@vt/sqltypes';
import { Status } from '../../packets/capabilities.ts';
import { CURSOR_READ_ONLY, readExecuteHead, readExecuteParams } from '../../packets/com-stmt-execute.ts';
import type { Connection } from '../connection.ts';
import { type Cursor, CursorSink } from '../cursor.ts';
import { serverErrors } from '../errors.ts';
import type { Reply } from '../reply.ts';
import type { Statement } from '../statements.ts';

export function stmtExecute<S, P>(conn: Connection<S, P>, payload: Buffer): void {
  const { statementId, flags } = readExecuteHead(payload);
  const statement = conn.statements.get(statementId, 'mysql_stmt_precheck');
  statement.cursor = undefined;
  const { paramCount, longData } = statement;
  statement.longData = undefined;
  if (longData?.tooLarge) return conn.answerError(serverErrors.longDataTooLarge());
  const { values, types } = readExecuteParams(payload, flags, {
    paramCount,
    capabilities: conn.capabilities,
    types: statement.types,
    longData: longData?.values(),
  });
  if (types.length < paramCount) return conn.answerError(serverErrors.noTypes());
  if (types.length > 0) statement.types = types.slice(0, paramCount);
  const reply = conn.startReply('binary', values.length > paramCount ? values.slice(paramCount) : undefined);
  const sink = flags & CURSOR_READ_ONLY ? withCursor(conn, statement, reply) : reply;
  const params = values.length > paramCount ? values.slice(0, paramCount) : values;
  conn.context.handler.execute(
    conn,
    conn.session,
    statement.handle,
    params.map(({ bind }) => bind),
    sink,
  );
}

function withCursor<S, P>(conn: Connection<S, P>, statement: Statement<P>, reply: Reply): CursorSink {
  const open = (definitions: readonly Uint8Array[], cursor: Cursor, ok: OkInfo): void => {
    if (!reply.open) return;
    statement.cursor = cursor;
    reply.columnsOnly(definitions, ok, Status.CURSOR_EXISTS);
  };
  return new CursorSink(reply, conn.context.limits.cursorBytesMax, open);
}
