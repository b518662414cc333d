import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { Metadata } from '@grpc/grpc-js';
import { type CallContext, noState, type TabletRequest, tabletRequest } from '@vt/proto';
import { GrpcChannel, GrpcServer, plainPreface, securePreface } from '@vt/servenv';
import { collectResult, emptyOk, encodeTextRow, type ResultSink } from '@vt/sqltypes';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PlainOffers } from './plain-offers.ts';
import { type QueryStreamServer, serveQueryStream } from './serve-query-stream.ts';
import { StreamConnection } from './stream-connection.ts';
import { columns, oneRow, target } from './testing.ts';

const execute = (sql: string): TabletRequest => tabletRequest({ method: 'execute', target, sql });

/** A relay of which one sees how many connections go through it, and can break or silence them. */
class Relay {
  readonly pairs: { readonly near: Socket; readonly far: Socket; plain: boolean }[] = [];
  readonly #server: Server;
  /** Pieces that came from the tablet over plain connections. */
  answers = 0;
  /** Packets of plain connections are lost from now on, and no one is told. */
  silencePlain(): void {
    for (const { near, far, plain } of this.pairs) {
      if (!plain) continue;
      near.unpipe(far);
      far.unpipe(near);
      near.resume();
      far.resume();
    }
  }

  /** What a new plain connection meets: nobody, or somebody who says nothing. */
  plain: 'passed' | 'refused' | 'silent' = 'passed';
  port = 0;

  constructor(to: number) {
    this.#server = createServer((near) => {
      near.once('data', (first: Buffer) => {
        const plain = first.toString('latin1').startsWith('VT');
        if (plain && this.plain === 'refused') return near.destroy();
        if (plain && this.plain === 'silent') return undefined;
        const far = connect(to, '127.0.0.1');
        this.pairs.push({ near, far, plain });
        far.write(first);
        near.pipe(far);
        far.pipe(near);
        if (plain) far.on('data', () => this.answers++);
        for (const [one, other] of [
          [near, far],
          [far, near],
        ] as const) {
          one.on('error', () => other.destroy());
          one.on('close', () => other.destroy());
        }
        return undefined;
      });
      near.on('error', () => {});
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    this.port = typeof address === 'object' && address ? address.port : 0;
  }

  get plainOpen(): number {
    return this.pairs.filter(({ plain, near }) => plain && !near.destroyed).length;
  }

  breakPlain(): void {
    for (const { near, far, plain } of this.pairs) {
      if (!plain) continue;
      near.destroy();
      far.destroy();
    }
  }

  close(): void {
    this.#server.close();
    for (const { near, far } of this.pairs) {
      near.destroy();
      far.destroy();
    }
  }
}

type Handle = (request: TabletRequest, sink: ResultSink, context: CallContext) => Promise<typeof noState>;

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vt-plain-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  const names = ['-subj', '/CN=tablet', '-addext', 'subjectAltName=IP:127.0.0.1'];
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    'key.pem',
    '-out',
    'cert.pem',
    ...names,
  );
});
afterAll(() => rmSync(dir, { recursive: true }));
/** One certificate, of an authority of its own, for both sides. */
const mutual = () => ({ ca: join(dir, 'cert.pem'), cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') });

describe.each(['not encrypted', 'encrypted'])('a stream that moves to a plain connection, %s', (kind) => {
  const tls = () => (kind === 'encrypted' ? { tls: mutual() } : {});
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function setUp(
    handle: Handle,
    quietMs?: number,
  ): Promise<{
    server: GrpcServer;
    stream: QueryStreamServer;
    relay: Relay;
    connection: StreamConnection;
  }> {
    const server = new GrpcServer(tls());
    const stream = serveQueryStream({ call: handle }, { plain: new PlainOffers(server) });
    server.addService(stream.service, stream.implementation);
    const relay = new Relay(await server.listen(0, '127.0.0.1'));
    await relay.start();
    const channel = new GrpcChannel({ target: `127.0.0.1:${relay.port}`, ...tls() });
    const { client, plainTarget } = channel;
    const connection = new StreamConnection({
      client,
      metadata: () => new Metadata(),
      plainTarget,
      backoffMinMs: 5,
      quietMs,
    });
    closers.push(
      () => server.close(1_000),
      () => relay.close(),
      () => channel.close(),
      () => connection.close(),
    );
    return { server, stream, relay, connection };
  }

  const echo: Handle = async (request, sink) => {
    oneRow(sink, request.sql);
    return noState;
  };

  async function ask(connection: StreamConnection, sql: string): Promise<string> {
    const sink = collectResult();
    await connection.call(execute(sql), sink);
    return String((await sink.result).rows[0]?.[0]);
  }

  test('answers come over it, small and large', async () => {
    const { relay, connection } = await setUp(echo);
    const texts = Array.from({ length: 300 }, (_, i) => `${i}`.padEnd(1 + ((i * 7919) % 200_000), 'x'));
    expect(await Promise.all(texts.map((text) => ask(connection, text)))).toEqual(texts);
    expect(relay.plainOpen).toBe(1);
  });

  test.each(['refused', 'silent'] as const)('stays where it is when the plain connection is %s', async (how) => {
    const { relay, connection } = await setUp(echo);
    relay.plain = how;
    expect(await ask(connection, 'a')).toBe('a');
    expect(await ask(connection, 'b')).toBe('b');
    expect(relay.plainOpen).toBe(0);
  });

  test('breaks with it: calls under way may have run, later ones are served over a new one', async () => {
    const held: (() => void)[] = [];
    const cancelled: string[] = [];
    const { relay, connection } = await setUp(async (request, sink, context) => {
      if (request.sql === 'wait') await new Promise<void>((resolve) => held.push(resolve));
      if (context.signal.aborted) cancelled.push(request.sql);
      return echo(request, sink, context);
    });
    await ask(connection, 'first');
    const waiting = ask(connection, 'wait');
    await expect.poll(() => held.length).toBe(1);
    relay.breakPlain();
    await expect(waiting).rejects.toMatchObject({ code: 'UNAVAILABLE', mayHaveRun: true });
    await expect.poll(() => ask(connection, 'again').catch(() => '')).toBe('again');
    expect(relay.plainOpen).toBe(1);
    for (const resolve of held) resolve();
    await expect.poll(() => cancelled).toEqual(['wait']);
  });

  test('a connection that carries nothing any more is given up, one on which a statement takes its time is not', async () => {
    let end = (): void => {};
    const { relay, connection } = await setUp(async (request, sink, context) => {
      if (request.sql === 'long')
        await new Promise<void>((resolve) => {
          end = resolve;
        });
      if (request.sql === 'never') await new Promise<void>(() => {});
      return echo(request, sink, context);
    }, 500);
    const long = ask(connection, 'long');
    // The tablet is asked in this time, and answers.
    await expect.poll(() => relay.answers).toBeGreaterThan(3);
    end();
    expect(await long).toBe('long');
    const never = ask(connection, 'never');
    await expect.poll(() => relay.plainOpen).toBe(1);
    relay.silencePlain();
    await expect(never).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      mayHaveRun: true,
      message: expect.stringContaining('does not answer') as string,
    });
    await expect.poll(() => ask(connection, 'again').catch(() => '')).toBe('again');
  });

  test('a tablet that drains answers what runs, and closes it then', async () => {
    const held: (() => void)[] = [];
    const { stream, relay, connection } = await setUp(async (request, sink, context) => {
      if (request.sql === 'wait') await new Promise<void>((resolve) => held.push(resolve));
      return echo(request, sink, context);
    });
    const waiting = ask(connection, 'wait');
    await expect.poll(() => held.length).toBe(1);
    stream.drain();
    await expect(ask(connection, 'late')).rejects.toMatchObject({ code: 'CLUSTER_EVENT' });
    for (const resolve of held) resolve();
    expect(await waiting).toBe('wait');
    await expect.poll(() => relay.plainOpen).toBe(0);
  });

  test('a reader that stops stops the tablet, and others go on', async () => {
    const row = encodeTextRow([Buffer.alloc(100_000, 'r')]);
    const rows = 100;
    let sent = 0;
    const { connection } = await setUp(async (request, sink, context) => {
      if (request.sql !== 'much') return echo(request, sink, context);
      sink.columns(columns, 'text');
      for (; sent < rows; sent++) {
        if (sink.rows(Buffer.from(row))) continue;
        await new Promise<void>((resolve) => {
          sink.onDrain = resolve;
        });
      }
      sink.end(emptyOk, false);
      return noState;
    });
    let bytes = 0;
    const slow: ResultSink = {
      onDrain: undefined,
      columns: () => {},
      rows: (packets) => {
        bytes += packets.length;
        return false;
      },
      end: () => {},
      error: () => {},
    };
    const much = connection.call(execute('much'), slow);
    await expect.poll(() => bytes).toBeGreaterThan(0);
    expect(await ask(connection, 'other')).toBe('other');
    expect(sent).toBeLessThan(rows);
    const goOn = setInterval(() => slow.onDrain?.(), 1);
    await much;
    clearInterval(goOn);
    expect(bytes).toBe(rows * row.length);
  });

  test('a token that nobody was told opens nothing', async () => {
    const { server, connection } = await setUp(echo);
    await ask(connection, 'first');
    const token = Buffer.alloc(16, 7);
    const raw = connect(server.port, '127.0.0.1');
    raw.write(kind === 'encrypted' ? securePreface : plainPreface(token));
    const identity = () => ({
      ca: readFileSync(mutual().ca),
      cert: readFileSync(mutual().cert),
      key: readFileSync(mutual().key),
    });
    const stranger = kind === 'encrypted' ? connectTls({ ...identity(), host: '127.0.0.1', socket: raw }) : raw;
    if (kind === 'encrypted') stranger.write(token);
    const heard: Buffer[] = [];
    stranger.on('data', (bytes) => heard.push(bytes));
    await new Promise((resolve) => stranger.once('close', resolve));
    expect(heard).toEqual([]);
    expect(await ask(connection, 'second')).toBe('second');
  });
});
