import { VtError } from '@vt/base';
import { collectResult } from '@vt/sqltypes';
import { allShards, anyShard, type KeyspaceSchema } from '@vt/vschema';
import { sendText } from '../executor/send.ts';
import { answerOk } from '../executor/session-answers/local-result.ts';
import type { StatementRun } from '../executor/statement.ts';

/**
 * What CREATE, ALTER and DROP DATABASE do (flag --dbddl-plugin). Keyspaces themselves are made by the cluster's tools.
 * `fail`: refused with VT12001. `noop`: answered, nothing is done. `empty`: DROP takes everything out of the keyspace and
 * CREATE then finds it empty, so that scripts which make their database anew run as they are.
 */
export type DatabasePlugin = 'fail' | 'noop' | 'empty';

const OBJECTS_MAX = 10_000;
const listing = `select table_name, if(table_type = 'VIEW', 'VIEW', 'TABLE') from information_schema.tables where table_schema = database()
union all select routine_name, routine_type from information_schema.routines where routine_schema = database()
union all select event_name, 'EVENT' from information_schema.events where event_schema = database()`;

/** CREATE or DROP DATABASE of a keyspace that exists. */
export async function changeDatabase(run: StatementRun, verb: string, keyspace: KeyspaceSchema): Promise<void> {
  const { options, emptied } = run.deps;
  if (options.databasePlugin === 'noop') return answerOk(run.sink);
  if (options.databasePlugin === 'fail' || verb === 'ALTER') {
    throw VtError.of('VT12001', `${verb.toLowerCase()} database is not supported`);
  }
  if (verb === 'CREATE') {
    if (!emptied.delete(keyspace.name)) throw VtError.of('VT06001', keyspace.name);
    return answerOk(run.sink, { affectedRows: 1n });
  }
  if (run.session.inTransaction) await run.deps.transactions.commit(run.session, run.signal);
  const count = await empty(run, keyspace.name);
  emptied.add(keyspace.name);
  await run.deps.schemaChanged(keyspace.name);
  answerOk(run.sink, { affectedRows: BigInt(count) });
}

/** Drops every object of the keyspace on all shards. Returns how many tables and views there were. */
async function empty(run: StatementRun, keyspace: string): Promise<number> {
  const found = collectResult({ rowsMax: OBJECTS_MAX });
  await sendText(run, keyspace, anyShard, listing, { sink: found });
  const byKind = new Map<string, string[]>();
  for (const row of (await found.result).rows) {
    const [name, kind] = row.map(String) as [string, string];
    byKind.set(kind, [...(byKind.get(kind) ?? []), `\`${name.replaceAll('`', '``')}\``]);
  }
  for (const [kind, names] of byKind) {
    // One statement for all tables: those that refer to each other can only go together.
    const statements = kind === 'TABLE' || kind === 'VIEW' ? [names.join(', ')] : names;
    for (const what of statements) await drop(run, keyspace, `drop ${kind.toLowerCase()} if exists ${what}`);
  }
  return (byKind.get('TABLE')?.length ?? 0) + (byKind.get('VIEW')?.length ?? 0);
}

async function drop(run: StatementRun, keyspace: string, sql: string): Promise<void> {
  const sink = collectResult({ rowsMax: 1 });
  await sendText(run, keyspace, allShards, sql, { ddl: true, write: true, sink });
}
