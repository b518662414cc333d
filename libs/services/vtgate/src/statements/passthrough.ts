import { VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import { anyShard, findKeyspace, onlyShard } from '@vt/vschema';
import { anyKeyspace, currentKeyspace } from '../executor/place.ts';
import { sendText } from '../executor/send.ts';
import { withUserVariables } from '../executor/session-answers/assignments.ts';
import type { StatementHandler, StatementRun } from '../executor/statement.ts';
import { keyspacesOfTables, onlyKeyspace, stripKeyspaces } from '../executor/texts/qualifiers.ts';
import { isCompound } from '../text/compound.ts';
import { type ScanMode, scan } from '../text/scan.ts';
import { isMaintenance, maintainSystemTables, maintainTables } from './maintenance.ts';
import { syntaxError } from './transaction.ts';

const NOT_SUPPORTED_YET = 1235;

/** Statements that a keyspace of one shard, or the shard that the client targets, gets as they are. */
export const passthrough: StatementHandler = async (run) => {
  const { session, classified } = run;
  const { keyspace, sql } = placeOf(run);
  const { destination } = session.target;
  if (keyspace.sharded && !destination)
    throw VtError.of('VT12001', `${classified.first?.text} in sharded keyspace '${keyspace.name}'`);
  if (!keyspace.sharded) warnShardedOnly(run, classified.first?.text);
  const isProgram = isCompoundOf(run);
  if (classified.kind === 'call' || isProgram) {
    session.maySignal = true;
    // Behind the results of what it runs comes its own.
    run.sink.moreFollows = true;
  }
  const write = classified.kind === 'call' || classified.kind === 'load' || isProgram;
  const send = (sending: StatementRun) => sendText(sending, keyspace.name, destination ?? onlyShard, sql, { write });
  if (classified.kind !== 'call' && !isProgram) return send(run);
  await withUserVariables(run, userVariablesIn(sql, run.mode), (engine) => send({ ...run, engine }));
};

/** Tells who asked for it (--warn-sharded-only) that the statement would be refused if the keyspace were sharded. */
function warnShardedOnly({ deps, session }: StatementRun, what = 'statement'): void {
  if (!deps.options.warnShardedOnly) return;
  session.warn(NOT_SUPPORTED_YET, `'${what.toUpperCase()}' not supported in sharded mode`);
  deps.stats.warned?.('WarnUnshardedOnly');
}

/** Whether it is a program without a name, which MariaDB runs. */
export function isCompoundOf({ classified, session, deps }: StatementRun): boolean {
  const { first, second } = classified;
  return isMariadbVersion(deps.options.serverVersion) && isCompound(first, second, session.sqlMode);
}

function userVariablesIn(sql: string, mode: ScanMode): readonly string[] {
  const names = new Set<string>();
  for (const { kind, text } of scan(sql, mode)) if (kind === 'userVariable') names.add(text.toLowerCase());
  return [...names];
}

/** What MySQL knows of that has no handler of its own; every other first word is none of a statement. */
const otherWords = new Set(
  'BINLOG CACHE CHANGE CLONE HANDLER HELP IMPORT INSTALL LOAD PURGE RESET RESIGNAL RESTART SHUTDOWN SIGNAL START STOP UNINSTALL XA'.split(
    ' ',
  ),
);

/** What every mysqld answers alike. */
const ALIKE: ReadonlySet<string> = new Set(['HELP', 'RESIGNAL', 'SIGNAL']);

/** Whether a statement of `otherStatement` can begin with the word. */
export function isOtherWord(word: string): boolean {
  return otherWords.has(word) || isMaintenance(word);
}

/** Table maintenance goes to every shard; what gives one answer for a whole keyspace of several shards is refused. */
export const otherStatement: StatementHandler = async (run) => {
  if (isCompoundOf(run)) return passthrough(run);
  const { session, classified } = run;
  const word = classified.first?.text ?? '';
  if (isMaintenance(word) && (await maintainSystemTables(run))) return;
  if (ALIKE.has(word)) return sayAlike(run);
  const { keyspace, sql } = placeOf(run);
  const { destination } = session.target;
  if (isMaintenance(word)) return maintainTables(run, word, keyspace.name, sql);
  if (keyspace.sharded && !destination) {
    if (!otherWords.has(word)) throw syntaxError(run.sql);
    throw VtError.of('VT12001', `${word} in sharded keyspace '${keyspace.name}'`);
  }
  if (!keyspace.sharded) warnShardedOnly(run, word);
  if (word === 'XA') throw VtError.of('VT12001', `${word} statement`);
  // A handler is its connection's, and holds a lock on the table: it must not be left behind in a pool.
  if (word === 'HANDLER') session.reserved = true;
  await sendText(run, keyspace.name, destination ?? onlyShard, sql);
};

/** Also for who has selected no keyspace, or one of the system's. */
function sayAlike(run: StatementRun): Promise<void> {
  const { session, classified } = run;
  if (classified.first?.text !== 'HELP') session.maySignal = true;
  return sendText(run, anyKeyspace(run), session.target.destination ?? anyShard, run.sql);
}

/** Privileges belong to the cluster's own users. */
export const privileges: StatementHandler = async ({ classified }) => {
  throw VtError.of('VT12001', `${classified.first?.text} statement`);
};

function placeOf(run: StatementRun) {
  const { deps, session } = run;
  const { sql, keyspaces } = stripKeyspaces(run.sql, run.mode, (name) => deps.vschema().keyspaces.has(name));
  const name = onlyKeyspace(keyspacesOfTables(run, keyspaces), session.target.keyspace);
  return {
    sql,
    keyspace: name === session.target.keyspace ? currentKeyspace(run) : findKeyspace(deps.vschema(), name),
  };
}
