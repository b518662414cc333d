import {
  Capability,
  readErr,
  readOk,
  readSessionState,
  readStmtPrepareOk,
  type SessionStateChange,
  Status,
} from '@vt/mysql';
import { Command, RawClient } from '@vt/mysql/testing';
import { decodeColumnDefinition, isBinary, isText, type OkInfo, Type } from '@vt/sqltypes';
import { type Param, writeParams } from './params.ts';

const BASE =
  Capability.LONG_PASSWORD |
  Capability.PROTOCOL_41 |
  Capability.SECURE_CONNECTION |
  Capability.PLUGIN_AUTH |
  Capability.TRANSACTIONS |
  Capability.LONG_FLAG |
  Capability.CONNECT_WITH_DB;

/** What real clients offer: the old ones, libmysqlclient of today, and those that may send several statements (mysqlnd's and libmariadb's are classic). */
export const CAPABILITIES = {
  old: BASE,
  classic: BASE | Capability.MULTI_RESULTS | Capability.PS_MULTI_RESULTS,
  multiClassic: BASE | Capability.MULTI_RESULTS | Capability.PS_MULTI_RESULTS | Capability.MULTI_STATEMENTS,
  modern:
    BASE |
    Capability.MULTI_RESULTS |
    Capability.PS_MULTI_RESULTS |
    Capability.DEPRECATE_EOF |
    Capability.SESSION_TRACK |
    Capability.QUERY_ATTRIBUTES,
  multi:
    BASE |
    Capability.MULTI_RESULTS |
    Capability.PS_MULTI_RESULTS |
    Capability.MULTI_STATEMENTS |
    Capability.DEPRECATE_EOF |
    Capability.SESSION_TRACK |
    Capability.LOCAL_FILES,
} as const;

export type WireOptions = {
  readonly capabilities?: number;
  readonly collation?: number;
  readonly database?: string;
  readonly user?: string;
};

/** How the rows of a statement were found is each server's own. */
const SESSION_STATUS =
  Status.IN_TRANS |
  Status.AUTOCOMMIT |
  Status.MORE_RESULTS_EXISTS |
  Status.CURSOR_EXISTS |
  Status.LAST_ROW_SENT |
  Status.DB_DROPPED |
  Status.NO_BACKSLASH_ESCAPES |
  Status.PS_OUT_PARAMS |
  Status.IN_TRANS_READONLY;

/** A client that writes down everything that a server answers, as text that can be compared with another server's. */
export class WireClient {
  readonly trace: string[] = [];
  /** By the number under which they were prepared here: ids are each server's own. */
  readonly #statements: { readonly id: number; readonly paramCount: number }[] = [];
  readonly #client: RawClient;
  readonly #capabilities: number;

  private constructor(port: number, capabilities: number) {
    this.#client = new RawClient({ host: '127.0.0.1', port });
    this.#capabilities = capabilities;
  }

  static async connect(port: number, options: WireOptions = {}): Promise<WireClient> {
    const capabilities = options.capabilities ?? CAPABILITIES.modern;
    const client = new WireClient(
      port,
      options.database === undefined ? capabilities & ~Capability.CONNECT_WITH_DB : capabilities,
    );
    await client.#client.greeting();
    await client.#login(options);
    return client;
  }

  async #login({ user = 'root', collation = 255, database = '' }: WireOptions): Promise<void> {
    const parts = [
      u32(this.#capabilities),
      u32(1 << 24),
      Buffer.of(collation),
      Buffer.alloc(23),
      Buffer.from(`${user}\0`),
      Buffer.of(0),
    ];
    if (this.#capabilities & Capability.CONNECT_WITH_DB) parts.push(Buffer.from(`${database}\0`));
    this.#client.send(Buffer.concat([...parts, Buffer.from('caching_sha2_password\0')]));
    await this.#authenticated('login');
  }

  /** Reads up to the verdict; answers a switch with the empty password. */
  async #authenticated(what: string): Promise<void> {
    for (;;) {
      const packet = await this.#client.read();
      if (packet?.[0] === 0xfe) this.#client.send(Buffer.alloc(0));
      else if (packet?.[0] !== 1) return this.#say(what, packet === undefined ? 'closed' : this.#verdict(packet));
    }
  }

  #verdict(packet: Buffer): string {
    return packet[0] === 0xff ? errText(packet) : this.#okText(packet);
  }

  #say(what: string, answer: string): void {
    this.trace.push(`${what} => ${answer}`);
  }

  note(text: string): void {
    this.trace.push(text);
  }

  /** COM_QUERY; `file` is what LOAD DATA LOCAL gets. */
  async query(sql: string | Buffer, file?: Buffer): Promise<void> {
    const text = Buffer.from(sql);
    const attributes = this.#capabilities & Capability.QUERY_ATTRIBUTES ? Buffer.of(0, 1) : Buffer.alloc(0);
    this.#client.command(Buffer.concat([Buffer.of(Command.QUERY), attributes, text]));
    const name = text.toString('latin1');
    this.#say(name.length > 200 ? `${name.slice(0, 200)}…` : name, await this.#answer(file));
  }

  /** Sends and does not wait; `finish` reads the answer. */
  start(sql: string): void {
    const attributes = this.#capabilities & Capability.QUERY_ATTRIBUTES ? Buffer.of(0, 1) : Buffer.alloc(0);
    this.#client.command(Buffer.concat([Buffer.of(Command.QUERY), attributes, Buffer.from(sql)]));
  }

  async finish(what: string): Promise<void> {
    this.#say(what, await this.#answer());
  }

  /** A query whose answer is not compared: its first cell. */
  async value(sql: string): Promise<string> {
    const before = this.trace.length;
    await this.query(sql);
    const said = this.trace.splice(before).join('');
    return /row \["(.*?)"/.exec(said)?.[1] ?? said;
  }

  async command(what: string, payload: Uint8Array): Promise<void> {
    this.#client.command(payload);
    this.#say(what, await this.#answer());
  }

  /** A command that is answered with a text alone. */
  async text(what: string, payload: Uint8Array): Promise<string> {
    this.#client.command(payload);
    return `${what} => ${(await this.#client.read())?.toString('latin1') ?? 'closed'}`;
  }

  async initDb(name: string): Promise<void> {
    await this.command(`init db ${name}`, Buffer.concat([Buffer.of(Command.INIT_DB), Buffer.from(name)]));
  }

  async resetConnection(): Promise<void> {
    await this.command('reset connection', Buffer.of(Command.RESET_CONNECTION));
  }

  async changeUser(user: string, database: string, collation = 255): Promise<void> {
    const texts = [Buffer.from(`${user}\0`), Buffer.of(0), Buffer.from(`${database}\0`)];
    const rest = [Buffer.of(collation & 0xff, collation >> 8), Buffer.from('caching_sha2_password\0')];
    this.#client.command(Buffer.concat([Buffer.of(Command.CHANGE_USER), ...texts, ...rest]));
    await this.#authenticated(`change user to ${user} ${database} ${collation}`);
  }

  async fieldList(table: string, wildcard = ''): Promise<void> {
    this.#client.command(Buffer.concat([Buffer.of(Command.FIELD_LIST), Buffer.from(`${table}\0${wildcard}`)]));
    const lines: string[] = [];
    for (;;) {
      const packet = await this.#client.read();
      if (packet === undefined || packet[0] === 0xff || (packet[0] === 0xfe && packet.length < 0xffffff)) {
        lines.push(packet === undefined ? 'closed' : packet[0] === 0xff ? errText(packet) : 'end');
        return this.#say(`field list ${table} ${wildcard}`, lines.join(' '));
      }
      lines.push(`${columnText(packet)}=${defaultText(packet)}`);
    }
  }

  /** COM_STMT_PREPARE; the statement's number here. */
  async prepare(sql: string): Promise<number> {
    this.#client.command(Buffer.concat([Buffer.of(Command.STMT_PREPARE), Buffer.from(sql)]));
    const first = await this.#client.read();
    if (first === undefined || first[0] === 0xff) {
      this.#say(`prepare ${sql}`, first === undefined ? 'closed' : errText(first));
      return this.#statements.push({ id: 0, paramCount: 0 }) - 1;
    }
    const { statementId, columnCount, paramCount, warnings } = readStmtPrepareOk(first);
    const lines = [`params ${paramCount} warnings ${warnings}`];
    for (const count of [paramCount, columnCount]) {
      for (let i = 0; i < count; i++) lines.push(columnText(await this.#client.mustRead()));
      if (count > 0 && !(this.#capabilities & Capability.DEPRECATE_EOF)) await this.#client.mustRead();
    }
    this.#say(`prepare ${sql}`, lines.join('\n  '));
    return this.#statements.push({ id: statementId, paramCount }) - 1;
  }

  /** COM_STMT_EXECUTE. `again`: without the types, which are those of the last time. */
  async execute(number: number, params: readonly Param[] = [], flags = 0, again = false): Promise<void> {
    const { id, paramCount } = this.#statements[number] ?? { id: 987_654, paramCount: 0 };
    const named = (this.#capabilities & Capability.QUERY_ATTRIBUTES) !== 0;
    const head = [Buffer.of(Command.STMT_EXECUTE), u32(id), Buffer.of(named ? flags | 8 : flags), u32(1)];
    const count = named ? [Buffer.of(params.length)] : [];
    const body = params.length > 0 || paramCount > 0 ? [writeParams(params, named, again)] : [];
    this.#client.command(Buffer.concat([...head, ...count, ...body]));
    const what = `execute ${number} ${JSON.stringify(params, (_, v) => (typeof v === 'bigint' ? `${v}n` : v))} ${flags}`;
    const answer = await this.#answer(undefined, true);
    this.#say(what.length > 300 ? `${what.slice(0, 300)}…` : what, answer);
  }

  async fetch(number: number, rows: number): Promise<void> {
    this.#client.command(Buffer.concat([Buffer.of(Command.STMT_FETCH), u32(this.#idOf(number)), u32(rows)]));
    this.#say(`fetch ${number} ${rows}`, (await this.#rows(0, true)).text);
  }

  async resetStatement(number: number): Promise<void> {
    await this.command(`reset ${number}`, Buffer.concat([Buffer.of(Command.STMT_RESET), u32(this.#idOf(number))]));
  }

  closeStatement(number: number): void {
    this.#client.command(Buffer.concat([Buffer.of(Command.STMT_CLOSE), u32(this.#idOf(number))]));
  }

  longData(number: number, param: number, data: Buffer): void {
    const head = [Buffer.of(Command.STMT_SEND_LONG_DATA), u32(this.#idOf(number)), Buffer.of(param & 0xff, param >> 8)];
    this.#client.command(Buffer.concat([...head, data]));
  }

  #idOf(number: number): number {
    return this.#statements[number]?.id ?? 987_654;
  }

  async #answer(file?: Buffer, binary = false): Promise<string> {
    const lines: string[] = [];
    for (;;) {
      const packet = await this.#client.read();
      if (packet === undefined) return [...lines, 'closed'].join('\n  ');
      if (packet[0] === 0xfb) {
        if (file && file.length > 0) this.#client.send(file);
        this.#client.send(Buffer.alloc(0));
        lines.push('file');
        continue;
      }
      const { text, status } =
        packet[0] === 0xff
          ? { text: errText(packet), status: 0 }
          : packet[0] === 0 || (packet[0] === 0xfe && packet.length < 9)
            ? { text: this.#verdictOrEof(packet), status: this.#statusOf(packet) }
            : await this.#rows(packet[0] as number, binary);
      lines.push(text);
      if (!(status & Status.MORE_RESULTS_EXISTS)) return lines.join('\n  ');
    }
  }

  #verdictOrEof(packet: Buffer): string {
    return packet[0] === 0xfe ? `eof ${packet.readUInt16LE(3) & SESSION_STATUS}` : this.#okText(packet);
  }

  #statusOf(packet: Buffer): number {
    return packet[0] === 0xfe && !(this.#capabilities & Capability.DEPRECATE_EOF)
      ? packet.readUInt16LE(3)
      : readOk(packet, this.#capabilities).statusFlags;
  }

  /** Columns (0: none come) and rows up to their end. */
  async #rows(columnCount: number, binary: boolean): Promise<{ readonly text: string; readonly status: number }> {
    const lines: string[] = [];
    for (let i = 0; i < columnCount; i++) lines.push(columnText(await this.#client.mustRead()));
    const deprecated = (this.#capabilities & Capability.DEPRECATE_EOF) !== 0;
    if (columnCount > 0 && !deprecated) {
      const eof = await this.#client.mustRead();
      if (this.#statusOf(eof) & Status.CURSOR_EXISTS) return { text: [...lines, 'cursor'].join('\n  '), status: 0 };
      if (this.#statusOf(eof) & Status.MORE_RESULTS_EXISTS) lines.push('more follows');
    }
    let bytes = 0;
    for (;;) {
      const packet = await this.#client.read();
      if (packet === undefined) return { text: [...lines, 'closed'].join('\n  '), status: 0 };
      if (packet[0] === 0xff) return { text: [...lines, errText(packet)].join('\n  '), status: 0 };
      if (packet[0] === 0xfe && packet.length < 0xffffff && !(binary === false && packet.length > 9 && !deprecated)) {
        const text = deprecated ? this.#okText(packet) : this.#verdictOrEof(packet);
        if (bytes > 4_000) lines.splice(columnCount, lines.length, `rows of ${bytes} bytes`);
        return { text: [...lines, `end ${text}`].join('\n  '), status: this.#statusOf(packet) };
      }
      bytes += packet.length;
      if (bytes <= 4_000) lines.push(binary ? `row ${packet.toString('hex')}` : `row ${textRow(packet)}`);
    }
  }

  #okText(packet: Buffer): string {
    const ok: OkInfo = readOk(packet, this.#capabilities);
    const { affectedRows, insertId, statusFlags, info, sessionState } = ok;
    const changes = sessionState.length === 0 ? [] : readSessionState(Buffer.from(sessionState));
    const told = changes.filter((change) => change.kind !== 'system-variable' || change.name !== 'statement_id');
    return [`ok ${affectedRows} ${insertId} ${statusFlags & SESSION_STATUS} ${info}`, ...told.map(changeText)].join(
      ' | ',
    );
  }

  close(): void {
    this.#client.close();
  }
}

/** No database, unknown ones, syntax (what is near), unknown tables and statements, values that are none or too large, malformed packets. */
const WORDS_OF_OWN = new Set([1046, 1049, 1064, 1146, 1243, 1366, 1690, 1835]);

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

/** What the gate says under a code of Vitess's has words of its own, and so have errors that say where a packet ends. */
function errText(packet: Buffer): string {
  const { errno, state, message } = readErr(packet);
  const isOwn = /^VT\d{5}: /.test(message) || WORDS_OF_OWN.has(errno);
  return `error ${errno} ${state} ${isOwn ? '…' : message}`;
}

const INTEGERS = new Set<number>([
  Type.INT16,
  Type.UINT16,
  Type.INT24,
  Type.UINT24,
  Type.INT32,
  Type.UINT32,
  Type.INT64,
  Type.UINT64,
]);

/**
 * Name and kind: whole number, text, bytes, or the type itself. What there is beside is compared by the gate's own tests; of system views it is each
 * version's and plan's own.
 */
function columnText(definition: Buffer): string {
  const { name, type, charset } = decodeColumnDefinition(definition);
  const isTextOrNull = isTextual(type) || type === Type.NULL_TYPE;
  return [
    'column',
    name,
    INTEGERS.has(type) ? 'integer' : isTextOrNull ? (charset === 63 ? 'bytes' : 'text') : type,
  ].join('|');
}

function isTextual(type: number): boolean {
  return isText(type) || isBinary(type) || type === Type.ENUM || type === Type.SET;
}

/** What stands behind a definition's six texts and its fixed part. */
function defaultText(definition: Buffer): string {
  let at = 0;
  for (let i = 0; i < 6; i++) at += 1 + (definition[at] as number);
  return textRow(definition.subarray(at + 13));
}

/** The cells of a text row, in latin1. */
function textRow(packet: Buffer): string {
  const cells: (string | null)[] = [];
  for (let at = 0; at < packet.length; ) {
    const first = packet[at++] as number;
    if (first === 0xfb) {
      cells.push(null);
      continue;
    }
    const extra = first === 0xfc ? 2 : first === 0xfd ? 3 : first === 0xfe ? 8 : 0;
    const length = extra === 0 ? first : packet.readUIntLE(at, Math.min(extra, 6));
    at += extra;
    cells.push(packet.toString('latin1', at, at + length));
    at += length;
  }
  return JSON.stringify(cells);
}

function changeText(change: SessionStateChange): string {
  return change.kind === 'gtids' ? change.kind : Object.values(change).join(':');
}
