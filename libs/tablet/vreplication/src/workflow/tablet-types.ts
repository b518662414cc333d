import type { EnumValue } from '@vt/proto';

export type TabletTypeName = EnumValue<'topodata.TabletType'>;

const IN_ORDER = 'in_order:';

/** Tablet types as `_vt.vreplication` keeps them: `in_order:REPLICA,PRIMARY`. Unspecified order is kept as order. */
export function tabletTypesText(
  types: readonly (TabletTypeName | number)[],
  preference: string | number | undefined,
): string {
  const text = types.map((type) => String(type)).join(',');
  const isAny = preference === 'ANY' || preference === 0 || preference === undefined;
  return isAny || text === '' ? text : `${IN_ORDER}${text}`;
}

export type TabletTypes = { readonly inOrder: boolean; readonly types: readonly TabletTypeName[] };

const known = new Set(['PRIMARY', 'REPLICA', 'RDONLY', 'SPARE', 'EXPERIMENTAL', 'BACKUP', 'RESTORE', 'DRAINED']);
const oldNames: Readonly<Record<string, string>> = { MASTER: 'PRIMARY', BATCH: 'RDONLY' };

/** Reads such a text; names that are none are left out. */
export function parseTabletTypes(text: string): TabletTypes {
  const inOrder = text.startsWith(IN_ORDER);
  const names = (inOrder ? text.slice(IN_ORDER.length) : text)
    .split(',')
    .map((name) => name.trim().toUpperCase())
    .map((name) => oldNames[name] ?? name);
  return { inOrder, types: names.filter((name): name is TabletTypeName => known.has(name)) };
}
