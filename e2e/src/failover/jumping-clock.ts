import { readFileSync } from 'node:fs';

/** Loaded before a program (`--import`): its clock is off by the milliseconds that stand in the file VT_CLOCK_OFFSET_FILE, as the file has them now. Timers keep their pace. */
const file = process.env['VT_CLOCK_OFFSET_FILE'] ?? '';
const LOOK_EVERY_MS = 50;
const RealDate = Date;
let offsetMs = 0;

setInterval(() => {
  try {
    offsetMs = Number(readFileSync(file, 'utf8'));
  } catch {
    offsetMs = 0;
  }
}, LOOK_EVERY_MS).unref();

globalThis.Date = class extends RealDate {
  constructor(...args: readonly unknown[]) {
    super(...((args.length === 0 ? [RealDate.now() + offsetMs] : args) as [number]));
  }

  static override now(): number {
    return RealDate.now() + offsetMs;
  }
} as DateConstructor;
