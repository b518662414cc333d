import type { Connection } from '../connection.ts';
import { LongData } from '../statements.ts';

const HEAD_BYTES = 7;

/*
  COM_STMT_SEND_LONG_DATA => command int<1> 0x18 · statement_id int<4> · param int<2> · data string<EOF>
  No answer, whatever happens: what is wrong is said by the execute.
*/
export function stmtSendLongData<S, P>(conn: Connection<S, P>, payload: Buffer): void {
  const statement = payload.length >= HEAD_BYTES ? conn.statements.find(payload.readUInt32LE(1)) : undefined;
  const param = statement ? payload.readUInt16LE(5) : 0;
  if (statement && param < statement.paramCount) {
    statement.longData ??= new LongData(conn.context.limits.allowedPacketBytesMax);
    statement.longData.append(param, payload.subarray(HEAD_BYTES));
  }
  conn.commandDone();
}
