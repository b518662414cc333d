import type { Replication, ReplicationStatus, SemiSyncState } from '@vt/mysqlctl';
import { expect, test } from 'vitest';
import { Follower } from './follower.ts';

const source = { host: 'db', port: 3306, user: 'vt_repl' };
const start = { acks: true, start: true };

/** A server that tells what was asked of it, in order. */
function serverOf(initial: {
  readonly status?: Partial<ReplicationStatus>;
  readonly semiSync?: Partial<SemiSyncState>;
}): { replication: Replication; did: string[] } {
  const did: string[] = [];
  const note = (text: string): Promise<void> => {
    did.push(text);
    return Promise.resolve();
  };
  const replication = {
    status: () => Promise.resolve(initial.status as ReplicationStatus | undefined),
    semiSync: () => Promise.resolve({ primaryEnabled: false, replicaEnabled: true, ...initial.semiSync }),
    stop: (thread = 'both') => note(`stop ${thread}`),
    start: (thread = 'both') => note(thread === 'both' ? 'start' : `start ${thread}`),
    setSource: ({ host }: { host: string }) => note(`source ${host}`),
    setSemiSync: ({ primary, replica }: { primary: boolean; replica: boolean }) =>
      note(`semi-sync ${primary ? 'asks' : '-'} ${replica ? 'acks' : '-'}`),
  } as unknown as Replication;
  return { replication, did };
}

const connecting = (lastIoError = ''): Partial<ReplicationStatus> => ({
  sourceHost: 'db',
  sourcePort: 3306,
  autoPosition: true,
  ioState: 'connecting',
  sqlState: 'running',
  lastIoError,
});

test('who was primary acknowledges before it stops asking for acknowledgements', async () => {
  const { replication, did } = serverOf({ semiSync: { primaryEnabled: true, replicaEnabled: false } });
  await new Follower().follow(replication, source, start);
  expect(did).toEqual(['source db', 'semi-sync asks acks', 'start', 'semi-sync - acks']);
});

test('a connection that is being made is not begun again', async () => {
  const follower = new Follower();
  await follower.follow(serverOf({}).replication, source, start);
  const { replication, did } = serverOf({ status: connecting() });
  await follower.follow(replication, source, start);
  expect(did).toEqual(['start']);
});

test.each([
  ['after an error: it waits for its pause to end', connecting('error connecting to source')],
  ['by somebody before us', connecting()],
])('a connection begun %s is begun again', async (_when, status) => {
  const { replication, did } = serverOf({ status });
  await new Follower().follow(replication, source, start);
  expect(did).toEqual(['stop io', 'start']);
});

test('acknowledging begins with a new connection', async () => {
  const status = { ...connecting(), ioState: 'running' } as const;
  const { replication, did } = serverOf({ status, semiSync: { replicaEnabled: false } });
  await new Follower().follow(replication, source, start);
  expect(did).toEqual(['stop io', 'semi-sync - acks', 'start']);
});

test('a heartbeat that is asked for is set, though the source stays', async () => {
  const running = { ...connecting(), ioState: 'running' } as const;
  const same = serverOf({ status: running });
  await new Follower().follow(same.replication, source, start);
  expect(same.did).toEqual(['start']);
  const { replication, did } = serverOf({ status: running });
  await new Follower().follow(replication, { ...source, heartbeatSeconds: 4 }, start);
  expect(did).toEqual(['stop both', 'source db', 'start']);
});

test.each([
  ['running: with a new connection', 'running', ['stop io', 'semi-sync - acks', 'start io']],
  ['stopped by somebody: it stays so', 'stopped', ['semi-sync - acks']],
] as const)('a replica acknowledges at once; its IO thread is %s', async (_which, ioState, expected) => {
  const status = { ...connecting(), ioState };
  const { replication, did } = serverOf({ status, semiSync: { replicaEnabled: false } });
  await new Follower().acknowledge(replication, true);
  expect(did).toEqual(expected);
});

test('one that acknowledges already goes on', async () => {
  const { replication, did } = serverOf({ status: { ...connecting(), ioState: 'running' } });
  await new Follower().acknowledge(replication, true);
  expect(did).toEqual(['semi-sync - acks']);
});
