import type { NetConnectOpts } from 'node:net';
import {
  Capability,
  readErr,
  readOk,
  readSessionState,
  readStmtPrepareOk,
  type SessionStateChange,
  Status,
} from '@vt/mysql';
import { Command, MODERN, RawClient } from '@vt/mysql/testing';
import { decodeColumnDefinition, type OkInfo } from '@vt/sqltypes';

const CAPABILITIES = (MODERN | Capability.CONNECT_WITH_DB) & ~Capability.QUERY_ATTRIBUTES;
const ERROR = 0xff;
const END = 0xfe;

/** A client that is told of its session with every answer, those with rows too (DEPRECATE_EOF and SESSION_TRACK), as libmysqlclient is. */
export class TrackingClient {
  readonly #client: RawClient;

  private constructor(client: RawClient) {
    this.#client = client;
  }

  /** As a user without a password. */
  static async connect(target: NetConnectOpts, user: string, database: string): Promise<TrackingClient> {
    const client = new RawClient(target);
    const answer = await client.login(user, '', {
      capabilities: CAPABILITIES,
      plugin: 'caching_sha2_password',
      database,
    });
    if (answer[0] === END) client.send(Buffer.alloc(0));
    const verdict = answer[0] === END ? await client.mustRead() : answer;
    if (verdict[0] !== 0) throw new Error(`no login: ${verdict.toString('latin1')}`);
    return new TrackingClient(client);
  }

  /** What the end of the answer tells of the session, with its status; errors by their numbers. One result a statement. */
  async told(sql: string): Promise<string> {
    this.#client.query(sql);
    const first = await this.#client.mustRead();
    let last = first;
    if (first[0] !== 0 && first[0] !== ERROR) {
      for (let column = 0; column < (first[0] as number); column++) await this.#client.mustRead();
      do last = await this.#client.mustRead();
      while (last[0] !== END && last[0] !== ERROR);
    }
    return last[0] === ERROR ? `error ${readErr(last).errno}` : told(readOk(last, CAPABILITIES));
  }

  /** The definitions of the parameters and columns of a statement that is prepared; its error's number. */
  async prepared(sql: string): Promise<string> {
    this.#client.command(Buffer.concat([Buffer.of(Command.STMT_PREPARE), Buffer.from(sql)]));
    const first = await this.#client.mustRead();
    if (first[0] === ERROR) return `error ${readErr(first).errno}`;
    const { columnCount, paramCount } = readStmtPrepareOk(first);
    const params: string[] = [];
    for (let i = 0; i < paramCount; i++) params.push(columnText(await this.#client.mustRead()));
    const columns: string[] = [];
    for (let i = 0; i < columnCount; i++) columns.push(columnText(await this.#client.mustRead()));
    return [`${paramCount} parameters`, ...params, ...columns].join(' ');
  }

  close(): void {
    this.#client.close();
  }
}

function columnText(definition: Buffer): string {
  const { name, table, orgName, type, columnLength, charset, decimals, flags } = decodeColumnDefinition(definition);
  return [name, table, orgName, type, columnLength, charset, decimals, flags].join('|');
}

const STATUS = Status.IN_TRANS | Status.AUTOCOMMIT | Status.IN_TRANS_READONLY;

function told({ statusFlags, sessionState }: OkInfo): string {
  const changes = sessionState.length === 0 ? [] : readSessionState(Buffer.from(sessionState));
  const shown = changes.filter((change) => change.kind !== 'system-variable' || change.name !== 'statement_id');
  return [`status ${statusFlags & STATUS}`, ...shown.map(changeText)].join(' ');
}

/** GTIDs and the ids of statements are each server's own. */
function changeText(change: SessionStateChange): string {
  return change.kind === 'gtids' ? change.kind : Object.values(change).join(':');
}
