import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Etcd3, type IOptions } from 'etcd3';
import type { Limits } from '../limits.ts';
import { type RunningTopoServer, startTopoServer } from '../server.ts';

/** etcd3 without its own retries and breakers: one call, one answer. */
export function rawClient(address: string): Etcd3 {
  type Policy = NonNullable<NonNullable<IOptions['faultHandling']>['global']>;
  const policy = {
    execute: async (run: (context: object) => unknown) => run({}),
    onSuccess: () => ({ dispose: () => {} }),
    onFailure: () => ({ dispose: () => {} }),
  } as unknown as Policy;
  return new Etcd3({ hosts: `http://${address}`, faultHandling: { global: policy, host: () => policy } });
}

export type TestServer = {
  readonly server: RunningTopoServer;
  readonly client: Etcd3;
  readonly dataFile: string;
  stop(): Promise<void>;
};

/** A server in this process on a free port with a file of its own, and a client. */
export async function testServer(limits: Partial<Limits> = {}): Promise<TestServer> {
  const dir = await mkdtemp(join(tmpdir(), 'vt-topod-'));
  const dataFile = join(dir, 'topo.data');
  const server = await startTopoServer({ listen: '127.0.0.1:0', dataFile, limits });
  const client = rawClient(server.address);
  return {
    server,
    client,
    dataFile,
    async stop() {
      client.close();
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** What went wrong, as text; fails where nothing did. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  const outcome = await promise.then(
    (value) => `no refusal: ${JSON.stringify(value)}`,
    (err: unknown) => (err instanceof Error ? err.message : String(err)),
  );
  return outcome;
}
