import { credentials, status } from '@grpc/grpc-js';
import { makeClient } from '@vt/proto';
import { MoveCluster } from '../reshard/move-cluster.ts';
import { VitessPrograms } from './vitess-programs.ts';
import { wrongCalls } from './wrong-calls.ts';

const CALL_MS = 20_000;
/** What is theirs or ours in a text, and is not to be compared. */
const told = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

export type Answered = {
  readonly call: string;
  readonly ours: { readonly code: string; readonly text: string };
  readonly theirs: { readonly code: string; readonly text: string };
};

/** What our vtctld and Vitess's answer to the same wrong calls, on the same topology and tablets. */
export async function answersBeside(bin: string, portBase?: number): Promise<readonly Answered[]> {
  const cluster = await MoveCluster.start({ topo: 'etcd', ...(portBase && { portBase }) });
  const vitess = new VitessPrograms(bin, cluster);
  try {
    await vitess.vtctld();
    await cluster.addShard('ks', '0');
    await cluster.addShard('dead', '0');
    await cluster.vtctl('CreateKeyspace', 'empty');
    const mysqld = cluster.mysqldPid('dead', '0');
    await cluster.programs.kill(cluster.tabletName('dead', '0'));
    process.kill(mysqld, 'SIGKILL');
    const alias = (keyspace: string) => ({ cell: 'zone1', uid: cluster.uid(keyspace, '0') });
    const surroundings = { keyspace: 'ks', dead: 'dead', empty: 'empty' };
    const calls = wrongCalls({ ...surroundings, primary: alias('ks'), deadTablet: alias('dead') });
    const answered: Answered[] = [];
    for (const { method, request } of calls) {
      const ours = await answer(cluster.vtctldAddress, method, request);
      const theirs = await answer(vitess.vtctldAddress, method, request);
      answered.push({ call: `${method} ${JSON.stringify(request, printable)}`, ours, theirs });
    }
    return answered;
  } finally {
    await vitess.stop();
    await cluster.stop();
  }
}

const printable = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

async function answer(address: string, method: string, request: unknown): Promise<Answered['ours']> {
  const client = makeClient('vtctlservice.Vtctld', address, credentials.createInsecure());
  try {
    const response = await client.unary(method as never, request as never, { timeoutMs: CALL_MS });
    return { code: 'OK', text: told(JSON.stringify(response, printable)) };
  } catch (error) {
    const { code, details, message } = error as { code: unknown; details?: string; message: string };
    return { code: typeof code === 'number' ? (status[code] ?? '') : String(code), text: told(details ?? message) };
  } finally {
    client.close();
  }
}
