import { VtError } from '@vt/base';
import {
  type BindVariable,
  emptyOk,
  encodeColumnDefinition,
  encodeTextRow,
  type Field,
  framePayload,
  lenencSize,
  type Row,
  Type,
  writeTextRow,
} from '@vt/sqltypes';
import { Status } from '../../packets/capabilities.ts';
import type { ClientConnection } from '../client-connection.ts';
import type { CommandSink, PrepareReply, ServerHandler } from '../handler.ts';

export type EchoSession = { database: string; readonly user: string };
export type EchoStatement = { readonly sql: string };

export function field(name: string, type: number, more: Partial<Field> = {}): Field {
  const base = { table: 't', orgTable: 't', database: 'd', orgName: name, columnLength: 1024, decimals: 0, flags: 0 };
  return { ...base, name, type, charset: 255, columnType: '', ...more };
}

/** A row of any size as packets. */
export function rowPackets(row: Row): Buffer {
  const size = row.reduce((sum, value) => sum + (value === null ? 1 : lenencSize(value.length) + value.length), 0);
  if (size < 0xffffff) return encodeTextRow(row);
  const payload = Buffer.allocUnsafe(size);
  writeTextRow(payload, 0, row);
  return framePayload(payload);
}

export function answer(sink: CommandSink, fields: readonly Field[], rows: readonly Row[], more = false): void {
  sink.columns(fields.map(encodeColumnDefinition), 'text');
  if (rows.length > 0) sink.rows(Buffer.concat(rows.map(rowPackets)));
  sink.end(emptyOk, more);
}

/**
 * A handler in memory, for tests of the front: statements are looked up by their first word, everything else is echoed as one row.
 */
export class EchoHandler implements ServerHandler<EchoSession, EchoStatement> {
  readonly log: string[] = [];
  readonly commands: Record<string, (conn: ClientConnection, rest: string, sink: CommandSink) => void> = {};
  sessions = 0;
  /** Ends the command `wait`; set while one waits. */
  release: (() => void) | undefined;

  constructor() {
    const { commands } = this;
    commands.ok = (_conn, rest, sink) => sink.end({ ...emptyOk, affectedRows: BigInt(rest || 0), insertId: 7n }, false);
    commands.fail = (_conn, rest, sink) =>
      sink.error(new VtError({ code: 'INVALID_ARGUMENT', errno: 1064, state: '42000', message: `no: ${rest}` }));
    commands.throw = () => {
      throw new Error('a defect');
    };
    commands.patience = (conn, rest, sink) => {
      conn.idleTimeoutMs = Number(rest);
      sink.end(emptyOk, false);
    };
    commands.slowness = (conn, rest, sink) => {
      conn.writeTimeoutMs = Number(rest);
      sink.end(emptyOk, false);
    };
    commands.begin = (conn, _rest, sink) => {
      conn.statusFlags |= Status.IN_TRANS;
      sink.end(emptyOk, false);
    };
    commands.commit = (conn, _rest, sink) => {
      conn.statusFlags &= ~Status.IN_TRANS;
      sink.end(emptyOk, false);
    };
    commands.blob = (_conn, rest, sink) =>
      answer(sink, [field('b', Type.BLOB, { charset: 63, flags: 128 })], [[Buffer.alloc(Number(rest), 'x')]]);
    commands.length = (_conn, rest, sink) => answer(sink, [field('n', Type.INT64)], [[Buffer.from(`${rest.length}`)]]);
    commands.two = (_conn, _rest, sink) => {
      sink.moreFollows = true;
      answer(sink, [field('a', Type.INT32)], [[Buffer.from('1')]], true);
      sink.moreFollows = false;
      answer(sink, [field('b', Type.INT32)], [[Buffer.from('2')], [null]]);
    };
    commands.rows = (_conn, rest, sink) => this.#stream(Number(rest), sink);
    commands.wait = (_conn, _rest, sink) => {
      this.release = () => {
        this.release = undefined;
        sink.end(emptyOk, false);
      };
      sink.onCancel = (reason) => {
        this.release = undefined;
        this.log.push(`cancelled ${reason.errno}`);
        sink.error(reason);
      };
    };
    commands.attributes = (_conn, _rest, sink) =>
      answer(
        sink,
        [field('name', Type.VARCHAR), field('value', Type.VARCHAR)],
        sink.attributes.map(({ name, bind }) => [Buffer.from(name), bind.value]),
      );
    commands.load = (_conn, rest, sink) => this.#load(rest, sink);
  }

  /** Rows of 1000 bytes, as fast as the client takes them. */
  #stream(count: number, sink: CommandSink): void {
    const packet = rowPackets([Buffer.alloc(996, 'r')]);
    let left = count;
    sink.columns([encodeColumnDefinition(field('r', Type.VARCHAR))], 'text');
    const go = (): void => {
      while (left > 0) {
        const batch = Math.min(left, 64);
        left -= batch;
        if (!sink.rows(Buffer.concat(Array.from({ length: batch }, () => packet)))) {
          this.log.push('lagging');
          sink.onDrain = go;
          return;
        }
      }
      sink.end(emptyOk, false);
    };
    sink.onCancel = () => {
      left = 0;
      this.log.push('stream cancelled');
      sink.end(emptyOk, false);
    };
    go();
  }

  #load(fileName: string, sink: CommandSink): void {
    let bytes = 0;
    const receiver = {
      data: (chunk: Buffer, resume: () => void): boolean => {
        bytes += chunk.length;
        setImmediate(resume);
        return false;
      },
      end: (): void => sink.end({ ...emptyOk, affectedRows: BigInt(bytes) }, false),
      gone: (): void => {
        this.log.push('file lost');
      },
    };
    if (sink.requestLocalInfile(fileName, receiver)) return;
    sink.error(
      new VtError({
        code: 'FAILED_PRECONDITION',
        errno: 3948,
        state: '42000',
        message: 'Loading local data is disabled',
      }),
    );
  }

  newSession(conn: ClientConnection): EchoSession {
    if (conn.user === 'banned')
      throw new VtError({ code: 'PERMISSION_DENIED', errno: 3118, state: 'HY000', message: 'locked' });
    this.sessions++;
    return { database: '', user: conn.user };
  }

  closeSession(): void | Promise<void> {
    this.sessions--;
    this.log.push('session closed');
  }

  query(conn: ClientConnection, session: EchoSession, sql: Buffer, sink: CommandSink): void {
    const text = sql.toString('utf8');
    const space = text.indexOf(' ');
    const run = this.commands[space < 0 ? text : text.slice(0, space)];
    if (run) return run(conn, space < 0 ? '' : text.slice(space + 1), sink);
    if (text === 'select $$') {
      // The mysql client asks to find out whether $$ quotes strings, and does not read an answer other than an error.
      return sink.error(
        new VtError({ code: 'INVALID_ARGUMENT', errno: 1054, state: '42S22', message: "Unknown column '$$'" }),
      );
    }
    if (text.startsWith('select * from `missing`')) {
      return sink.error(
        new VtError({ code: 'NOT_FOUND', errno: 1146, state: '42S02', message: "Table 'missing' doesn't exist" }),
      );
    }
    answer(
      sink,
      [field('sql', Type.VARCHAR), field('db', Type.VARCHAR), field('user', Type.VARCHAR)],
      [[Buffer.from(text), session.database === '' ? null : Buffer.from(session.database), Buffer.from(session.user)]],
    );
  }

  prepare(_conn: ClientConnection, _session: EchoSession, sql: Buffer, reply: PrepareReply<EchoStatement>): void {
    const text = sql.toString('utf8');
    if (text.startsWith('fail')) {
      return reply.error(new VtError({ code: 'INVALID_ARGUMENT', errno: 1064, state: '42000', message: 'no' }));
    }
    const paramCount = text.split('?').length - 1;
    const columns = text.startsWith('ok') ? [] : [encodeColumnDefinition(field('c', Type.VARCHAR))];
    reply.ok({ sql: text }, { paramCount, columns, warnings: 0 });
  }

  /** `ok …`: an OK. `blob n`, `rows n` …: as a query. Else one row of the parameters as they came, each of its own type. */
  execute(
    conn: ClientConnection,
    session: EchoSession,
    statement: EchoStatement,
    params: readonly BindVariable[],
    sink: CommandSink,
  ): void {
    if (!statement.sql.includes('?')) return this.query(conn, session, Buffer.from(statement.sql), sink);
    if (statement.sql.startsWith('ok')) return sink.end(emptyOk, false);
    const fields = params.map(({ type }, i) =>
      field(`p${i}`, type, { decimals: 31, charset: type === Type.VARBINARY ? 63 : 255 }),
    );
    answer(sink, fields, [params.map(({ type, value }) => (type === Type.NULL_TYPE ? null : value))]);
  }

  closeStatement(_conn: ClientConnection, _session: EchoSession, statement: EchoStatement): void {
    this.log.push(`closed ${statement.sql}`);
  }

  initDb(_conn: ClientConnection, session: EchoSession, name: string, sink: CommandSink): void {
    if (name === 'nowhere') {
      return sink.error(
        new VtError({ code: 'NOT_FOUND', errno: 1049, state: '42000', message: `Unknown database '${name}'` }),
      );
    }
    session.database = name;
    sink.end(emptyOk, false);
  }

  resetConnection(conn: ClientConnection, session: EchoSession, sink: CommandSink): void {
    session.database = '';
    conn.statusFlags = Status.AUTOCOMMIT;
    sink.end(emptyOk, false);
  }

  statistics(): string {
    return 'Uptime: 1  Threads: 1';
  }

  kill(_conn: ClientConnection, _session: EchoSession, connectionId: number, sink: CommandSink): void {
    this.log.push(`kill ${connectionId}`);
    sink.end(emptyOk, false);
  }
}
