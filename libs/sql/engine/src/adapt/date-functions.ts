import { VtError } from '@vt/base';
import type { PlanNode } from '@vt/plan';
import { mapTexts } from './map-texts.ts';

const OF_DATES =
  /\b(?:year|month|day|dayofmonth|dayofweek|dayofyear|hour|minute|second|quarter|datediff|to_days)\s*\(/i;
const known = new WeakMap<PlanNode, boolean>();

/** A stored date that no literal may be. */
export const noDate = (): VtError => VtError.of('VT12001', 'handing on a date that is none');

/** 0000-00-00 goes on as a number, as good where it is compared. @throws VT12001 where a function might make something of it. */
export function checkOnlyCompared(node: PlanNode): void {
  let computes = known.get(node);
  if (computes === undefined) {
    computes = false;
    mapTexts(node, (text) => {
      computes ||= OF_DATES.test(text);
      return text;
    });
    known.set(node, computes);
  }
  if (computes) throw noDate();
}
