import { type ClientConnection, type CommandSink, Status } from '@vt/mysql';
import { type BindVariable, collectResult, type Result } from '@vt/sqltypes';
import type { ClientState, MysqlHandler, PreparedText } from '../mysql/handler.ts';

/** A client without a socket. */
export class TestClient {
  readonly conn: ClientConnection;
  readonly state: ClientState;
  readonly #handler: MysqlHandler;

  constructor(handler: MysqlHandler, id: number, { collation = 45, multiStatements = false } = {}) {
    this.#handler = handler;
    this.conn = {
      id,
      user: 'u',
      userData: 'u',
      groups: [],
      peer: { transport: 'unix', address: '', port: 0, tls: false, certificate: undefined },
      capabilities: 0,
      collation,
      attributes: new Map(),
      busy: true,
      stateMs: 0,
      multiStatements,
      connectedAtMs: 0,
      closed: false,
      resultCollation: 0,
      encodeError: undefined,
      statusFlags: Status.AUTOCOMMIT,
      endsAfterCommand: false,
      idleTimeoutMs: undefined,
      writeTimeoutMs: undefined,
      killQuery() {},
      kill() {},
    };
    this.state = handler.newSession(this.conn);
  }

  query(sql: string): Promise<Result> {
    return this.all(sql).then(([result]) => result as Result);
  }

  /** The results of all statements of a text. */
  all(sql: string): Promise<Result[]> {
    const { sink, results } = newSink();
    try {
      this.#handler.query(this.conn, this.state, Buffer.from(sql), sink);
    } catch (error) {
      return Promise.reject(error);
    }
    return results();
  }

  async rows(sql: string): Promise<(string | null)[][]> {
    return textRows(await this.query(sql));
  }

  async prepared(sql: string, params: readonly BindVariable[]): Promise<Result> {
    const statement = await new Promise<PreparedText>((resolve, reject) => {
      this.#handler.prepare(this.conn, this.state, Buffer.from(sql), { ok: resolve, error: reject });
    });
    const { sink, results } = newSink();
    this.#handler.execute(this.conn, this.state, statement, params, sink);
    return (await results())[0] as Result;
  }
}

export const textRows = (result: Result): (string | null)[][] =>
  result.rows.map((row) => row.map((value) => (value === null ? null : Buffer.from(value).toString())));

function newSink(): { sink: CommandSink; results: () => Promise<Result[]> } {
  const collector = collectResult({ wholeFloats: true });
  const sink: CommandSink = Object.assign(collector, {
    format: 'text' as const,
    attributes: [],
    onCancel: undefined,
    signal: new AbortController().signal,
    columnsBlock: () => false,
    requestLocalInfile: () => false,
  });
  return { sink, results: () => collector.results };
}
