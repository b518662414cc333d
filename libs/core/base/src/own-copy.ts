/**
 * A copy for who keeps it: in memory of its own. `Buffer.from` takes short ones from pieces of 8 KiB, and each of those stays whole for
 * as long as anything of it is kept.
 */
export function ownCopy(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}
