// CPU microseconds per call between a gate and a tablet, both in processes of their own, for point selects at 1, 8 and 64
// callers: the query stream, and the compatible service beside it. Build first; run as `node query-stream.mjs [seconds]`.
import { fork } from 'node:child_process';
import { Client, credentials, Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import { noState, ServiceClient, serviceDefinition, tabletRequest } from '@vt/proto';
import { emptyOk, encodeColumnDefinition, encodeTextRow, Type } from '@vt/sqltypes';
import { CompatConnection, StreamConnection, serveQueryStream } from '../dist/index.js';

const field = { name: 'c', type: Type.VARCHAR, table: 'sbtest1', orgTable: 'sbtest1', database: 'vt_ks', orgName: 'c' };
const columns = [
  encodeColumnDefinition({ ...field, columnLength: 480, charset: 255, decimals: 0, flags: 0, columnType: '' }),
];
const row = encodeTextRow([Buffer.alloc(119, 'x')]);

if (process.argv[2] === 'tablet') await tablet();
else await gate(Number(process.argv[2] ?? 3));

async function tablet() {
  const server = new Server();
  const stream = serveQueryStream({
    call: async (_request, sink) => {
      sink.columns(columns, 'text');
      sink.rows(row);
      sink.end(emptyOk, false);
      return noState;
    },
  });
  server.addService(stream.service, stream.implementation);
  const result = {
    fields: [{ name: 'c', type: 'VARCHAR' }],
    rows: [{ lengths: [119n], values: Buffer.alloc(119, 'x') }],
  };
  server.addService(serviceDefinition('queryservice.Query'), { Execute: (_call, done) => done(null, { result }) });
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_error, port) => process.send({ port }));
  process.on('message', () => process.send({ cpu: process.cpuUsage() }));
}

async function gate(seconds) {
  const child = fork(process.argv[1], ['tablet']);
  const next = () => new Promise((resolve) => child.once('message', resolve));
  const { port } = await next();
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const metadata = () => new Metadata();
  const service = new ServiceClient('queryservice.Query', client);
  const ways = {
    stream: new StreamConnection({ client, metadata }),
    compatible: new CompatConnection({ service, metadata, alias: { cell: 'c', uid: 1 } }),
  };
  for (const [name, connection] of Object.entries(ways)) {
    for (const callers of [1, 8, 64]) {
      await run(connection, callers, 0.5);
      child.send('cpu');
      const tabletBefore = (await next()).cpu;
      const before = process.cpuUsage();
      const { calls, wallUs } = await run(connection, callers, seconds);
      const own = total(process.cpuUsage(before));
      child.send('cpu');
      const other = total((await next()).cpu) - total(tabletBefore);
      const per = (us) => (us / calls).toFixed(1).padStart(7);
      console.log(
        `${name.padEnd(11)} callers ${String(callers).padStart(3)}  calls ${String(calls).padStart(8)}  gate ${per(own)}  tablet ${per(other)}  CPU us/call; ${((wallUs * callers) / calls).toFixed(0)} us latency`,
      );
    }
  }
  for (const connection of Object.values(ways)) connection.close();
  client.close();
  child.kill();
}

function total({ user, system }) {
  return user + system;
}

async function run(connection, callers, seconds) {
  const target = { keyspace: 'ks', shard: '0', tabletType: 'PRIMARY' };
  const start = performance.now();
  const end = start + seconds * 1000;
  let calls = 0;
  const caller = async (n) => {
    const sink = { onDrain: undefined, columns() {}, rows: () => true, end() {}, error() {} };
    for (let i = n; performance.now() < end; i += 1) {
      const binds = { vtg1: { type: Type.INT64, value: Buffer.from(String(i % 100_000)) } };
      await connection.call(
        tabletRequest({ method: 'execute', target, sql: 'select c from sbtest1 where id = :vtg1', binds }),
        sink,
      );
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, n) => caller(n * 1000)));
  return { calls, wallUs: (performance.now() - start) * 1000 };
}
