/**
 * Parallel arrays that hold the tokens of one text. Allocating typed arrays costs more than lexing a short statement, so
 * one set is kept for the next parse. INVARIANT: whoever gives a buffer back never looks at it again.
 */
export type TokenBuffer = {
  kind: Uint8Array;
  word: Uint16Array;
  start: Int32Array;
  end: Int32Array;
};

const CAPACITY_MIN = 256;
/** A larger buffer is left to the garbage collector: one huge statement must not cost its memory forever. */
const CAPACITY_KEPT_MAX = 16_384;

let spare: TokenBuffer | undefined;

export function takeBuffer(capacity: number): TokenBuffer {
  const kept = spare;
  if (kept !== undefined && kept.kind.length >= capacity) {
    spare = undefined;
    return kept;
  }
  return allocate(Math.max(capacity, CAPACITY_MIN));
}

export function giveBack(buffer: TokenBuffer): void {
  if (buffer.kind.length <= CAPACITY_KEPT_MAX) spare = buffer;
}

function allocate(capacity: number): TokenBuffer {
  return {
    kind: new Uint8Array(capacity),
    word: new Uint16Array(capacity),
    start: new Int32Array(capacity),
    end: new Int32Array(capacity),
  };
}

/** A larger buffer with the same tokens. */
export function grownBuffer(buffer: TokenBuffer): TokenBuffer {
  const grown = allocate(buffer.kind.length * 2);
  grown.kind.set(buffer.kind);
  grown.word.set(buffer.word);
  grown.start.set(buffer.start);
  grown.end.set(buffer.end);
  return grown;
}
