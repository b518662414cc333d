import { VtError } from '@vt/base';
import { allShards, anyShard, findKeyspace } from '@vt/vschema';
import { currentKeyspace } from '../executor/place.ts';
import { onlyKeyspace, stripKeyspaces } from '../executor/qualifiers.ts';
import { sendText } from '../executor/send.ts';
import type { StatementHandler, StatementRun } from '../executor/statement.ts';
import { syntaxError } from './transaction.ts';

/** Statements that a keyspace of one shard, or the shard that the client targets, gets as they are. */
export const passthrough: StatementHandler = async (run) => {
  const { session, classified } = run;
  const { keyspace, sql } = placeOf(run);
  const { destination } = session.target;
  if (keyspace.sharded && !destination)
    throw VtError.of('VT12001', `${classified.first?.text} in sharded keyspace '${keyspace.name}'`);
  await sendText(run, keyspace.name, destination ?? anyShard, sql, {
    write: classified.kind === 'call' || classified.kind === 'load',
  });
};

/** What MySQL knows of that has no handler of its own; every other first word is none of a statement. */
const otherWords = new Set(
  'BINLOG CACHE CHANGE CHECKSUM CLONE GET HANDLER HELP IMPORT INSTALL LOAD PURGE RESET RESIGNAL RESTART SHUTDOWN SIGNAL START STOP UNINSTALL XA'.split(
    ' ',
  ),
);

const EVERYWHERE = ['ANALYZE', 'CHECK', 'OPTIMIZE', 'REPAIR'];

/** Whether a statement of `otherStatement` can begin with the word. */
export function isOtherWord(word: string): boolean {
  return otherWords.has(word) || EVERYWHERE.includes(word);
}

/** ANALYZE, OPTIMIZE, REPAIR, CHECK: on every shard, their rows one after the other. What gives one answer for a whole table is refused. */
export const otherStatement: StatementHandler = async (run) => {
  const { session, classified } = run;
  const { keyspace, sql } = placeOf(run);
  const everywhere = EVERYWHERE.includes(classified.first?.text ?? '');
  const { destination } = session.target;
  if (keyspace.sharded && !destination && !everywhere) {
    if (!otherWords.has(classified.first?.text ?? '')) throw syntaxError(run.sql);
    throw VtError.of('VT12001', `${classified.first?.text} in sharded keyspace '${keyspace.name}'`);
  }
  await sendText(run, keyspace.name, destination ?? (everywhere ? allShards : anyShard), sql);
};

/** Privileges belong to the cluster's own users. */
export const privileges: StatementHandler = async ({ classified }) => {
  throw VtError.of('VT12001', `${classified.first?.text} statement`);
};

function placeOf(run: StatementRun) {
  const { deps, session } = run;
  const { sql, keyspaces } = stripKeyspaces(run.sql, run.mode, (name) => deps.vschema().keyspaces.has(name));
  const name = onlyKeyspace(keyspaces, session.target.keyspace);
  return {
    sql,
    keyspace: name === session.target.keyspace ? currentKeyspace(run) : findKeyspace(deps.vschema(), name),
  };
}
