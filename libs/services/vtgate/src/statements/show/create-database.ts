import { VtError } from '@vt/base';
import { collectResult, type Row } from '@vt/sqltypes';
import { anyShard } from '@vt/vschema';
import { isSystemSchema } from '../../executor/place.ts';
import { sendText } from '../../executor/send.ts';
import { answerRows } from '../../executor/session-answers/local-result.ts';
import type { StatementHandler, StatementRun } from '../../executor/statement.ts';
import { resultCollations } from '../../session/charset.ts';
import { scan } from '../../text/scan.ts';
import { showServer } from './server.ts';

const NAME_BYTES = 256;
const TEXT_BYTES = 4_096;

/** SHOW CREATE DATABASE [IF NOT EXISTS] keyspace: what a mysqld says of its database, which has another name there. */
export const showCreateDatabase: StatementHandler = async (run) => {
  const { condition, name } = readName(run);
  if (isSystemSchema(name)) return showServer(run);
  const keyspace = run.deps.vschema().keyspaces.get(name);
  if (!keyspace) throw VtError.of('VT05003', name);
  const database = text(await one(run, name, 'select database()'), 0);
  const row = await one(run, name, `show create database ${condition}\`${database}\``);
  const created = text(row, 1).replace(`\`${database}\``, () => `\`${name.replaceAll('`', '``')}\``);
  answerRows(
    run.sink,
    [
      { name: 'Database', bytesMax: NAME_BYTES, notNull: true, decimals: 31, isSystem: true },
      { name: 'Create Database', bytesMax: TEXT_BYTES, notNull: true, decimals: 31, isSystem: true },
    ],
    [[name, created]],
    resultCollations(run.session, run.deps.options.serverVersion),
  );
};

function readName({ sql, mode }: StatementRun): { condition: string; name: string } {
  const rest = [...scan(sql, mode)].slice(3);
  const words = rest.slice(0, 3).map((token) => token.text);
  const conditional = words.join(' ') === 'IF NOT EXISTS';
  const token = rest[conditional ? 3 : 0];
  const name = token?.kind === 'word' ? sql.slice(token.start, token.end) : (token?.text ?? '');
  return { condition: conditional ? 'if not exists ' : '', name };
}

async function one(run: StatementRun, keyspace: string, sql: string): Promise<Row> {
  const sink = collectResult({ rowsMax: 1 });
  await sendText(run, keyspace, anyShard, sql, { sink });
  return (await sink.result).rows[0] ?? [];
}

function text(row: Row, column: number): string {
  return Buffer.from(row[column] ?? '').toString();
}
