import { formatKeyRange, type Target, toHex } from '@vt/vschema';

/** The target as it was written, or else as one would write it after USE: `customer:-80@replica`; '' where nothing is selected. */
export function formatTarget({ keyspace, destination, tabletType, tabletAlias, text }: Target): string {
  if (text !== undefined || keyspace === '') return text ?? '';
  const type = `@${tabletType.toLowerCase()}${tabletAlias ? `|${tabletAlias}` : ''}`;
  if (destination?.kind === 'Shard') return `${keyspace}:${destination.shard}${type}`;
  if (destination?.kind === 'ExactKeyRange') return `${keyspace}[${formatKeyRange(destination.keyRange)}]${type}`;
  if (destination?.kind === 'KeyspaceId') return `${keyspace}[${toHex(destination.keyspaceId)}]${type}`;
  return `${keyspace}${type}`;
}
