import type { Connection, FieldPacket, ResultSetHeader } from 'mysql2/promise';
import type { Dialogue } from './dialogues.ts';

const UNTIL_MS = 20_000;
const PAUSE_MS = 200;
const SHOWN_MAX = 500;

/** What a gate answered to one line; `text` tells all of it. */
export type Told = { readonly line: string; readonly text: string };

/** Holds a client's part of dialogues: two connections to one gate, with keyspaces of their own. */
export class Talk {
  readonly #connections: ReadonlyMap<string, Connection>;
  readonly #keyspaces: Readonly<Record<'one' | 'two', string>>;
  readonly #waiting = new Map<string, Promise<string>>();

  constructor(a: Connection, b: Connection, keyspaces: Readonly<Record<'one' | 'two', string>>) {
    this.#connections = new Map([
      ['a', a],
      ['b', b],
    ]);
    this.#keyspaces = keyspaces;
  }

  async hold({ lines }: Dialogue): Promise<readonly Told[]> {
    const told: Told[] = [];
    for (const line of lines) {
      const text = await this.#say(line);
      if (text !== undefined) told.push({ line, text });
    }
    return told;
  }

  async #say(line: string): Promise<string | undefined> {
    const [, who = '', sign = '', rest = ''] = /^([ab])([&.?~!]?) ?(.*)$/s.exec(line) ?? [];
    const connection = this.#connections.get(who);
    if (!connection) throw new Error(`nobody says '${line}'`);
    const sql = this.#named(rest);
    if (sign === '.') return this.#waiting.get(who);
    if (sign === '&') {
      this.#waiting.set(who, this.#answer(connection, sql));
      return undefined;
    }
    if (sign === '?') {
      const end = sql.indexOf('] ') + 1;
      return this.#answer(connection, sql.slice(end + 1), JSON.parse(sql.slice(0, end)) as unknown[]);
    }
    if (sign === '~') {
      const [, pattern = '', asked = ''] = /^\/(.*?)\/ (.*)$/s.exec(sql) ?? [];
      return this.#until(connection, new RegExp(pattern), asked);
    }
    const text = await this.#answer(connection, sql);
    return sign === '!' ? undefined : text;
  }

  async #until(connection: Connection, pattern: RegExp, sql: string): Promise<string> {
    const end = Date.now() + UNTIL_MS;
    for (;;) {
      const text = await this.#answer(connection, sql);
      if (pattern.test(text) || Date.now() > end) return text;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async #answer(connection: Connection, sql: string, values?: unknown[]): Promise<string> {
    try {
      const options = { sql, rowsAsArray: true, values };
      const [rows, fields] = values ? await connection.execute(options as never) : await connection.query(options);
      return this.#plain(described(rows, fields));
    } catch (thrown) {
      const { errno, sqlState, message } = thrown as { errno?: number; sqlState?: string; message: string };
      return this.#plain(JSON.stringify({ errno, sqlState, message }));
    }
  }

  #named(text: string): string {
    return text.replaceAll('{one}', this.#keyspaces.one).replaceAll('{two}', this.#keyspaces.two);
  }

  /** Without what is this world's alone, and what Vitess's tablets do not tell: `Rows matched: …`. */
  #plain(text: string): string {
    return text
      .replaceAll(this.#keyspaces.one, '{one}')
      .replaceAll(this.#keyspaces.two, '{two}')
      .replace(/"info":"[^"]*"/, '"info":""');
  }
}

function described(rows: unknown, fields: FieldPacket[]): string {
  if (!Array.isArray(rows)) {
    const { affectedRows, insertId, warningStatus, info } = rows as ResultSetHeader & { warningStatus: number };
    return JSON.stringify({ affectedRows, insertId, warningStatus, info });
  }
  const columns = (fields ?? []).map((field) => {
    const { name, columnType, flags, columnLength, decimals, characterSet } = field as FieldPacket & {
      columnType?: number;
      columnLength?: number;
      characterSet?: number;
    };
    return [name, columnType, flags, columnLength, decimals, characterSet].join(' ');
  });
  const text = JSON.stringify(rows, (_, value) =>
    typeof value === 'bigint'
      ? String(value)
      : value?.type === 'Buffer'
        ? Buffer.from(value.data).toString('hex')
        : value,
  );
  const shown = text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}… of ${text.length}` : text;
  return `{"rows":${shown},"columns":${JSON.stringify(columns)}}`;
}
