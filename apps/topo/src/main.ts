import { flag, flagGroup, runProcess, StartError, serverCredentials } from '@vt/servenv';
import { type RunningTopoServer, startTopoServer } from '@vt/topod';

const flags = flagGroup('Topology', {
  'data-file': flag.string('the one file that everything is kept in; made where absent', { required: true }),
  'history-duration': flag.duration('how long old revisions can be read and watched from', { default: 3_600_000 }),
  'history-revisions': flag.integer('how many old revisions can be read and watched from', { default: 10_000 }),
  listen: flag.string('host:port that etcd’s v3 API is served on', { default: '127.0.0.1:2379' }),
  'tls-ca': flag.string('PEM of the authority that clients’ certificates must come from; turns mutual TLS on'),
  'tls-cert': flag.string('PEM certificate of the server; turns TLS on'),
  'tls-key': flag.string('PEM key of the certificate'),
});

void runProcess({
  name: 'topo',
  summary: 'single-machine topology server that speaks etcd’s v3 gRPC API',
  flags,
  start: async (env) => {
    const values = env.flags;
    const [cert, key, ca] = [values['tls-cert'], values['tls-key'], values['tls-ca']];
    if (Boolean(cert) !== Boolean(key)) throw new StartError('--tls-cert and --tls-key go together');
    if (ca !== '' && cert === '') throw new StartError('--tls-ca needs --tls-cert and --tls-key');
    const tls = cert === '' ? undefined : { cert, key, ...(ca === '' ? {} : { ca }) };
    const server = await startTopoServer({
      listen: values.listen,
      dataFile: values['data-file'],
      credentials: serverCredentials(tls),
      limits: { historyMsMax: values['history-duration'], historyRevisionsMax: values['history-revisions'] },
      onFatal: (error) => env.stop(1, `cannot write ${values['data-file']}: ${error.message}`),
    }).catch((error: unknown) => {
      throw new StartError(error instanceof Error ? error.message : String(error));
    });
    env.onClose('topology', () => server.stop());
    if (server.tornBytes > 0)
      env.log.warn({ bytes: server.tornBytes }, 'cut off a write that a crash had left unfinished');
    publish(env, server);
    env.log.info({ address: server.address }, 'serving the topology');
  },
});

function publish(env: Parameters<Parameters<typeof runProcess>[0]['start']>[0], server: RunningTopoServer): void {
  const rows = {
    revision: ['Revision', 'revision of the last write'],
    compactRevision: ['CompactRevision', 'oldest revision that can be read'],
    keys: ['Keys', 'keys held'],
    storeBytes: ['StoreBytes', 'bytes of keys and values in memory, history included'],
    fileBytes: ['FileBytes', 'bytes of the data file'],
    leases: ['Leases', 'leases alive'],
    watchStreams: ['WatchStreams', 'watch streams open'],
    watchers: ['Watchers', 'watchers on all streams'],
  } as const satisfies Record<keyof ReturnType<RunningTopoServer['stats']>, readonly [string, string]>;
  const names = Object.keys(rows) as (keyof typeof rows)[];
  for (const name of names) env.stats.gaugeFunc(rows[name][0], rows[name][1], () => server.stats()[name]);
  env.status.add({
    title: 'Topology',
    rows: () => [
      { key: 'address', value: server.address },
      ...names.map((name) => ({ key: rows[name][1], value: String(server.stats()[name]) })),
    ],
  });
}
