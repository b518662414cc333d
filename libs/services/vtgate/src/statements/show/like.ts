import { type ScanMode, scan } from '../../text/scan.ts';
import { unquote } from '../set/parse-set.ts';

/** The pattern of a SHOW … LIKE 'pattern' as a test; without LIKE, everything passes. */
export function likeFilter(sql: string, mode: ScanMode): (text: string) => boolean {
  const pattern = likePattern(sql, mode);
  if (pattern === undefined) return () => true;
  const regexp = likeRegExp(pattern);
  return (text) => regexp.test(text);
}

/** What stands after LIKE, as written. */
export function likePattern(sql: string, mode: ScanMode): string | undefined {
  const tokens = [...scan(sql, mode)];
  const at = tokens.findIndex((token) => token.kind === 'word' && token.text === 'LIKE');
  const pattern = tokens[at + 1];
  return at < 0 || pattern?.kind !== 'string' ? undefined : unquote(pattern.text);
}

/** LIKE without regard to case: `%` any text, `_` one character, a backslash takes the next as it is. */
export function likeRegExp(pattern: string): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] as string;
    if (c === '%') source += '[^]*';
    else if (c === '_') source += '[^]';
    else if (c === '\\' && i + 1 < pattern.length) source += escape(pattern[++i] as string);
    else source += escape(c);
  }
  return new RegExp(`^${source}$`, 'iu');
}

function escape(c: string): string {
  return c.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}
