import { ByteClass, classes, skipBlanks } from './bytes.ts';
import { comment, PASSED } from './comments.ts';
import { TEXT_BYTES_MAX } from './marks.ts';
import { FastStatus, type Fingerprint } from './result.ts';
import { Scan } from './scan.ts';
import { scannerOf } from './scanner.ts';

/** Up to the first word; false when there is none. */
function begin(s: Scan): boolean {
  for (;;) {
    s.at = skipBlanks(s.bytes, s.at, s.end);
    if (s.at >= s.end) return false;
    if (classes[s.bytes[s.at]!] === ByteClass.Word) return true;
    if (comment(s, s.at) !== PASSED) return false;
  }
}

function finish({ h1, h2, exact, out }: Scan): void {
  const low = Math.imul(h1 ^ (h1 >>> 16) ^ h2, 0x85ebca6b);
  const high = Math.imul(h2 ^ (h2 >>> 15) ^ low, 0xc2b2ae35);
  out.low = (low ^ (low >>> 13)) >>> 0;
  out.high = (high ^ (high >>> 16)) >>> 0;
  out.status = exact ? FastStatus.Exact : FastStatus.Sound;
}

const state = new Scan();
const scan = scannerOf(state);

/**
 * Reads bytes[start, end), one statement, without building anything: its fingerprint, the spans of its literals, and where
 * its comments are go into `out`. `mode` is the session's `SqlMode` bits. False when the text must take the slow path (it is
 * no query or DML, or has something the fast path does not know); only `out.word` is set then.
 */
export function fingerprintInto(
  bytes: Uint8Array,
  start: number,
  end: number,
  mode: number,
  out: Fingerprint,
): boolean {
  out.status = FastStatus.Slow;
  out.low = out.high = out.word = out.literals = out.binds = 0;
  out.textStart = out.textEnd = out.directiveStart = out.directiveEnd = 0;
  out.named = false;
  if (end > TEXT_BYTES_MAX) return false;
  state.reset(bytes, start, end, mode, out);
  if (!begin(state) || !scan()) return false;
  finish(state);
  return true;
}
