import { toVtError } from '@vt/base';
import { type FlagValues, flag, flagGroup, StartError } from '@vt/servenv/cli';
import { checkCompleteness, parseShardName } from '@vt/vschema';
import {
  type ClusterConfig,
  type KeyspaceConfig,
  TABLETS_PER_SHARD_MAX,
  type Topo,
  tabletsOf,
  UID_MAX,
} from './config.ts';
import { checkPortPlan } from './ports.ts';

export const clusterFlags = flagGroup('Cluster', {
  cell: flag.string('name of the one cell', { default: 'zone1' }),
  flavor: flag.choice(
    ['', 'mysql', 'mariadb'],
    'server below the tablets; if empty: as before in this folder, else MySQL',
  ),
  keyspace: flag.repeated(
    'NAME=SHARD,SHARD…, repeatable; NAME alone is unsharded (the example’s commerce and customer if absent)',
  ),
  'port-base': flag.integer('first port; the others are at fixed distances', { default: 15_000 }),
  replicas: flag.integer('tablets beside the primary of each shard; from 2 on, a lost primary is replaced by itself', {
    default: 1,
  }),
  'schema-dir': flag.string('a folder a keyspace, with *.sql and vschema.json (the example if absent)'),
  topo: flag.string('embedded, etcd, or HOST:PORT of a topology server that runs already', { default: 'embedded' }),
});

export type ClusterOptions = FlagValues<typeof clusterFlags>;

const exampleKeyspaces = ['commerce=0', 'customer=-80,80-'];
const NAME = /^[A-Za-z0-9_-]{1,50}$/;

/** What the flags say, checked; nothing is touched. `flavor` is settled later. Throws StartError. */
export function readConfig(options: ClusterOptions): Omit<ClusterConfig, 'flavor'> {
  const specs = options.keyspace.length > 0 ? options.keyspace : exampleKeyspaces;
  const config = {
    topo: readTopo(options.topo),
    cell: name('cell', options.cell),
    keyspaces: specs.map(readKeyspace),
    replicas: options.replicas,
    portBase: options['port-base'],
  };
  checkNamesDiffer(config.keyspaces);
  if (!(config.replicas >= 0 && config.replicas < TABLETS_PER_SHARD_MAX)) {
    throw new StartError(`--replicas ${config.replicas}: between 0 and ${TABLETS_PER_SHARD_MAX - 1}`);
  }
  const tablets = tabletsOf({ ...config, flavor: 'mysql' });
  if ((tablets.at(-1)?.uid ?? 0) > UID_MAX)
    throw new StartError(`${tablets.length} tablets are too many for one machine's ports`);
  checkPortPlan({ ...config, flavor: 'mysql' });
  return config;
}

function name(what: string, text: string): string {
  if (!NAME.test(text)) throw new StartError(`'${text}' is no name for a ${what}: letters, digits, _ and - only`);
  return text;
}

function readTopo(text: string): Topo {
  if (text === 'embedded' || text === 'etcd') return text;
  const port = /^[^\s/:]+:(\d{1,5})$/.exec(text)?.[1];
  if (port === undefined || Number(port) > 65_535) throw new StartError(`--topo ${text}: embedded, etcd or HOST:PORT`);
  return { address: text };
}

/** `customer=-80,80-`, or `commerce` for one shard `0`. */
function readKeyspace(spec: string): KeyspaceConfig {
  const [keyspace = '', shardList = '0'] = spec.split(/=(.*)/s);
  name('keyspace', keyspace);
  try {
    const shards = shardList.split(',').map((shard) => parseShardName(shard.trim()));
    checkCompleteness(shards);
    if (shards.some((shard) => shard.keyRange === undefined) && shards.length > 1) {
      throw new Error('several shards need key ranges, such as -80,80-');
    }
    return { name: keyspace, shards: shards.map((shard) => shard.name) };
  } catch (error) {
    throw new StartError(`--keyspace ${spec}: ${toVtError(error).message}`);
  }
}

function checkNamesDiffer(keyspaces: readonly KeyspaceConfig[]): void {
  const seen = new Set<string>();
  for (const { name: keyspace } of keyspaces) {
    if (seen.has(keyspace)) throw new StartError(`--keyspace ${keyspace} is given twice`);
    seen.add(keyspace);
  }
}

/** A folder keeps the shape it was made with. Throws StartError that names the first given flag that contradicts it. */
export function checkSameShape(
  dir: string,
  stored: ClusterConfig,
  wanted: Omit<ClusterConfig, 'flavor'>,
  given: ReadonlySet<string>,
): void {
  const flagOf = {
    cell: 'cell',
    keyspaces: 'keyspace',
    portBase: 'port-base',
    replicas: 'replicas',
    topo: 'topo',
  } as const satisfies Readonly<Record<keyof typeof wanted, string>>;
  for (const [field, flagName] of Object.entries(flagOf) as [keyof typeof wanted, string][]) {
    if (!given.has(flagName) || JSON.stringify(stored[field]) === JSON.stringify(wanted[field])) continue;
    throw new StartError(
      `the cluster in ${dir} was made with another --${flagName} (${JSON.stringify(stored[field])}); leave the flag out, or use --reset or another --dir`,
    );
  }
}
