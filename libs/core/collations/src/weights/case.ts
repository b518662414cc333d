import { NumberReader } from '../packed/number-reader.ts';
import { PointMap } from '../packed/point-map.ts';
import { caseGeneralData } from './case-general.data.ts';
import { case520Data } from './case520.data.ts';
import { case900Data } from './case900.data.ts';

/** Upper and lower case of code points. Undefined where MySQL's own answer depends on the room in its buffer. */
export type CaseTable = {
  upper(point: number): number | undefined;
  lower(point: number): number | undefined;
};

const sources = { '900': case900Data, '520': case520Data, general: caseGeneralData } as const;
const tables = new Map<string, CaseTable>();

/** The table that a collation's texts change case by. */
export function caseTable(collation: string): CaseTable {
  const name = collation.includes('_0900_') ? '900' : collation.includes('_520_') ? '520' : 'general';
  const known = tables.get(name);
  if (known) return known;
  const made = unpack(new NumberReader(sources[name]));
  tables.set(name, made);
  return made;
}

const UNKNOWN = -0x110000;

function unpack(reader: NumberReader): CaseTable {
  const upper = new PointMap();
  const lower = new PointMap();
  let point = 0;
  for (let left = reader.unsigned(); left > 0; left--) {
    point += reader.unsigned();
    for (const map of [upper, lower]) {
      const unknown = reader.unsigned() === 1;
      const distance = reader.signed();
      map.set(point, unknown ? UNKNOWN : distance);
    }
  }
  const other = (map: PointMap) => (each: number) => {
    const distance = map.get(each);
    return distance === UNKNOWN ? undefined : each + distance;
  };
  return { upper: other(upper), lower: other(lower) };
}
