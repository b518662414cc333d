import { Command } from '../../packets/command.ts';
import type { Connection } from '../connection.ts';
import { binlogDump } from './binlog-dump.ts';
import { binlogDumpGtid } from './binlog-dump-gtid.ts';
import { changeUser } from './change-user.ts';
import { debug } from './debug.ts';
import { fieldList } from './field-list.ts';
import { initDb } from './init-db.ts';
import { ping } from './ping.ts';
import { processKill } from './process-kill.ts';
import { query } from './query.ts';
import { quit } from './quit.ts';
import { registerReplica } from './register-replica.ts';
import { resetConnection } from './reset-connection.ts';
import { setOption } from './set-option.ts';
import { statistics } from './statistics.ts';
import { stmtClose } from './stmt-close.ts';
import { stmtExecute } from './stmt-execute.ts';
import { stmtFetch } from './stmt-fetch.ts';
import { stmtPrepare } from './stmt-prepare.ts';
import { stmtReset } from './stmt-reset.ts';
import { stmtSendLongData } from './stmt-send-long-data.ts';

/**
 * Runs one command. The connection is busy when it is called; it ends in a reply that is finished, `answerError` or `commandDone`.
 * What it throws is answered with an ERR.
 */
export type RunCommand = <S, P>(conn: Connection<S, P>, payload: Buffer) => void;

type Name = keyof typeof Command;

/** Every command has a row. */
const rows = {
  BINLOG_DUMP: binlogDump,
  BINLOG_DUMP_GTID: binlogDumpGtid,
  CHANGE_USER: changeUser,
  DEBUG: debug,
  FIELD_LIST: fieldList,
  INIT_DB: initDb,
  PING: ping,
  PROCESS_KILL: processKill,
  QUERY: query,
  QUIT: quit,
  REGISTER_REPLICA: registerReplica,
  RESET_CONNECTION: resetConnection,
  SET_OPTION: setOption,
  STATISTICS: statistics,
  STMT_CLOSE: stmtClose,
  STMT_EXECUTE: stmtExecute,
  STMT_FETCH: stmtFetch,
  STMT_PREPARE: stmtPrepare,
  STMT_RESET: stmtReset,
  STMT_SEND_LONG_DATA: stmtSendLongData,
} satisfies Record<Name, RunCommand>;

const byCode: RunCommand[] = [];
for (const [name, run] of Object.entries(rows) as [Name, RunCommand][]) byCode[Command[name]] = run;

/** Undefined: nobody knows it; it is answered with 1047 and the connection stays. */
export function commandOf(code: number): RunCommand | undefined {
  return byCode[code];
}
