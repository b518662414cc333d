import { join } from 'node:path';
import { programFile, templatesDir } from '../paths.ts';
import { certificateFiles } from './certificate.ts';
import { type ClusterConfig, durabilityOf, type TabletConfig, tabletsOf } from './config.ts';
import { portOf, topoAddress } from './ports.ts';

export type ProcessKind = 'topo' | 'vtctld' | 'vtgate' | 'vttablet' | 'mysqld' | 'vtorc';

/** One process of the cluster: how it is started and how it is known to be ready. */
export type ProcessSpec = {
  readonly name: string;
  readonly kind: ProcessKind;
  readonly file: string;
  readonly argv: readonly string[];
  /** Ports by use: `http`, `grpc`, `mysql`. */
  readonly ports: Readonly<Record<string, number>>;
  /** `http`: /debug/vars answers 200; `etcd`: /health says true. */
  readonly ready: 'http' | 'etcd';
  /** The one of `ports` that `ready` asks. */
  readonly readyPort: number;
};

export type SpecInput = { readonly dir: string; readonly config: ClusterConfig; readonly serverPrefix: string };

const HOST = '127.0.0.1';
export const GLOBAL_ROOT = '/vitess/global';
export const cellRoot = (cell: string): string => `/vitess/${cell}`;

/** Every process that `vt` starts itself, in the order of starting. The mysqlds are their tablets' to start. */
export function processSpecs(input: SpecInput): readonly ProcessSpec[] {
  const tablets = tabletsOf(input.config).map((tablet) => vttablet(input, tablet));
  const topo = topoSpec(input);
  return [...(topo ? [topo] : []), vtctld(input), ...tablets, vtgate(input), vtorc(input)];
}

function topoSpec({ dir, config }: SpecInput): ProcessSpec | undefined {
  const port = portOf(config, 'topo');
  if (config.topo === 'embedded') {
    const http = portOf(config, 'topoHttp');
    const argv = [
      '--listen',
      `${HOST}:${port}`,
      '--data-file',
      join(dir, 'topo', 'topo.data'),
      '--port',
      String(http),
      '--bind-address',
      HOST,
    ];
    const ports = { http, grpc: port };
    return { name: 'topo', kind: 'topo', file: programFile('topo'), argv, ports, ready: 'http', readyPort: http };
  }
  return config.topo === 'etcd' ? etcd(dir, port, portOf(config, 'topoPeer')) : undefined;
}

function etcd(dir: string, port: number, peer: number): ProcessSpec {
  const [client, peers] = [`http://${HOST}:${port}`, `http://${HOST}:${peer}`];
  const argv = [
    '--name',
    'vt',
    '--data-dir',
    join(dir, 'etcd'),
    '--listen-client-urls',
    client,
    '--advertise-client-urls',
    client,
    '--listen-peer-urls',
    peers,
    '--initial-advertise-peer-urls',
    peers,
    '--initial-cluster',
    `vt=${peers}`,
    '--log-level',
    'warn',
  ];
  const file = join(process.env['VT_ETCD_PREFIX'] ?? '', 'bin', 'etcd');
  return { name: 'topo', kind: 'topo', file, argv, ports: { grpc: port, peer }, ready: 'etcd', readyPort: port };
}

function topoFlags(config: ClusterConfig): readonly string[] {
  return [
    '--topo-implementation',
    'etcd2',
    '--topo-global-server-address',
    topoAddress(config),
    '--topo-global-root',
    GLOBAL_ROOT,
  ];
}

function serverFlags(http: number, grpc: number, services: string): readonly string[] {
  return ['--port', String(http), '--grpc-port', String(grpc), '--bind-address', HOST, '--service-map', services];
}

function vtctld({ dir, config }: SpecInput): ProcessSpec {
  const [http, grpc] = [portOf(config, 'vtctldHttp'), portOf(config, 'vtctldGrpc')];
  const argv = [
    ...topoFlags(config),
    ...serverFlags(http, grpc, 'grpc-vtctl,grpc-vtctld'),
    ...['--cell', config.cell],
    ...backupFlags(dir),
    ...['--vtorc-addresses', `${HOST}:${portOf(config, 'vtorcHttp')}`],
    ...['--vtgate-addresses', `${HOST}:${portOf(config, 'vtgateHttp')}`],
  ];
  return {
    name: 'vtctld',
    kind: 'vtctld',
    file: programFile('vtctld'),
    argv,
    ports: { http, grpc },
    ready: 'http',
    readyPort: http,
  };
}

/** Backups are kept in the cluster's own folder. */
function backupFlags(dir: string): readonly string[] {
  return ['--backup-storage-implementation', 'file', '--file-backup-storage-root', join(dir, 'backups')];
}

function vttablet({ dir, config, serverPrefix }: SpecInput, tablet: TabletConfig): ProcessSpec {
  const { uid } = tablet;
  const [http, grpc, mysql] = [
    portOf(config, 'tabletHttp', uid),
    portOf(config, 'tabletGrpc', uid),
    portOf(config, 'mysqld', uid),
  ];
  const argv = [
    ...topoFlags(config),
    ...serverFlags(http, grpc, 'grpc-queryservice,grpc-tabletmanager,grpc-updatestream'),
    ...['--tablet-path', tablet.alias, '--tablet-hostname', HOST],
    ...['--init-keyspace', tablet.keyspace, `--init-shard=${tablet.shard}`, '--init-tablet-type', 'replica'],
    ...['--mysqld-mode', 'managed', '--flavor', config.flavor, '--mysqld-prefix', serverPrefix],
    ...['--tablet-dir', dir, '--mycnf-mysql-port', String(mysql)],
    // Many servers share this machine: little memory each, and initialised data kept for the next cluster.
    ...['--mysqld-profile', 'small', '--mysqld-template-cache-dir', templatesDir],
    ...['--health-check-interval', '5s'],
    ...[
      '--disk-write-dir',
      join(dir, tabletDirName(uid)),
      '--disk-write-interval',
      '500ms',
      '--disk-write-timeout',
      '2s',
    ],
    ...['--semi-sync-monitor-interval', '2s'],
    ...backupFlags(dir),
  ];
  return {
    name: `vttablet-${uid}`,
    kind: 'vttablet',
    file: programFile('vttablet'),
    argv,
    ports: { http, grpc },
    ready: 'http',
    readyPort: http,
  };
}

function vtgate({ dir, config }: SpecInput): ProcessSpec {
  const [http, grpc, mysql] = [
    portOf(config, 'vtgateHttp'),
    portOf(config, 'vtgateGrpc'),
    portOf(config, 'vtgateMysql'),
  ];
  const certificate = certificateFiles(dir);
  const argv = [
    ...topoFlags(config),
    ...serverFlags(http, grpc, 'grpc-vtgateservice'),
    ...['--cell', config.cell, '--cells-to-watch', config.cell],
    ...['--mysql-server-port', String(mysql), '--mysql-server-bind-address', HOST],
    ...['--mysql-server-socket-path', join(dir, 'mysql.sock'), '--mysql-auth-server-impl', 'none'],
    ...['--mysql-server-ssl-cert', certificate.cert, '--mysql-server-ssl-key', certificate.key],
    // One's own machine: ALTER VSCHEMA is for anybody.
    ...['--dbddl-plugin', 'empty', '--vschema-ddl-authorized-users', '%'],
    '--allow-kill-statement',
    // Whoever moves primaries by hand here does so more often than once a minute.
    ...['--enable-buffer', '--buffer-min-time-between-failovers', '0s'],
  ];
  return {
    name: 'vtgate',
    kind: 'vtgate',
    file: programFile('vtgate'),
    argv,
    ports: { http, grpc, mysql },
    ready: 'http',
    readyPort: http,
  };
}

function vtorc({ config }: SpecInput): ProcessSpec {
  const http = portOf(config, 'vtorcHttp');
  const argv = [
    ...topoFlags(config),
    ...['--port', String(http), '--bind-address', HOST, '--cell', config.cell],
    // INVARIANT: no write that was acknowledged is lost. With asynchronous replication a failover could lose some.
    `--allow-emergency-reparent=${String(durabilityOf(config) !== 'none')}`,
    '--enable-primary-disk-stalled-recovery',
  ];
  return {
    name: 'vtorc',
    kind: 'vtorc',
    file: programFile('vtorc'),
    argv,
    ports: { http },
    ready: 'http',
    readyPort: http,
  };
}

/** `vt_0000000100`, as Vitess names the folder of a tablet. */
export const tabletDirName = (uid: number): string => `vt_${String(uid).padStart(10, '0')}`;

/** The option file that a tablet's mysqld is started with: its identity on the command line. */
export const mysqldDefaultsArgument = (dir: string, uid: number): string =>
  `--defaults-file=${join(dir, tabletDirName(uid), 'my.cnf')}`;
