import { toVtError, VtError } from '@vt/base';
import { parse, SqlError, type Statement } from '@vt/sqlparser';
import {
  allShards,
  type Destination,
  findKeyspace,
  findRoutedTable,
  formatDestination,
  fullKeyRange,
  resolveDestination,
} from '@vt/vschema';
import type { StatementHandler, StatementRun } from '../executor/statement.ts';
import { type Place, streamMessages } from '../messages/stream-messages.ts';

type Stream = Extract<Statement, { kind: 'Stream' }>;

/** STREAM * FROM t: the messages of a message table, of all shards, until the client goes away. */
export const stream: StatementHandler = async (run) => {
  const { session, deps, sink, signal, facts } = run;
  const statement = parseStream(run, run.sql);
  const { messages } = deps;
  if (!messages) throw VtError.of('VT12001', 'STREAM on this gate');
  const parts = {
    port: messages,
    place: () => placeOf(run, statement),
    caller: session.caller,
    sink,
    onOpen: () => {
      facts.shardQueries++;
    },
  };
  await streamMessages(parts, signal);
  // It has no end of its own.
  throw toVtError(signal.reason);
};

/** As VEXPLAIN shows it. */
export function explainedStream(run: StatementRun, sql: string): object {
  const statement = parseStream(run, sql);
  const { table, keyspace } = tableOf(run, statement);
  const { name, sharded } = findKeyspace(run.deps.vschema(), keyspace);
  const destination = run.session.target.destination ?? ({ kind: 'ExactKeyRange', keyRange: fullKeyRange } as const);
  return {
    OperatorType: 'MStream',
    Keyspace: { Name: name, Sharded: sharded },
    TargetDestination: formatDestination(destination).replace(/^Destination/, ''),
    Table: table,
  };
}

/** @throws syntax errors; VT09009 elsewhere than on primaries; VT12001 for what is no star */
function parseStream({ session }: StatementRun, sql: string): Stream {
  const statement = parsed(sql, session.sqlModeNames);
  if (statement.kind !== 'Stream') throw VtError.of('VT13001', `${statement.kind} is not a stream`);
  const { tabletType } = session.target;
  if (tabletType !== 'PRIMARY') throw VtError.of('VT09009', tabletType);
  if (statement.expr.kind !== 'StarExpr') throw VtError.of('VT12001', 'STREAM of other than *');
  return statement;
}

function tableOf({ deps, session }: StatementRun, { table: { name, qualifier } }: Stream) {
  const found = findRoutedTable(deps.vschema(), qualifier || session.target.keyspace, name, 'PRIMARY');
  return { table: found.name, keyspace: found.keyspace };
}

function placeOf(run: StatementRun, statement: Stream): Place {
  const { table, keyspace } = tableOf(run, statement);
  const destination: Destination = run.session.target.destination ?? allShards;
  const shards = resolveDestination(destination, run.shards.shards(keyspace));
  return { keyspace, table, shards: shards.map(({ name }) => name) };
}

function parsed(sql: string, sqlMode: string): Statement {
  try {
    return parse(sql, { sqlMode });
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { errno, sqlState: state, message } = error;
    throw new VtError({ code: 'INVALID_ARGUMENT', errno, state, message, cause: error });
  }
}
