import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { VtError } from '@vt/base';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { FlagValues } from '../flags/flag.ts';
import { followStaticUsers } from './caller-auth.ts';
import { type ChannelOptions, GrpcChannel } from './client.ts';
import { type channelFlags, channelSecurity } from './client-flags.ts';
import { GrpcServer, type GrpcServerOptions } from './grpc-server.ts';
import { bidiHandler, type CallContext, streamHandler, unaryHandler } from './handlers.ts';
import { healthService } from './health.ts';
import type { OwnCredentials } from './own-credentials.ts';
import { plainPreface, securePreface } from './shared-port.ts';

const json = { to: (value: string) => Buffer.from(value), from: (bytes: Buffer) => bytes.toString() };
const method = (name: string, streaming = false): MethodDefinition<string, string> => ({
  path: `/test.Echo/${name}`,
  requestStream: false,
  responseStream: streaming,
  requestSerialize: json.to,
  requestDeserialize: json.from,
  responseSerialize: json.to,
  responseDeserialize: json.from,
});
const echo = {
  Say: method('Say'),
  Fail: method('Fail'),
  Hang: method('Hang'),
  Count: method('Count', true),
  Refuse: method('Refuse', true),
  Chat: { ...method('Chat', true), requestStream: true },
} satisfies ServiceDefinition;

const open: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

type Hooks = { onHang?: (context: CallContext) => void; onCounted?: (sent: number) => void };

async function serve(options: GrpcServerOptions = {}, hooks: Hooks = {}, host = '127.0.0.1'): Promise<string> {
  const server = new GrpcServer(options);
  const implementation = {
    Say: unaryHandler((text: string, context) => `${context.user}${text}`),
    Fail: unaryHandler((text: string) => {
      if (text === 'plain') throw new Error('plain failure');
      throw new VtError({ code: text as 'CLUSTER_EVENT', message: `told ${text}` });
    }),
    Hang: unaryHandler(
      (_text: string, context) =>
        new Promise<string>((_resolve, reject) => {
          hooks.onHang?.(context);
          context.signal.addEventListener('abort', () => reject(new Error('cancelled')));
        }),
    ),
    Count: streamHandler(async function* (text: string) {
      let sent = 0;
      try {
        for (; sent < Number(text); sent++) yield `${sent}${'x'.repeat(10_000)}`;
        if (text === '3') throw new VtError({ code: 'READ_ONLY', message: 'after three' });
      } finally {
        hooks.onCounted?.(sent);
      }
    }),
    Refuse: streamHandler((text: string) => {
      throw new VtError({ code: 'PERMISSION_DENIED', message: `not ${text}` });
    }),
    Chat: bidiHandler(async function* (requests: AsyncIterable<string>) {
      for await (const request of requests) yield request.toUpperCase();
    }),
  };
  server.addService(echo, implementation, 'echo');
  server.health.setAll(1);
  const port = await server.listen(0, host);
  open.push({ close: () => server.close(100) });
  return `${host}:${port}`;
}

function dial(target: string, options: Partial<ChannelOptions> = {}): GrpcChannel {
  const channel = new GrpcChannel({ target, ...options });
  open.push(channel);
  return channel;
}

describe('calls', () => {
  test('a request is answered', async () => {
    expect(await dial(await serve()).unary(echo.Say, 'hello')).toBe('hello');
  });

  test.each([
    ['CLUSTER_EVENT', 17],
    ['READ_ONLY', 18],
    ['NOT_FOUND', 5],
  ])('the code %s (%i) arrives as it was thrown', async (code, number) => {
    const failure = dial(await serve()).unary(echo.Fail, code);
    await expect(failure).rejects.toMatchObject({ name: 'VtError', code, codeNumber: number, message: `told ${code}` });
  });

  test('what is no VtError is UNKNOWN', async () => {
    const failure = dial(await serve()).unary(echo.Fail, 'plain');
    await expect(failure).rejects.toMatchObject({ code: 'UNKNOWN', message: 'plain failure' });
  });

  test('an abort of the caller reaches the handler', async () => {
    let seen: CallContext | undefined;
    const abort = new AbortController();
    const target = await serve({}, { onHang: (context) => (seen = context) && abort.abort() });
    await expect(dial(target).unary(echo.Hang, 'x', { signal: abort.signal })).rejects.toMatchObject({
      code: 'CANCELED',
    });
    await expect.poll(() => seen?.signal.aborted).toBe(true);
  });

  test('a deadline ends the call and is known to the handler', async () => {
    let deadlineMs = Number.POSITIVE_INFINITY;
    const target = await serve({}, { onHang: (context) => (deadlineMs = context.deadlineMs) });
    const call = dial(target).unary(echo.Hang, 'x', { timeoutMs: 3_000 });
    await expect(call).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(deadlineMs).toBeLessThan(Date.now() + 3_000);
  });

  test('a server that is not there is UNAVAILABLE', async () => {
    const channel = dial('127.0.0.1:1');
    await expect(channel.unary(echo.Say, 'x')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(channel.connect(200)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('a message beyond the limit is refused, one of 10 MiB is not', async () => {
    const channel = dial(await serve({ messageBytesMax: 12 * 2 ** 20 }));
    expect(await channel.unary(echo.Say, 'x'.repeat(10 * 2 ** 20))).toHaveLength(10 * 2 ** 20);
    const failure = channel.unary(echo.Say, 'x'.repeat(13 * 2 ** 20));
    await expect(failure).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
  });
});

describe('streams', () => {
  test('what a server sends may be larger than what it takes: its client says what is too much', async () => {
    const target = await serve({ messageBytesMax: 1_000 });
    const first = async (messageBytesMax: number) => {
      for await (const text of dial(target, { messageBytesMax }).stream(echo.Count, '1', {})) return text.length;
    };
    expect(await first(20_000)).toBe(10_001);
    await expect(first(1_000)).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
  });

  test('a handler that throws before it streams has refused the call', async () => {
    const stream = dial(await serve()).stream(echo.Refuse, 'you', { signal: AbortSignal.timeout(10_000) });
    const refused = async () => {
      for await (const message of stream) throw new Error(message);
    };
    await expect(refused()).rejects.toMatchObject({ code: 'PERMISSION_DENIED', message: 'not you' });
  });

  test('messages come in order, then the error', async () => {
    const seen: string[] = [];
    const read = async () => {
      for await (const message of dial(await serve()).stream(echo.Count, '3')) seen.push(message.slice(0, 1));
    };
    await expect(read()).rejects.toMatchObject({ code: 'READ_ONLY', message: 'after three' });
    expect(seen).toEqual(['0', '1', '2']);
  });

  test('a reader that leaves ends the generator of the server, which never ran far ahead', async () => {
    const counted = new Promise<number>((resolve) => {
      void (async () => {
        const target = await serve({}, { onCounted: resolve });
        for await (const message of dial(target).stream(echo.Count, '1000000')) if (message.startsWith('5x')) break;
      })();
    });
    // The windows are 8 MiB at most each way and 10 kB a message.
    expect(await counted).toBeLessThan(5_000);
  });

  test('an abort ends the loop with CANCELED', async () => {
    const abort = new AbortController();
    const read = async () => {
      for await (const message of dial(await serve()).stream(echo.Count, '1000000', { signal: abort.signal })) {
        if (message.startsWith('5x')) abort.abort();
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'CANCELED' });
  });

  test('both directions', async () => {
    const call = dial(await serve()).client.makeBidiStreamRequest('/test.Echo/Chat', json.to, json.from);
    const answers: string[] = [];
    call.on('data', (answer: string) => answers.push(answer));
    const ended = new Promise((resolve) => call.on('status', resolve));
    call.write('a');
    call.end('b');
    await ended;
    expect(answers).toEqual(['A', 'B']);
  });
});

describe('grpc.health.v1', () => {
  test('knows the process and each service', async () => {
    const channel = dial(await serve());
    expect(await channel.unary(healthService.Check, { service: '' })).toEqual({ status: 1 });
    expect(await channel.unary(healthService.Check, { service: 'test.Echo' })).toEqual({ status: 1 });
    await expect(channel.unary(healthService.Check, { service: 'no' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('Watch tells every change', async () => {
    const server = new GrpcServer();
    const port = await server.listen(0, '127.0.0.1');
    open.push({ close: () => server.close(100) });
    const seen: number[] = [];
    for await (const { status } of dial(`127.0.0.1:${port}`).stream(healthService.Watch, { service: '' })) {
      seen.push(status);
      if (seen.length === 1) server.health.setAll(1);
      if (seen.length === 2) server.health.setAll(2);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual([2, 1, 2]);
  });
});

test('--service-map chooses the services', () => {
  expect(new GrpcServer({ serviceMap: ['grpc-echo'] }).serves('echo')).toBe(true);
  expect(new GrpcServer({ serviceMap: ['grpc-other'] }).serves('echo')).toBe(false);
  expect(new GrpcServer({ serviceMap: ['-grpc-echo'] }).serves('echo')).toBe(false);
  expect(new GrpcServer({ serviceMap: ['-grpc-echo'] }).serves('other')).toBe(true);
});

describe('static authentication', () => {
  const users = () => new Map([['alice', 'wonder']]);
  const say = (target: string, credentials?: OwnCredentials) =>
    dial(target, credentials && { credentials: () => credentials }).unary(echo.Say, '!');

  test('the right password is let in and the handler knows the name', async () => {
    expect(await say(await serve({ users }), { username: 'alice', password: 'wonder' })).toBe('alice!');
  });

  test.each([
    ['UNAUTHENTICATED', undefined],
    ['PERMISSION_DENIED', { username: 'alice', password: 'wrong' }],
    ['PERMISSION_DENIED', { username: 'bob', password: '' }],
  ])('%s for %j', async (code, credentials) => {
    await expect(say(await serve({ users }), credentials)).rejects.toMatchObject({ code });
  });

  test('a file of users that is replaced counts for the next call; one that cannot be read leaves those there were', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'users-'));
    try {
      const file = join(dir, 'users.json');
      const write = (Password: string) => writeFileSync(file, JSON.stringify([{ Username: 'alice', Password }]));
      expect(() => followStaticUsers(file)).toThrow(`--grpc-auth-static-password-file ${file}: `);
      write('wonder');
      const target = await serve({ users: followStaticUsers(file) });
      const refused = { code: 'PERMISSION_DENIED' };
      expect(await say(target, { username: 'alice', password: 'wonder' })).toBe('alice!');
      write('changed');
      await expect(say(target, { username: 'alice', password: 'wonder' })).rejects.toMatchObject(refused);
      writeFileSync(file, '[{');
      expect(await say(target, { username: 'alice', password: 'changed' })).toBe('alice!');
      rmSync(file);
      expect(await say(target, { username: 'alice', password: 'changed' })).toBe('alice!');
      writeFileSync(file, '[]');
      await expect(say(target, { username: 'alice', password: 'changed' })).rejects.toMatchObject(refused);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  test('what a file holds is shown with every call of the channel, also those that others make of it, and the file is read again', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'credentials-'));
    try {
      const file = join(dir, 'creds.json');
      const write = (Password: unknown) => writeFileSync(file, JSON.stringify({ Username: 'alice', Password }));
      const security = () => {
        const given = ['ca', 'cert', 'key', 'server-name'].map((name) => [`tablet-grpc-${name}`, ''] as const);
        return channelSecurity('tablet', {
          ...(Object.fromEntries(given) as FlagValues<ReturnType<typeof channelFlags<'tablet'>>>),
          'grpc-auth-static-client-creds': file,
        });
      };
      write(7);
      expect(security).toThrow(`--grpc-auth-static-client-creds ${file}: wants {"Username", "Password"}`);
      write('wonder');
      const channel = dial(await serve({ users }), security());
      const byOthers = () =>
        new Promise<string>((resolve, reject) => {
          const { path, requestSerialize, responseDeserialize } = echo.Say;
          channel.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, '!', (error, answer) =>
            error ? reject(error) : resolve(String(answer)),
          );
        });
      expect(await channel.unary(echo.Say, '!')).toBe('alice!');
      expect(await byOthers()).toBe('alice!');
      write('of somebody else');
      await expect(channel.unary(echo.Say, '!')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
      writeFileSync(file, '{');
      await expect(channel.unary(echo.Say, '!')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
      write('wonder');
      expect(await byOthers()).toBe('alice!');
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

describe('TLS', () => {
  let dir = '';
  const file = (name: string) => join(dir, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  const sign = (name: string, subject: string, ca = 'ca') => {
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject);
    writeFileSync(file('ext'), 'subjectAltName=IP:127.0.0.1,DNS:tablet.example');
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      `${ca}.pem`,
      '-CAkey',
      `${ca}.key`,
      '-CAcreateserial',
      '-out',
      `${name}.pem`,
      '-days',
      '2',
      '-extfile',
      'ext',
    );
  };
  const makeAuthority = (name: string) =>
    openssl(
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.pem`],
      ...['-days', '2', '-subj', `/CN=${name}`],
    );
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'tls-'));
    makeAuthority('ca');
    sign('server', '/CN=server');
    sign('client', '/O=ops/CN=carol');
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  const serverTls = () => ({ cert: file('server.pem'), key: file('server.key') });

  test('a client that knows the authority is served; a plain one is not', async () => {
    const target = await serve({ tls: serverTls() });
    expect(await dial(target, { tls: { ca: file('ca.pem') } }).unary(echo.Say, 'x')).toBe('x');
    await expect(dial(target).unary(echo.Say, 'x')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });

  test('a plain connection to an encrypted port is encrypted: without TLS, and without a certificate that is asked for, it brings no token', async () => {
    const tokens: string[] = [];
    const server = new GrpcServer({ tls: { ...serverTls(), ca: file('ca.pem') } });
    server.acceptPlain((token) => tokens.push(token.toString()) > 0);
    const port = await server.listen(0, '127.0.0.1');
    const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const open = async (tls: object | undefined, token: string) => {
      const raw = connect(port, '127.0.0.1').on('error', () => {});
      if (!tls) raw.write(plainPreface(Buffer.from(token)));
      else {
        raw.write(securePreface);
        const secure = connectTls({ ...tls, socket: raw, servername: 'tablet.example' }).on('error', () => {});
        secure.write(token);
        secure.resume();
      }
      await Promise.race([closed(raw), vi.waitUntil(() => tokens.includes(token), { timeout: 10_000, interval: 5 })]);
      raw.destroy();
    };
    const ca = readFileSync(file('ca.pem'));
    const identity = { cert: readFileSync(file('client.pem')), key: readFileSync(file('client.key')) };
    await open(undefined, 'aaaaaaaaaaaaaaaa');
    await open({ ca }, 'bbbbbbbbbbbbbbbb');
    await open({ ca, ...identity }, 'cccccccccccccccc');
    expect(tokens).toEqual(['cccccccccccccccc']);
    await server.close(1_000);
  });

  test('what is needed for a plain connection is known of a host with a port', () => {
    const { tls } = new GrpcChannel({ target: 'host:1', tls: { ca: file('ca.pem') } }).plainTarget ?? {};
    expect(tls?.()).toMatchObject({ host: 'host', servername: 'host', ca: readFileSync(file('ca.pem')) });
    expect(new GrpcChannel({ target: '[::1]:1' }).plainTarget).toEqual({ host: '::1', port: 1 });
  });

  test('another name of the certificate can be expected', async () => {
    const target = await serve({ tls: serverTls() });
    const say = (serverName: string) => dial(target, { tls: { ca: file('ca.pem'), serverName } }).unary(echo.Say, 'x');
    expect(await say('tablet.example')).toBe('x');
    await expect(say('other.example')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('mutual: without a certificate there is no answer, with one the handler knows the name', async () => {
    const target = await serve({ tls: { ...serverTls(), ca: file('ca.pem') }, subjectParts: ['O=ops'] });
    const identity = { ca: file('ca.pem'), cert: file('client.pem'), key: file('client.key') };
    expect(await dial(target, { tls: identity }).unary(echo.Say, '!')).toBe('carol!');
    const without = dial(target, { tls: { ca: file('ca.pem') } }).unary(echo.Say, 'x');
    await expect(without).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('mutual: a subject that the rules do not name is refused', async () => {
    const target = await serve({ tls: { ...serverTls(), ca: file('ca.pem') }, subjectParts: ['O=others'] });
    const identity = { ca: file('ca.pem'), cert: file('client.pem'), key: file('client.key') };
    const call = dial(target, { tls: identity }).unary(echo.Say, '!');
    await expect(call).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('files that are replaced are used by the connections that come', async () => {
    const put = (from: string, to: string) => {
      copyFileSync(file(from), file(to));
      process.emit('SIGHUP');
    };
    put('ca.pem', 'trusted.pem');
    put('server.key', 'own.key');
    put('server.pem', 'own.pem');
    const target = await serve({ tls: { cert: file('own.pem'), key: file('own.key') } });
    const say = (ca: string) => dial(target, { tls: { ca: file(ca) } }).unary(echo.Say, 'x');
    const early = dial(target, { tls: { ca: file('trusted.pem') } });
    expect(await early.unary(echo.Say, 'x')).toBe('x');
    makeAuthority('later');
    sign('renewed', '/CN=server', 'later');
    // Half of it cannot be used.
    put('renewed.key', 'own.key');
    expect(await say('trusted.pem')).toBe('x');
    put('renewed.pem', 'own.pem');
    await expect(say('ca.pem')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    put('later.pem', 'trusted.pem');
    expect(await say('trusted.pem')).toBe('x');
    expect(await early.unary(echo.Say, 'x')).toBe('x');
  });
});
