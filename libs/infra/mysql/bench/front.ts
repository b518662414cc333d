/**
 * What the MySQL front costs: `node --conditions=@vt/source --import tsx libs/infra/mysql/bench/front.ts [connections] [seconds]`.
 * The server runs in this process, the clients in a child; figures are CPU µs of this process per query, beside those of a bare
 * socket server that answers the same bytes.
 */
import { fork } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { emptyOk, encodeColumnDefinition, encodeTextRow } from '@vt/sqltypes';
import { AuthServerNone } from '../src/auth/none.ts';
import { Command } from '../src/packets/command.ts';
import { MysqlServer } from '../src/server/mysql-server.ts';
import { EchoHandler, field } from '../src/server/testing/echo-handler.ts';
import { MODERN, RawClient } from '../src/server/testing/raw-client.ts';

const [connections = 64, seconds = 4] = process.argv.slice(2).map(Number);
const definition = encodeColumnDefinition(field('a', 265));
const row = encodeTextRow([Buffer.from('12345')]);

async function load(port: number, shape: string, isBare: boolean): Promise<void> {
  const query = Buffer.concat([Buffer.of(2 + 1 + shape.length, 0, 0, 0, Command.QUERY, 0, 1), Buffer.from(shape)]);
  let count = 0;
  for (let i = 0; i < connections; i++) {
    let socket = connect({ port, host: '127.0.0.1', noDelay: true });
    if (!isBare) {
      const client = new RawClient({ port, host: '127.0.0.1', noDelay: true });
      await client.login('u', '', { capabilities: MODERN });
      socket.destroy();
      socket = client.socket;
      socket.removeAllListeners('data');
    }
    // Replies are shorter than a segment and one is awaited at a time: a read is a reply.
    socket.on('data', () => {
      count++;
      socket.write(query);
    });
    socket.write(query);
  }
  process.on('message', () => process.send?.(count));
}

async function measure(name: string, port: number, shape: string): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), [`${connections}`, `${seconds}`], {
    env: { ...process.env, FRONT_BENCH: JSON.stringify({ port, shape, isBare: name === 'bare socket' }) },
    execArgv: process.execArgv,
  });
  const ask = (): Promise<number> =>
    new Promise((resolve) => {
      child.once('message', (count) => resolve(Number(count)));
      child.send('count');
    });
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  await new Promise((resolve) => child.once('message', resolve));
  await wait(1000);
  const before = { count: await ask(), cpu: process.cpuUsage() };
  await wait(seconds * 1000);
  const cpu = process.cpuUsage(before.cpu);
  const count = (await ask()) - before.count;
  child.kill();
  const [user, system] = [cpu.user / count, cpu.system / count];
  process.stdout.write(
    `${name.padEnd(12)} ${shape.padEnd(4)} ${connections} connections: ${Math.round(count / seconds)}/s, ` +
      `${(user + system).toFixed(1)} µs (user ${user.toFixed(1)}, system ${system.toFixed(1)})\n`,
  );
}

async function main(): Promise<void> {
  const handler = new EchoHandler();
  handler.query = (_conn, _session, sql, sink) => {
    if (sql.length === 2) return sink.end(emptyOk, false);
    sink.columns([definition], 'text');
    sink.rows(Buffer.from(row));
    sink.end(emptyOk, false);
  };
  const server = new MysqlServer(handler, { auth: new AuthServerNone(), serverVersion: '8.4.6-Vitess' });
  const address = await server.listen({ kind: 'tcp', host: '127.0.0.1', port: 0 });
  const reply = Buffer.from([7, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]);
  const bare = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.write(reply));
  });
  const barePort = await new Promise<number>((resolve) => {
    bare.listen(0, '127.0.0.1', () => resolve((bare.address() as { port: number }).port));
  });
  for (let round = 0; round < 3; round++) {
    await measure('bare socket', barePort, 'ok');
    await measure('front', address.kind === 'tcp' ? address.port : 0, 'ok');
    await measure('front', address.kind === 'tcp' ? address.port : 0, 'row');
  }
  server.close();
  bare.close();
}

const job = process.env.FRONT_BENCH;
if (job) {
  const { port, shape, isBare } = JSON.parse(job) as { port: number; shape: string; isBare: boolean };
  await load(port, shape, isBare);
  process.send?.('ready');
} else {
  await main();
}
