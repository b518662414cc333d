import { type FlagValues, flag, flagGroup, type Stats } from '@vt/servenv';
import { DEFAULT_CONN_OPTIONS } from './conn/kv-conn.ts';
import type { EtcdCredentials } from './kv/etcd-client.ts';
import { TopoServer } from './server/topo-server.ts';
import { topoStats } from './topo-stats.ts';

/** How a process finds the topology: the same flags for all. */
export const topoFlags = flagGroup('Topology', {
  'lock-timeout': flag.duration('how long to wait for a lock that another holds', {
    default: DEFAULT_CONN_OPTIONS.lockTimeoutMs,
  }),
  'topo-etcd-lease-ttl': flag.integer('seconds after which locks are free whose holder died', {
    default: DEFAULT_CONN_OPTIONS.leaseTtlSeconds,
  }),
  'topo-etcd-tls-ca': flag.string(
    'PEM of the authority that the topology server’s certificate comes from; turns TLS on',
  ),
  'topo-etcd-tls-cert': flag.string('PEM certificate to show to the topology server'),
  'topo-etcd-tls-key': flag.string('PEM key of that certificate'),
  'topo-global-root': flag.string('where the global records are kept in the topology server', {
    default: '/vitess/global',
  }),
  'topo-global-server-address': flag.string('host:port of the global topology server; several with commas', {
    required: true,
  }),
  'topo-implementation': flag.string('etcd2 (any server of etcd’s v3 API)', { default: 'etcd2' }),
});

type TlsFlags = Pick<FlagValues<typeof topoFlags>, 'topo-etcd-tls-ca' | 'topo-etcd-tls-cert' | 'topo-etcd-tls-key'>;

/** What the flags say of how to be known to the topology server. The files may be replaced while the process runs. */
export function topoCredentials(values: TlsFlags): { readonly credentials?: EtcdCredentials } {
  const [ca, cert, key] = [values['topo-etcd-tls-ca'], values['topo-etcd-tls-cert'], values['topo-etcd-tls-key']];
  return ca === '' ? {} : { credentials: { tls: { ca, cert, key } } };
}

/** Opens the topology that the flags name. Connects to nothing yet. @param stats where its calls are counted */
export function openTopo(values: FlagValues<typeof topoFlags>, stats?: Stats): TopoServer {
  return TopoServer.open({
    implementation: values['topo-implementation'],
    globalServerAddress: values['topo-global-server-address'],
    globalRoot: values['topo-global-root'],
    ...(stats && { onCall: topoStats(stats) }),
    conn: { leaseTtlSeconds: values['topo-etcd-lease-ttl'], lockTimeoutMs: values['lock-timeout'] },
    ...topoCredentials(values),
  });
}
