import { expect, test } from 'vitest';
import { openTopo } from './flags.ts';

test('--lock-timeout says how long a lock is waited for', async () => {
  const topo = openTopo({
    'lock-timeout': 50,
    'topo-etcd-lease-ttl': 30,
    'topo-etcd-tls-ca': '',
    'topo-etcd-tls-cert': '',
    'topo-etcd-tls-key': '',
    'topo-global-root': '/vitess/global',
    'topo-global-server-address': 'global',
    'topo-implementation': 'memory',
  });
  await topo.global.create('keyspaces/ks/Keyspace', new Uint8Array());
  const held = await topo.keyspaces.lock('ks', 'first');
  await expect(topo.keyspaces.lock('ks', 'second')).rejects.toMatchObject({ kind: 'Timeout' });
  await held.unlock();
  await topo.close();
});
