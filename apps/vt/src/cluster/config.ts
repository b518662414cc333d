/** Which server program runs below the tablets. */
export type Flavor = 'mysql' | 'mariadb';

/** `embedded`: our own topology server; `etcd`: a real one that we run; anything else: `host:port` of one that somebody runs. */
export type Topo = 'embedded' | 'etcd' | { readonly address: string };

export type KeyspaceConfig = { readonly name: string; readonly shards: readonly string[] };

/** The shape of a cluster: fixed when it is first started in its folder. */
export type ClusterConfig = {
  readonly flavor: Flavor;
  readonly topo: Topo;
  readonly cell: string;
  readonly keyspaces: readonly KeyspaceConfig[];
  /** Tablets beside the primary of each shard. */
  readonly replicas: number;
  readonly portBase: number;
};

export type TabletConfig = {
  readonly uid: number;
  /** `zone1-0000000100`, as in the topology's keys. */
  readonly alias: string;
  readonly keyspace: string;
  readonly shard: string;
  /** The one that becomes primary when the shard has none. */
  readonly first: boolean;
};

/** Up to this many shards have uids a hundred apart (100, 200, …), as in Vitess's examples; more are ten apart. */
const WIDE_SHARDS_MAX = 8;

/** Every tablet of the cluster, by uid. */
export function tabletsOf(config: ClusterConfig): readonly TabletConfig[] {
  const shards = config.keyspaces.flatMap(({ name, shards: list }) => list.map((shard) => ({ keyspace: name, shard })));
  const stride = shards.length <= WIDE_SHARDS_MAX ? 100 : 10;
  return shards.flatMap((shard, index) =>
    Array.from({ length: config.replicas + 1 }, (_, nth) => {
      const uid = 100 + stride * index + nth;
      return { ...shard, uid, alias: `${config.cell}-${String(uid).padStart(10, '0')}`, first: nth === 0 };
    }),
  );
}

/** With two replicas one may be lost and writes still be acknowledged: then the primary waits for an acknowledgement, and may be replaced. */
export function durabilityOf({ replicas }: Pick<ClusterConfig, 'replicas'>): 'none' | 'semi_sync' {
  return replicas >= 2 ? 'semi_sync' : 'none';
}

/** Largest uid whose HTTP port stays below the gates' own ports. */
export const UID_MAX = 989;
export const TABLETS_PER_SHARD_MAX = 10;
