/**
 * Which bytes stand together, in MySQL's multi-byte character sets: a server looks at no more than this to find where a string ends, so a
 * second byte of 0x5c is no backslash.
 */
export type Layout = {
  readonly bytesMax: number;
  /** How many bytes belong to the character at `at`, 0x80 or above; 0: none begins with that byte. */
  sizeAt(bytes: Uint8Array, at: number): number;
};

type Range = readonly [number, number];

const within = (byte: number, ranges: readonly Range[]) =>
  ranges.some(([first, last]) => byte >= first && byte <= last);

/** A byte past the end is none of any range. */
const byteAt = (bytes: Uint8Array, at: number) => bytes[at] ?? 0;

function pairs(first: readonly Range[], second: readonly Range[], alone: readonly Range[] = []): Layout {
  return {
    bytesMax: 2,
    sizeAt: (bytes, at) => {
      if (within(byteAt(bytes, at), alone)) return 1;
      return within(byteAt(bytes, at), first) && within(byteAt(bytes, at + 1), second) ? 2 : 0;
    },
  };
}

const HIGH: readonly Range[] = [[0xa1, 0xfe]];

const shiftJis = pairs(
  [
    [0x81, 0x9f],
    [0xe0, 0xfc],
  ],
  [
    [0x40, 0x7e],
    [0x80, 0xfc],
  ],
  [[0xa1, 0xdf]],
);

/** 8e and a kana, 8f and two bytes, else two bytes. */
const eucJp: Layout = {
  bytesMax: 3,
  sizeAt: (bytes, at) => {
    const first = byteAt(bytes, at);
    if (first === 0x8e) return within(byteAt(bytes, at + 1), [[0xa1, 0xdf]]) ? 2 : 0;
    const size = first === 0x8f ? 3 : 2;
    if (size === 2 && !within(first, HIGH)) return 0;
    for (let i = 1; i < size; i++) if (!within(byteAt(bytes, at + i), HIGH)) return 0;
    return size;
  },
};

const FIRST: readonly Range[] = [[0x81, 0xfe]];
const GBK_SECOND: readonly Range[] = [
  [0x40, 0x7e],
  [0x80, 0xfe],
];
const DIGIT: readonly Range[] = [[0x30, 0x39]];

const gb18030: Layout = {
  bytesMax: 4,
  sizeAt: (bytes, at) => {
    if (!within(byteAt(bytes, at), FIRST)) return 0;
    if (within(byteAt(bytes, at + 1), GBK_SECOND)) return 2;
    const isLong = within(byteAt(bytes, at + 1), DIGIT) && within(byteAt(bytes, at + 2), FIRST);
    return isLong && within(byteAt(bytes, at + 3), DIGIT) ? 4 : 0;
  },
};

/** In the order of pairs.data.ts. */
export const layouts: ReadonlyMap<string, Layout> = new Map(
  Object.entries({
    big5: pairs(
      [[0xa1, 0xf9]],
      [
        [0x40, 0x7e],
        [0xa1, 0xfe],
      ],
    ),
    // sjis is none of them: there a mysqld writes the backslash of any other character set as another character (815f).
    cp932: shiftJis,
    eucjpms: eucJp,
    euckr: pairs(FIRST, [
      [0x41, 0x5a],
      [0x61, 0x7a],
      [0x81, 0xfe],
    ]),
    gb18030,
    gb2312: pairs([[0xa1, 0xf7]], HIGH),
    gbk: pairs(FIRST, GBK_SECOND),
    ujis: eucJp,
  }),
);

/** Which bytes stand together in texts of the set; undefined: in it each byte is a character, or a character of several bytes has none of ASCII. */
export function characterLayout(charset: string): Layout | undefined {
  return charset === 'sjis' ? shiftJis : layouts.get(charset);
}
