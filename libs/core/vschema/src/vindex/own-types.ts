/**
 * Types of MariaDB whose values are bytes and travel as texts: a mysqld knows each value in many spellings, a vindex is given the one that
 * the mysqld shows.
 */
export type OwnType = 'inet4' | 'inet6' | 'uuid';

/** DATA_TYPE of information_schema.columns, where it is one of these. */
export function ownType(dataType: string): OwnType | undefined {
  const name = dataType.toLowerCase();
  return name === 'inet4' || name === 'inet6' || name === 'uuid' ? name : undefined;
}

/** A value as the mysqld shows it; undefined for what is none, or may be another than it looks like. */
export function shownAs(text: string, type: OwnType): string | undefined {
  if (type === 'uuid') return shownUuid(text);
  return type === 'inet4' ? shownInet4(text) : shownInet6(text);
}

function shownUuid(text: string): string | undefined {
  const digits = text.replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) return undefined;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Zeros in front may be read as octal or not at all. */
function shownInet4(text: string): string | undefined {
  const parts = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/.test(text) ? text.split('.').map(Number) : [];
  return parts.length === 4 && parts.every((part) => part <= 255) ? text : undefined;
}

const GROUPS = 8;

function shownInet6(text: string): string | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  if (!left || !right) return undefined;
  const missing = GROUPS - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...new Array<number>(missing).fill(0), ...right];
  return holdsInet4(groups) ? undefined : compressed(groups);
}

/** These are shown with dots. */
function holdsInet4(groups: readonly number[]): boolean {
  if (groups.slice(0, 5).some((group) => group !== 0)) return false;
  return groups[5] === 0xffff || (groups[5] === 0 && groups[6] !== 0);
}

function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  return parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))
    ? parts.map((part) => Number.parseInt(part, 16))
    : undefined;
}

/** The first of the longest rows of zeros, of two at least, is left out. */
function compressed(groups: readonly number[]): string {
  let from = 0;
  let count = 0;
  for (let at = 0; at < groups.length; at++) {
    let end = at;
    while (groups[end] === 0) end++;
    if (end - at > count) [from, count] = [at, end - at];
  }
  const hex = (list: readonly number[]): string => list.map((group) => group.toString(16)).join(':');
  return count < 2 ? hex(groups) : `${hex(groups.slice(0, from))}::${hex(groups.slice(from + count))}`;
}
