import { VtError } from '@vt/base';
import type { MessageInput } from '@vt/proto';
import { type FlagValues, StartError } from '@vt/servenv';
import type { TabletIdentity } from '@vt/tabletserver';
import { parseTabletAlias } from '@vt/topo';
import { parseShardName } from '@vt/vschema';
import type { VttabletFlags } from './flags.ts';

/** What the command line says this tablet is. Throws StartError for what cannot be. */
export function readIdentity(flags: FlagValues<VttabletFlags>): TabletIdentity {
  const keyspace = flags['init-keyspace'];
  if (keyspace === '') throw new StartError('--init-keyspace is missing');
  if (flags['init-shard'] === '') throw new StartError('--init-shard is missing');
  const dbName = flags['init-db-name-override'] || `vt_${keyspace}`;
  try {
    const alias = parseTabletAlias(flags['tablet-path']);
    return { alias, keyspace, shard: parseShardName(flags['init-shard']).name, dbName };
  } catch (error) {
    throw new StartError(error instanceof VtError || error instanceof Error ? error.message : String(error));
  }
}

/** `key:value` items as a map. */
export function readTags(items: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    items.map((item) => {
      const colon = item.indexOf(':');
      if (colon <= 0) throw new StartError(`--init-tags: '${item}' is not key:value`);
      return [item.slice(0, colon), item.slice(colon + 1)];
    }),
  );
}

/** A range of a shard's name as the records hold it; null for a shard that holds everything. */
export function keyRangeOf(shard: string): MessageInput<'topodata.KeyRange'> | null {
  const { keyRange } = parseShardName(shard);
  return keyRange ? { start: Buffer.from(keyRange.start), end: Buffer.from(keyRange.end) } : null;
}
