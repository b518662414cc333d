import { VtError } from '@vt/base';
import { type CreateTable, SqlError } from '@vt/sqlparser';
import { allShards, findKeyspace, type KeyspaceSchema } from '@vt/vschema';
import { asVtError } from '../executor/errors/sql-error.ts';
import { currentKeyspace } from '../executor/place.ts';
import { sendText } from '../executor/send.ts';
import { answerOk } from '../executor/session-answers/local-result.ts';
import type { StatementHandler, StatementRun } from '../executor/statement.ts';
import { parseAsServer } from '../executor/texts/mariadb-syntax.ts';
import { keyspacesOfTables, onlyKeyspace, stripKeyspaces } from '../executor/texts/qualifiers.ts';
import { scan } from '../text/scan.ts';
import { alterVSchema } from './alter-vschema.ts';
import { createOverShards } from './create-from-query.ts';
import { changeDatabase } from './database.ts';
import { alterMigration, changesUnder, revertMigration, strategyOf, submitChanges } from './migrations.ts';
import { parsed } from './parsed.ts';
import { dropUnknown } from './temporary/change.ts';
import { createTemporary } from './temporary/create.ts';

const OBJECTS = new Set([
  'DATABASE',
  'EVENT',
  'FUNCTION',
  'INDEX',
  'PROCEDURE',
  'SCHEMA',
  'SEQUENCE',
  'TABLE',
  'TRIGGER',
  'USER',
  'ROLE',
  'VIEW',
  'VSCHEMA',
  'VITESS_MIGRATION',
]);
/** What may be made on every shard alike. */
const SHARDED_OBJECTS = new Set(['INDEX', 'TABLE', 'VIEW']);
/** What may be changed by migrations. */
const MANAGED_OBJECTS = SHARDED_OBJECTS;
const WORDS_MAX = 24;
const DATABASE_EXISTS = 1007;
const NO_DATABASE = 1008;

type Ddl = {
  readonly object: string;
  readonly temporary: boolean;
  readonly ifExists: boolean;
  readonly ifNotExists: boolean;
};

/** Schema statements go to every shard of the keyspace, as they are but for the keyspace's name. */
export const ddl: StatementHandler = async (run) => {
  const { session, deps, signal } = run;
  if (run.classified.first?.text === 'REVERT') return revertMigration(run);
  const about = readDdl(run);
  if (about.object === 'DATABASE' || about.object === 'SCHEMA') return databaseDdl(run, about);
  if (about.object === 'VSCHEMA' && run.classified.first?.text === 'ALTER') return alterVSchema(run);
  if (about.object === 'VITESS_MIGRATION' && run.classified.first?.text === 'ALTER') return alterMigration(run);
  if (about.object === 'VSCHEMA' || about.object === 'VITESS_MIGRATION') {
    throw VtError.of('VT12001', `${run.classified.first?.text} ${about.object}`);
  }
  const { sql, keyspaces } = stripKeyspaces(run.sql, run.mode, (name) => deps.vschema().keyspaces.has(name));
  const name = onlyKeyspace(keyspacesOfTables(run, keyspaces), session.target.keyspace);
  const keyspace = name === session.target.keyspace ? currentKeyspace(run) : findKeyspace(deps.vschema(), name);
  checkAllowed(keyspace, about, session.lasts);
  const verb = run.classified.first?.text;
  if (about.temporary && verb === 'CREATE' && session.lasts) return createTemporary(run, keyspace, sql);
  if (about.temporary && verb === 'DROP' && dropUnknown(run, keyspace)) return;
  // MySQL commits what is open before a schema change; a temporary table is none.
  if (!about.temporary && session.inTransaction) {
    requireStatement(run);
    await deps.transactions.commit(session, signal);
  }
  if (about.temporary && verb === 'CREATE') session.reserved = true;
  if (about.temporary) run.shards.apart = !session.reserved;
  const setting = strategyOf(run);
  const create = keyspace.sharded && verb === 'CREATE' && !session.target.destination ? readCreate(run) : undefined;
  if (create?.select && !about.temporary) {
    if (setting.strategy !== 'direct') throw VtError.of('VT12001', 'CREATE TABLE … SELECT over shards as a migration');
    return createOverShards(run, keyspace, create);
  }
  const changes = MANAGED_OBJECTS.has(about.object) ? changesUnder(run, setting, sql) : undefined;
  if (changes && !about.temporary) return submitChanges(run, keyspace, setting, changes);
  const destination = session.target.destination ?? allShards;
  await sendText(run, keyspace.name, destination, sql, { ddl: !about.temporary, write: true });
  if (about.temporary) run.session.changes.other();
  else await deps.schemaChanged(keyspace.name);
};

/** A text that is no statement commits nothing. @throws as MySQL says it */
function requireStatement({ sql, session, deps }: StatementRun): void {
  try {
    parseAsServer(sql, session.sqlModeNames, deps.options.serverVersion);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw asVtError(error);
  }
}

function readCreate(run: StatementRun): CreateTable | undefined {
  // Only then is it worth reading.
  if (!/\b(?:select|table|values|with)\b/i.test(run.sql.replace(/^\s*create\s+table\b/i, ''))) return undefined;
  const statement = parsed(run, run.sql);
  return statement?.kind === 'CreateTable' ? statement : undefined;
}

function checkAllowed(keyspace: KeyspaceSchema, { object, temporary }: Ddl, lasts: boolean): void {
  if (!keyspace.sharded) return;
  if (!SHARDED_OBJECTS.has(object))
    throw VtError.of('VT12001', `${object.toLowerCase()} in sharded keyspace '${keyspace.name}'`);
  // Also: DROP TEMPORARY of what the session has not made, and sessions that have no place for what they made.
  if (temporary && !lasts) throw VtError.of('VT12001', `temporary table in sharded keyspace '${keyspace.name}'`);
}

function readDdl(run: StatementRun): Ddl {
  const words: string[] = [];
  for (const token of scan(run.sql, run.mode)) {
    if (words.length === WORDS_MAX) break;
    if (token.kind === 'word') words.push(token.text);
    // The object stands before the first parenthesis.
    else if (token.text === '(') break;
  }
  const text = words.join(' ');
  // TRUNCATE does without the word TABLE, and a definer may be called as he likes.
  const isName = (i: number): boolean => words[i - 1] === 'DEFINER' && words[i - 2] !== 'SECURITY';
  const at = words[0] === 'TRUNCATE' ? -1 : words.findIndex((word, i) => OBJECTS.has(word) && !isName(i));
  const head = words.slice(0, at < 0 ? words.length : at);
  return {
    object: words[at] ?? 'TABLE',
    temporary: head.includes('TEMPORARY'),
    ifExists: text.includes('IF EXISTS'),
    ifNotExists: text.includes('IF NOT EXISTS'),
  };
}

/** Keyspaces are made by the cluster's tools; the statement is only answered where it changes nothing. */
async function databaseDdl(run: StatementRun, { ifExists, ifNotExists }: Ddl): Promise<void> {
  const verb = run.classified.first?.text ?? '';
  const last = [...scan(run.sql, run.mode)]
    .filter((token) => token.kind === 'word' || token.kind === 'quoted')
    .at(ifExists || ifNotExists || verb === 'DROP' ? -1 : 2);
  const name = last?.kind === 'word' ? run.sql.slice(last.start, last.end) : (last?.text ?? '');
  const keyspace = run.deps.vschema().keyspaces.get(name);
  const exists = keyspace !== undefined && !run.deps.emptied.has(name);
  if (verb === 'CREATE' && exists) {
    if (!ifNotExists) throw VtError.of('VT06001', name);
    run.session.warnings.push({
      level: 'Note',
      code: DATABASE_EXISTS,
      message: `Can't create database '${name}'; database exists`,
    });
    return answerOk(run.sink, { affectedRows: 1n });
  }
  if (verb === 'DROP' && !exists) {
    if (!ifExists) throw VtError.of('VT05001', name);
    run.session.warnings.push({
      level: 'Note',
      code: NO_DATABASE,
      message: `Can't drop database '${name}'; database doesn't exist`,
    });
    return answerOk(run.sink);
  }
  if (verb === 'ALTER' && !exists) throw VtError.of('VT05002', name);
  if (keyspace === undefined) throw VtError.of('VT12001', `${verb.toLowerCase()} database is not supported`);
  return changeDatabase(run, verb, keyspace);
}
