import { collectResult, type Row } from '@vt/sqltypes';
import { anyShard } from '@vt/vschema';
import { anyKeyspace } from '../../executor/place.ts';
import { sendText } from '../../executor/send.ts';
import type { StatementHandler } from '../../executor/statement.ts';
import type { Session } from '../../session/session.ts';
import { sendOverlaid } from './overlaid.ts';

/** SHOW STATUS: a mysqld's; the encryption is the client's own connection's. */
export const showStatus: StatementHandler = async (run) => {
  const { session, sink, sql } = run;
  const answer = collectResult();
  await sendText(run, anyKeyspace(run), session.target.destination ?? anyShard, sql, { sink: answer });
  sendOverlaid(sink, await answer.result, (row) => overlay(session, row));
};

function overlay({ cipher }: Session, row: Row): Row {
  const [name] = row;
  switch (name && Buffer.from(name).toString().toLowerCase()) {
    case 'ssl_cipher':
      return [name ?? null, Buffer.from(cipher?.name ?? '')];
    case 'ssl_version':
      return [name ?? null, Buffer.from(cipher?.version ?? '')];
    default:
      return row;
  }
}
