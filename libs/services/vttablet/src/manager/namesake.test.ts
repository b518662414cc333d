import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Server, ServerCredentials, type ServerWritableStream, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { freePort } from '@vt/mysql/testing';
import { create, serviceDefinition } from '@vt/proto';
import { GrpcChannel } from '@vt/servenv';
import type { TopoServer } from '@vt/topo';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestTopo, resetTestTopo } from '../testing/test-tablet.ts';
import { requireNoNamesake } from './namesake.ts';

const { signal } = new AbortController();
const alias = { cell: 'zone1', uid: 100 };
const identity = { alias, keyspace: 'commerce', shard: '0', dbName: 'vt_commerce' };
const check = (answerMs?: number) =>
  requireNoNamesake(topo, identity, (target) => new GrpcChannel({ target }), signal, answerMs);

let topo: TopoServer;
let server: Server;
beforeEach(async () => {
  resetTestTopo();
  topo = openTestTopo();
  server = new Server();
  await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
});
afterEach(async () => {
  server.forceShutdown();
  await topo.close();
});

const register = async (grpc: number) =>
  topo.tablets.createOrReplace(
    create('topodata.Tablet', { ...identity, hostname: '127.0.0.1', port_map: { grpc }, type: 'REPLICA' }),
    { signal },
  );

/** A tablet that tells of its health as this one. Returns its port. */
function serveAs(uid: number): Promise<number> {
  const health = { tablet_alias: { cell: 'zone1', uid }, serving: true };
  server.addService(serviceDefinition('queryservice.Query'), {
    StreamHealth: (call: ServerWritableStream<unknown, unknown>) => {
      call.write(health);
    },
  } as UntypedServiceImplementation);
  return new Promise((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );
}

test('a tablet whose alias a living one has does not register', async () => {
  const port = await serveAs(100);
  await register(port);
  await expect(check()).rejects.toThrow(
    `a tablet with this alias runs at 127.0.0.1:${port}: stop that one first, or choose another uid`,
  );
});

test('an alias that is new, whose tablet is gone, or whose address another tablet took, is free', async () => {
  await check();
  await register(await freePort());
  await check();
  await register(await serveAs(101));
  await check();
});

test('a process that stands still where the tablet was may be the tablet', async () => {
  // The kernel takes connections for it.
  const still = createServer(() => {}).listen(0, '127.0.0.1');
  await once(still, 'listening');
  const { port } = still.address() as AddressInfo;
  await register(port);
  await expect(check(500)).rejects.toThrow(
    `a tablet with this alias may run at 127.0.0.1:${port}, where a process does not answer: stop that one first`,
  );
  still.close();
});
