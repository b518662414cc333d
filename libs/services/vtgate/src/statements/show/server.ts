import { quoteName } from '@vt/sqlparser';
import { anyShard } from '@vt/vschema';
import { anyKeyspace, currentKeyspace, isSystemSchema } from '../../executor/place.ts';
import { sendText } from '../../executor/send.ts';
import type { StatementHandler, StatementRun } from '../../executor/statement.ts';
import { databaseNames, namesBack } from '../../executor/system-schemas/system-schemas.ts';
import { onlyKeyspace, stripKeyspaces } from '../../executor/texts/qualifiers.ts';
import { databaseOf } from '../../gateway/database-name.ts';
import { scan, type Token } from '../../text/scan.ts';

/** SHOW [FULL] TABLES [FROM keyspace]: any shard has all tables. Of another schema, any mysqld says them, or that it knows no such one. */
export const showTables: StatementHandler = async (run) => {
  const { keyspace, sql } = takeFrom(run);
  const selected = run.session.target.keyspace;
  const namesOther = keyspace === undefined && namesSchema(sql, run);
  if (namesOther || (keyspace === undefined && isSystemSchema(selected))) {
    const text = namesOther ? sql : sql.replace(/\btables\b/i, `tables from ${selected}`);
    return sendText(run, anyKeyspace(run), run.session.target.destination ?? anyShard, text);
  }
  const asked = keyspace ?? currentKeyspace(run).name;
  await sendText(run, asked, run.session.target.destination ?? anyShard, withDatabaseColumn(sql, asked, run));
};

/** Whether FROM or IN comes right after TABLES: in a condition, they are something else. */
function namesSchema(sql: string, { mode }: StatementRun): boolean {
  const words = [...scan(sql, mode)].map(({ kind, text }) => (kind === 'word' ? text : ''));
  const next = words[words.indexOf('TABLES') + 1];
  return next === 'FROM' || next === 'IN';
}

/** The column that a condition calls `Tables_in_` and the keyspace has the database's name where it is answered. */
function withDatabaseColumn(sql: string, keyspace: string, { deps, mode }: StatementRun): string {
  const column = `tables_in_${keyspace}`.toLowerCase();
  return [...scan(sql, mode)]
    .filter(({ kind, text }) => (kind === 'word' || kind === 'quoted') && text.toLowerCase() === column)
    .reduceRight(
      (text, { start, end }) =>
        `${text.slice(0, start)}${quoteName(`Tables_in_${databaseOf(deps.gateway, keyspace)}`)}${text.slice(end)}`,
      sql,
    );
}

/** SHOW OPEN TABLES [FROM keyspace]: those of any one mysqld; of all schemas without the tablets' own. */
export const showOpenTables: StatementHandler = async (run) => {
  const { keyspace, sql } = takeFrom(run);
  if (keyspace === undefined && namesSchema(sql, run)) return showServer(run);
  const sink = namesBack(run.sink, databaseNames(run.deps));
  const text =
    keyspace === undefined
      ? withoutSidecar(sql, run)
      : sql.replace(/\btables\b/i, (word) => `${word} from ${quoteName(databaseOf(run.deps.gateway, keyspace))}`);
  await sendText(run, keyspace ?? anyKeyspace(run), run.session.target.destination ?? anyShard, text, { sink });
};

function withoutSidecar(sql: string, { mode }: StatementRun): string {
  const condition = "where `Database` <> '_vt'";
  const tokens = [...scan(sql, mode)].filter(({ text }) => text !== ';');
  const end = tokens.at(-1)?.end ?? sql.length;
  const clause = tokens.find(({ kind, text }) => kind === 'word' && (text === 'LIKE' || text === 'WHERE'));
  if (!clause) return `${sql.slice(0, end)} ${condition}`;
  const [before, after] = [sql.slice(0, clause.start), sql.slice(clause.end, end)];
  return `${before}${condition} and ${clause.text === 'LIKE' ? `\`Table\` like${after}` : `(${after})`}`;
}

/** Every other SHOW is answered by a mysqld. */
export const showServer: StatementHandler = async (run) => {
  const { keyspace, sql } = takeFrom(run);
  const sink = namesBack(run.sink, databaseNames(run.deps));
  await sendText(run, keyspace ?? anyKeyspace(run), run.session.target.destination ?? anyShard, sql, { sink });
};

/** Takes the keyspace out of `FROM table FROM keyspace`, `FROM keyspace`, `IN keyspace` and `keyspace.table`. */
export function takeFrom(run: StatementRun): { keyspace: string | undefined; sql: string } {
  const { deps, mode } = run;
  const isKeyspace = (name: string) => deps.vschema().keyspaces.has(name);
  const plain = stripKeyspaces(run.sql, mode, isKeyspace);
  const tokens = [...scan(plain.sql, mode)];
  for (const [i, token] of tokens.entries()) {
    const name = tokens[i + 1];
    if (token.kind !== 'word' || (token.text !== 'FROM' && token.text !== 'IN') || !name) continue;
    const text = nameOf(name, plain.sql);
    // `SHOW COLUMNS FROM t`: the first name after it is a table's; then only a second FROM names a keyspace.
    if (
      isOfTable(tokens) &&
      !tokens.slice(0, i).some(({ kind, text: t }) => kind === 'word' && (t === 'FROM' || t === 'IN'))
    )
      continue;
    if (isKeyspace(text)) return { keyspace: text, sql: plain.sql.slice(0, token.start) + plain.sql.slice(name.end) };
  }
  const named = plain.keyspaces.length > 0 ? onlyKeyspace(plain.keyspaces, '') : undefined;
  return { keyspace: named, sql: plain.sql };
}

/** By its words, not its text: programs write `SHOW /*!50002 FULL *\/ COLUMNS`. */
function isOfTable(tokens: readonly Token[]): boolean {
  const what = tokens.slice(1).find(({ text }) => text !== 'EXTENDED' && text !== 'FULL');
  return what?.kind === 'word' && ofTable.has(what.text);
}

const ofTable: ReadonlySet<string> = new Set(['COLUMNS', 'FIELDS', 'INDEX', 'INDEXES', 'KEYS']);

function nameOf(token: Token, sql: string): string {
  return token.kind === 'word' ? sql.slice(token.start, token.end) : token.text;
}
