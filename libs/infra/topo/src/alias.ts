import { TopoError } from './errors.ts';

/** Names one tablet in the whole cluster (the fields of topodata.TabletAlias). */
export type TabletAliasLike = { readonly cell: string; readonly uid: number };

const UID_DIGITS = 10;
const UID_MAX = 0xffff_ffff;

/** `zone1-0000000100`: the one spelling used in paths and output. */
export function tabletAliasString(alias: TabletAliasLike): string {
  return `${alias.cell}-${String(alias.uid).padStart(UID_DIGITS, '0')}`;
}

/** Reads `<cell>-<uid>`, the uid with or without leading zeros; a cell may itself contain dashes. */
export function parseTabletAlias(text: string): { cell: string; uid: number } {
  const dash = text.lastIndexOf('-');
  const digits = text.slice(dash + 1);
  if (dash <= 0 || !/^[0-9]{1,20}$/.test(digits)) throw new TopoError('Invalid', `tablet alias '${text}'`);
  const uid = Number(digits);
  if (uid > UID_MAX) throw new TopoError('Invalid', `tablet alias '${text}': uid is larger than ${UID_MAX}`);
  return { cell: text.slice(0, dash), uid };
}

export function tabletAliasEqual(a: TabletAliasLike | undefined, b: TabletAliasLike | undefined): boolean {
  return a?.cell === b?.cell && a?.uid === b?.uid;
}

/** Order by cell, then uid. */
export function compareTabletAlias(a: TabletAliasLike, b: TabletAliasLike): number {
  if (a.cell !== b.cell) return a.cell < b.cell ? -1 : 1;
  return a.uid - b.uid;
}
