/**
 * XXH64 with seed 0, as 32-bit halves: JavaScript's integers are 32 bits wide and BigInts are objects. Synchronous and without WebAssembly, whose
 * compilation would make each module that imports this one asynchronous. Source: the xxHash specification (XXH64).
 */

/** A prime of the algorithm, in halves. */
interface Prime {
  readonly high: number;
  readonly low: number;
}

const P1: Prime = { high: 0x9e3779b1 | 0, low: 0x85ebca87 | 0 };
const P2: Prime = { high: 0xc2b2ae3d | 0, low: 0x27d4eb4f | 0 };
const P3: Prime = { high: 0x165667b1 | 0, low: 0x9e3779f9 | 0 };
const P4: Prime = { high: 0x85ebca77 | 0, low: 0xc2b2ae63 | 0 };
const P5: Prime = { high: 0x27d4eb2f | 0, low: 0x165667c5 | 0 };

const LANES = 4;
const STRIPE_BYTES = 32;

/** The 64-bit register that the steps below work on. */
let high = 0;
let low = 0;

/** XXH64 with seed 0, least significant byte first. */
export function xxh64(bytes: Uint8Array): Uint8Array {
  const input = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  if (bytes.length >= STRIPE_BYTES) at = digestStripes(input);
  else set(P5.high, P5.low);
  add(0, bytes.length);
  for (; at + 8 <= bytes.length; at += 8) digestEight(input.getUint32(at + 4, true), input.getUint32(at, true));
  if (at + 4 <= bytes.length) {
    digestFour(input.getUint32(at, true));
    at += 4;
  }
  for (; at < bytes.length; at++) digestByte(input.getUint8(at));
  avalanche();
  const out = Buffer.allocUnsafe(8);
  out.writeInt32LE(low, 0);
  out.writeInt32LE(high, 4);
  return out;
}

/** Digests all whole stripes of 32 bytes; returns where they end. */
function digestStripes(input: DataView): number {
  const lanes = startLanes();
  const end = input.byteLength - (input.byteLength % STRIPE_BYTES);
  for (let at = 0; at < end; at += STRIPE_BYTES) {
    for (let lane = 0; lane < LANES; lane++) {
      set(lanes[lane * 2] ?? 0, lanes[lane * 2 + 1] ?? 0);
      round(input.getUint32(at + lane * 8 + 4, true), input.getUint32(at + lane * 8, true));
      lanes[lane * 2] = high;
      lanes[lane * 2 + 1] = low;
    }
  }
  mergeLanes(lanes);
  return end;
}

/** The accumulators at seed 0: P1 + P2, P2, 0, -P1; high and low halves in turn. */
function startLanes(): Int32Array {
  const lanes = new Int32Array(LANES * 2);
  set(P1.high, P1.low);
  add(P2.high, P2.low);
  lanes.set([high, low, P2.high, P2.low, 0, 0]);
  set(~P1.high, ~P1.low);
  add(0, 1);
  lanes.set([high, low], 6);
  return lanes;
}

function mergeLanes(lanes: Int32Array): void {
  let sumHigh = 0;
  let sumLow = 0;
  for (const [lane, bits] of [1, 7, 12, 18].entries()) {
    set(lanes[lane * 2] ?? 0, lanes[lane * 2 + 1] ?? 0);
    rotateLeft(bits);
    add(sumHigh, sumLow);
    sumHigh = high;
    sumLow = low;
  }
  for (let lane = 0; lane < LANES; lane++) {
    set(0, 0);
    round(lanes[lane * 2] ?? 0, lanes[lane * 2 + 1] ?? 0);
    set(high ^ sumHigh, low ^ sumLow);
    multiply(P1);
    add(P4.high, P4.low);
    sumHigh = high;
    sumLow = low;
  }
}

function round(inputHigh: number, inputLow: number): void {
  const accHigh = high;
  const accLow = low;
  set(inputHigh, inputLow);
  multiply(P2);
  add(accHigh, accLow);
  rotateLeft(31);
  multiply(P1);
}

function digestEight(inputHigh: number, inputLow: number): void {
  const accHigh = high;
  const accLow = low;
  set(0, 0);
  round(inputHigh, inputLow);
  set(high ^ accHigh, low ^ accLow);
  rotateLeft(27);
  multiply(P1);
  add(P4.high, P4.low);
}

function digestFour(input: number): void {
  const accHigh = high;
  const accLow = low;
  set(0, input);
  multiply(P1);
  set(high ^ accHigh, low ^ accLow);
  rotateLeft(23);
  multiply(P2);
  add(P3.high, P3.low);
}

function digestByte(input: number): void {
  const accHigh = high;
  const accLow = low;
  set(0, input);
  multiply(P5);
  set(high ^ accHigh, low ^ accLow);
  rotateLeft(11);
  multiply(P1);
}

function avalanche(): void {
  xorShiftRight(33);
  multiply(P2);
  xorShiftRight(29);
  multiply(P3);
  xorShiftRight(32);
}

function set(newHigh: number, newLow: number): void {
  high = newHigh | 0;
  low = newLow | 0;
}

function add(otherHigh: number, otherLow: number): void {
  const sum = (low >>> 0) + (otherLow >>> 0);
  high = (high + otherHigh + (sum > 0xffffffff ? 1 : 0)) | 0;
  low = sum | 0;
}

/** The low 64 bits of the product: the low halves' whole product, and the crossed halves into the high one. */
function multiply(by: Prime): void {
  const crossed = Math.imul(high, by.low) + Math.imul(low, by.high);
  const a1 = low >>> 16;
  const a0 = low & 0xffff;
  const b1 = by.low >>> 16;
  const b0 = by.low & 0xffff;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const carried = a0 * b1 + (middle & 0xffff);
  high = (crossed + a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(carried / 0x10000)) | 0;
  low = Math.imul(low, by.low);
}

function rotateLeft(bits: number): void {
  const h = high;
  const l = low;
  high = (h << bits) | (l >>> (32 - bits));
  low = (l << bits) | (h >>> (32 - bits));
}

function xorShiftRight(bits: number): void {
  if (bits >= 32) {
    low ^= high >>> (bits - 32);
    return;
  }
  low ^= (low >>> bits) | (high << (32 - bits));
  high ^= high >>> bits;
}
