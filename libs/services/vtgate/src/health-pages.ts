import { type BalanceRules, cellShares, type HealthCheck, NOT_SERVING, type TabletHealth } from '@vt/discovery';
import { type HttpRequest, type HttpResponse, type HttpServer, json } from '@vt/servenv';

export type HealthSources = {
  readonly health: Pick<HealthCheck, 'all'>;
  readonly balance: BalanceRules;
  readonly cell: string;
};

const PREFIX = '/api/health-check/';

/** What the gate knows of tablets, for programs, and to whom its reads go. */
export function addHealthPages(http: HttpServer, { health, balance, cell }: HealthSources): void {
  http.route(`${PREFIX}*`, (request) => healthOf(health.all(), request), { role: 'monitoring' });
  http.route('/debug/balancer', () => json(balancer(health.all(), balance, cell)), {
    title: 'how replicas share reads',
  });
}

/** `/api/health-check/cell/…`, `/keyspace/…` and `/tablet/…`; without a name, all. */
function healthOf(all: readonly TabletHealth[], { path }: HttpRequest): HttpResponse {
  const [kind = '', name = ''] = path.slice(PREFIX.length).split('/').map(decoded);
  const wanted: Readonly<Record<string, (tablet: TabletHealth) => string>> = {
    cell: (tablet) => tablet.cell,
    keyspace: (tablet) => tablet.target.keyspace,
    tablet: (tablet) => tablet.alias,
  };
  const nameOf = Object.hasOwn(wanted, kind) ? wanted[kind] : undefined;
  if (kind !== '' && !nameOf)
    return json({ error: `${PREFIX} is followed by cell, keyspace or tablet, and a name` }, 404);
  const found = all.filter((tablet) => name === '' || nameOf?.(tablet) === name);
  return json(grouped(found));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** By cell and target, as Vitess has it. */
function grouped(tablets: readonly TabletHealth[]): object[] {
  return [...byTarget(tablets)].map(([, group]) => {
    const [{ cell, target }] = group as [TabletHealth];
    return { Cell: cell, Target: targetOf(target), TabletsStats: group.map(statsOf) };
  });
}

function byTarget(tablets: readonly TabletHealth[]): Map<string, TabletHealth[]> {
  const groups = new Map<string, TabletHealth[]>();
  for (const tablet of tablets) {
    const { keyspace, shard, tabletType } = tablet.target;
    const key = [tablet.cell, keyspace, shard, tabletType].join('/');
    const group = groups.get(key);
    if (group) group.push(tablet);
    else groups.set(key, [tablet]);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const targetOf = ({ keyspace, shard, tabletType }: TabletHealth['target']): object => ({
  keyspace,
  shard,
  tablet_type: tabletType,
});

function statsOf({ alias, tablet, target, serving, primaryTermStart, lagSeconds, error }: TabletHealth): object {
  const { hostname, port_map: ports, tags } = tablet;
  return {
    Key: `${hostname},grpc:${ports['grpc'] ?? ''}`,
    Name: alias,
    Tablet: { alias: tablet.alias, hostname, keyspace: tablet.keyspace, shard: tablet.shard, port_map: ports, tags },
    Target: targetOf(target),
    // It answers, whatever it says.
    Up: error === undefined || error === NOT_SERVING,
    Serving: serving,
    PrimaryTermStartTime: Number(primaryTermStart),
    Stats: { replication_lag_seconds: lagSeconds },
    LastError: error ?? null,
  };
}

/** In every mode: the mode itself, and which part of each target's reads goes to which cell. */
function balancer(all: readonly TabletHealth[], { mode, gateCells, keyspaces }: BalanceRules, cell: string): object {
  const replicas = new Map<string, TabletHealth[]>();
  for (const tablet of all) {
    if (!tablet.serving || tablet.target.tabletType === 'PRIMARY') continue;
    const { keyspace, shard, tabletType } = tablet.target;
    const key = `${keyspace}/${shard}/${tabletType.toLowerCase()}`;
    replicas.set(key, [...(replicas.get(key) ?? []), tablet]);
  }
  const targets = [...replicas].map(([target, tablets]) => {
    const keyspace = tablets[0]?.target.keyspace ?? '';
    const own = keyspaces.length === 0 || keyspaces.includes(keyspace) ? mode : 'cell';
    return {
      Target: target,
      Mode: own,
      Shares: Object.fromEntries(sharesOf(own, tablets, gateCells, cell)),
      Tablets: tablets.map(({ alias }) => alias),
    };
  });
  return { Mode: mode, Cell: cell, GateCells: gateCells, Keyspaces: keyspaces, Targets: targets };
}

/** Of the reads of one target, the part that goes to each cell; replicas that lag are not taken out. */
function sharesOf(
  mode: BalanceRules['mode'],
  tablets: readonly TabletHealth[],
  gateCells: readonly string[],
  cell: string,
): ReadonlyMap<string, number> {
  if (mode === 'prefer-cell') return cellShares(tablets, gateCells, cell);
  const own = mode === 'cell' || mode === 'session' ? tablets.filter((tablet) => tablet.cell === cell) : [];
  const used = own.length > 0 ? own : tablets;
  const shares = new Map<string, number>();
  for (const tablet of used) shares.set(tablet.cell, (shares.get(tablet.cell) ?? 0) + 1 / used.length);
  return shares;
}
