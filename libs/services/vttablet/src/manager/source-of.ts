import { VtError } from '@vt/base';
import { type TabletAliasLike, type TopoServer, tabletAliasString } from '@vt/topo';

/** Where a tablet's mysqld is, for those that follow it. @throws FAILED_PRECONDITION where its record names none */
export async function sourceOf(
  topo: TopoServer,
  parent: TabletAliasLike,
): Promise<{ readonly host: string; readonly port: number }> {
  const { value: source } = await topo.tablets.get(parent);
  if (source.mysql_port === 0) {
    throw new VtError({ code: 'FAILED_PRECONDITION', message: `tablet ${tabletAliasString(parent)} has no mysqld` });
  }
  return { host: source.mysql_hostname || source.hostname, port: source.mysql_port };
}
