/** 4 bytes as `127.0.0.1`. */
export function inet4Text(bytes: Uint8Array): Uint8Array {
  return Buffer.from(Array.from(pad(bytes, 4)).join('.'));
}

/** 16 bytes as `::1`, as MariaDB shows them: the longest run of zeros is left out; an embedded IPv4 address keeps its dots. */
export function inet6Text(bytes: Uint8Array): Uint8Array {
  const whole = pad(bytes, 16);
  const groups = Array.from({ length: 8 }, (_, i) => whole.readUInt16BE(2 * i));
  const gap = longestGap(groups);
  const isMapped = gap.start === 0 && (gap.length === 6 || (gap.length === 5 && groups[5] === 0xffff));
  if (isMapped) {
    const prefix = gap.length === 6 ? '::' : '::ffff:';
    return Buffer.from(prefix + Array.from(whole.subarray(12)).join('.'));
  }
  const hex = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  if (gap.length < 2) return Buffer.from(hex(0, 8));
  return Buffer.from(`${hex(0, gap.start)}::${hex(gap.start + gap.length, 8)}`);
}

function longestGap(groups: readonly number[]): { start: number; length: number } {
  let best = { start: -1, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
    start += length;
  }
  return best;
}

/** Versions up to this are stored with their time fields behind, so that they sort by time. */
const SWAPPED_VERSION_MAX = 5;

/** 16 stored bytes as `123e4567-e89b-…`. Swapped: node 6 · clock 2 · time high 2 · time middle 2 · time low 4. */
export function uuidText(bytes: Uint8Array): Uint8Array {
  const stored = pad(bytes, 16);
  // In the swapped form the variant's bits lead byte 6, and the version leads byte 8.
  const isSwapped =
    ((stored[6] ?? 0) & 0x80) !== 0 && (stored[8] ?? 0) >> 4 <= SWAPPED_VERSION_MAX && (stored[8] ?? 0) >> 4 > 0;
  const part = (from: number, to: number): string => stored.toString('hex', from, to);
  if (!isSwapped) return Buffer.from([part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 16)].join('-'));
  return Buffer.from([part(12, 16), part(10, 12), part(8, 10), part(6, 8), part(0, 6)].join('-'));
}

/** Zero bytes at the end are not logged. */
function pad(bytes: Uint8Array, length: number): Buffer {
  return Buffer.concat([bytes], length);
}
