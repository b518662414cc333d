import { type ClientTls, clientCredentials } from '@vt/servenv/grpc';
import { Etcd3, type IOptions } from 'etcd3';
import { abortable, sleep, throwIfAborted } from './abort.ts';
import { isRetryable, toTopoError } from './etcd-errors.ts';
import type { KvCall } from './kv.ts';

export type EtcdCredentials = {
  /** Given: TLS. `key` and `cert`: the client's own, for servers that ask. */
  readonly tls?: Pick<ClientTls, 'ca' | 'cert' | 'key'>;
  readonly user?: { readonly name: string; readonly password: string };
};

type FaultHandling = NonNullable<IOptions['faultHandling']>;
type Policy = NonNullable<FaultHandling['global']>;

/**
 * etcd3 retries, breaks circuits and backs off on its own: its breaker refuses every call for seconds after the server is back,
 * and its retries repeat writes that may have run. All of it is switched off; `callEtcd` decides here.
 */
const handsOff = {
  execute: async (run: (context: { signal: AbortSignal }) => unknown) => run({ signal: new AbortController().signal }),
  onSuccess: () => ({ dispose: () => {} }),
  onFailure: () => ({ dispose: () => {} }),
} as unknown as Policy;

const GRPC_OPTIONS = {
  // How long a server that is back may go unnoticed.
  'grpc.initial_reconnect_backoff_ms': 50,
  'grpc.min_reconnect_backoff_ms': 50,
  'grpc.max_reconnect_backoff_ms': 150,
  // A peer that vanished without a word: noticed by pings on connections with calls or streams.
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.max_receive_message_length': -1,
  'grpc.max_send_message_length': -1,
};

/**
 * One etcd3 client. etcd3 closes all channels of a client after any failed call, so calls, watches and leases each get a
 * client of their own: a call that times out does not touch the watches. They share connections below.
 */
export function newEtcd(hosts: readonly string[], { tls, user }: EtcdCredentials): Etcd3 {
  const etcd = new Etcd3({
    hosts: [...hosts],
    grpcOptions: GRPC_OPTIONS,
    faultHandling: { global: handsOff, host: () => handsOff },
    ...(user === undefined ? {} : { auth: { username: user.name, password: user.password } }),
  });
  if (tls) followFiles(etcd, tls);
  return etcd;
}

type Credentials = ReturnType<typeof clientCredentials>;
type Pool = {
  readonly hosts: readonly { channelCredentials: Credentials }[];
  authenticator: { credentials: Credentials };
};

/**
 * etcd3 takes the texts of certificates, once: when they have expired nothing but a restart would help. INVARIANT: what it makes of them is replaced by credentials that follow the files, under
 * the names that it has for them; the test of renewed certificates notices others.
 */
function followFiles(etcd: Etcd3, tls: ClientTls): void {
  const { pool } = etcd as unknown as { readonly pool: Pool };
  const credentials = clientCredentials(tls);
  for (const host of pool.hosts) host.channelCredentials = credentials;
  pool.authenticator.credentials = credentials;
}

const PAUSE_MS_MIN = 25;
const PAUSE_MS_MAX = 150;
/** A call on a connection that died silently is given up after this, so that a new one is made. */
const ATTEMPT_MS_MAX = 5_000;

/** Calls until there is an answer, the time is over, or trying again could do harm. Throws TopoError. */
export async function callEtcd<T>(
  call: KvCall,
  kind: 'read' | 'write',
  attempt: (options: { deadline: Date }) => Promise<T>,
): Promise<T> {
  const endMs = performance.now() + call.timeoutMs;
  const repeatable = kind === 'read' || call.repeatable === true;
  for (let pauseMs = PAUSE_MS_MIN; ; pauseMs = Math.min(PAUSE_MS_MAX, pauseMs * 2)) {
    throwIfAborted(call.signal, call.subject);
    const leftMs = Math.max(1, endMs - performance.now());
    const deadline = new Date(Date.now() + (repeatable ? Math.min(leftMs, ATTEMPT_MS_MAX) : leftMs));
    try {
      return await abortable(attempt({ deadline }), call.signal, call.subject);
    } catch (err) {
      const error = toTopoError(err, call.subject, kind === 'write');
      if (!isRetryable(error, repeatable) || performance.now() + pauseMs >= endMs) throw error;
    }
    await sleep(pauseMs, call.signal, call.subject);
  }
}
