import type { TabletType } from '@vt/tabletserver';
import type { Shard } from '@vt/topo';

/** Tables that a shard's record says are not to be used on tablets of a type in a cell: not at all, or not to be written. */
export function deniedTables(
  { tablet_controls }: Shard,
  type: TabletType,
  cell: string,
): { readonly all: readonly string[]; readonly writes: readonly string[] } {
  const controls = tablet_controls.filter(
    ({ tablet_type, cells }) => tablet_type === type && (cells.length === 0 || cells.includes(cell)),
  );
  const tablesOf = (areRead: boolean): string[] =>
    controls.filter(({ allow_reads }) => allow_reads === areRead).flatMap(({ denied_tables }) => denied_tables);
  return { all: tablesOf(false), writes: tablesOf(true) };
}
