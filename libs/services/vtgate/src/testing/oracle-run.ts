import { readFileSync } from 'node:fs';
import { type MysqlConnection, readSessionState } from '@vt/mysql';
import { collectResult, type Result } from '@vt/sqltypes';

/** The statements of a file in this folder's `oracle`: one a line, `x: ` before those of another connection. */
export function oracleScript(name: string): { readonly connection: string; readonly sql: string }[] {
  const lines = readFileSync(new URL(`oracle/${name}`, import.meta.url), 'utf8').split('\n');
  return lines
    .filter((line) => line.trim() !== '' && !line.startsWith('--'))
    .map((line) => {
      const other = /^([b-z]): (.*)$/s.exec(line);
      return other ? { connection: other[1] as string, sql: other[2] as string } : { connection: 'a', sql: line };
    });
}

/** SERVER_STATUS bits that speak of the session; the others are about how mysqld found the rows. */
const SESSION_STATUS = 1 | 2 | 8 | 512 | 8192;

/** Everything a client sees of an answer, as text; errors by their numbers, as the gate may add its own id to the words. */
export async function answerText(connection: MysqlConnection, sql: string, metadata: boolean): Promise<string> {
  const sink = collectResult();
  connection.query(Buffer.from(sql), sink);
  // When the tables were made is not part of what is compared.
  const dated = /^show table status/i.test(sql);
  const ordered = /\border by\b|^\s*show/i.test(sql);
  try {
    const results = await sink.results;
    const text = JSON.stringify(results.map((result) => resultText(result, ordered, metadata)));
    return dated ? text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'time') : text;
  } catch (error) {
    const { errno, state } = error as { errno?: number; state?: string };
    return `error ${errno} ${state}`;
  }
}

function resultText(result: Result, ordered: boolean, metadata: boolean) {
  const rows = result.rows.map((row) =>
    row.map((value) => (value === null ? 'NULL' : Buffer.from(value).toString())).join('\t'),
  );
  return {
    fields: result.fields.map((f) =>
      metadata ? [f.name, f.type, f.columnLength, f.charset, f.decimals, f.flags].join('|') : f.name,
    ),
    rows: ordered ? rows : rows.toSorted(),
    affected: String(result.affectedRows),
    insertId: String(result.insertId),
    status: result.statusFlags & SESSION_STATUS,
    warnings: result.warnings,
    info: result.info,
    state: stateText(result.sessionState),
  };
}

/** Statement ids and GTIDs are each server's own. */
function stateText(state: Uint8Array): string {
  const changes = state.length === 0 ? [] : readSessionState(Buffer.from(state));
  return changes
    .filter((change) => change.kind !== 'system-variable' || change.name !== 'statement_id')
    .map((change) => (change.kind === 'gtids' ? change.kind : JSON.stringify(change)))
    .join(' ');
}

/** Connections by name, opened when first named. */
export class Connections {
  readonly #open: () => Promise<MysqlConnection>;
  readonly #byName = new Map<string, MysqlConnection>();

  constructor(open: () => Promise<MysqlConnection>) {
    this.#open = open;
  }

  async get(name: string): Promise<MysqlConnection> {
    const known = this.#byName.get(name);
    if (known) return known;
    const connection = await this.#open();
    this.#byName.set(name, connection);
    return connection;
  }

  close(): void {
    for (const connection of this.#byName.values()) connection.close();
  }
}
