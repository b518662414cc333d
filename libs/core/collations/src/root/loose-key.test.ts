import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { looseKey } from './loose-key.ts';

const hex = (text: string) => Buffer.from(looseKey(text)).toString('hex');

/** Keys that golang.org/x/text/collate (Loose, English) gave. */
const keys: readonly [name: string, text: string, key: string][] = [
  ['accents and case do not matter', 'T\u00c9st', hex('test')],
  ['width does not matter', '\uff34\uff25st', hex('test')],
  ['a character without primary weight vanishes', 'a\u0301', hex('a')],
  ['a parenthesized ideograph decomposes', '\u3220', '01fa814e0001fb'],
];

describe('loose keys', () => {
  for (const [name, text, key] of keys) it(name, () => expect(hex(text)).toBe(key));

  it('orders marks by their classes before weighing', () => {
    expect(hex('\u0438\u0323\u0306')).toBe(hex('\u0438\u0306\u0323'));
    expect(hex('\u0438\u0306')).toBe(hex('\u0439'));
    expect(hex('\u0438')).not.toBe(hex('\u0439'));
  });

  it('weighs a Hangul syllable as its jamo', () => {
    expect(hex('\uac01')).toBe(hex('\u1100\u1161\u11a8'));
  });

  it('derives weights for ideographs in code point order', () => {
    expect([hex('\u4e00'), hex('\u3400'), hex('\u{2a6df}')]).toEqual(['814e00', '823400', '84a6df']);
  });

  const golden = path.join(
    process.env['VT_CORPORA'] ?? path.resolve(import.meta.dirname, '../../../../../../shared/corpora'),
    'vindex/unicode_hash_golden.jsonl',
  );
  if (!existsSync(golden)) process.stderr.write(`skipped: no corpus at ${golden} (set VT_CORPORA)\n`);
  it.skipIf(!existsSync(golden))('hash as recorded for long texts of many languages', () => {
    for (const line of readFileSync(golden, 'utf8').split('\n').filter(Boolean)) {
      const { Input: input, MD5: md5 } = JSON.parse(line) as { Input: string; MD5: string };
      const text = Buffer.from(input, 'base64').toString('utf8').replace(/ +$/, '');
      expect(createHash('md5').update(looseKey(text)).digest('base64')).toBe(md5);
    }
  });
});
