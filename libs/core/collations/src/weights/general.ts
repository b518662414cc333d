import { NumberReader } from '../packed/number-reader.ts';
import { generalData } from './general.data.ts';

const BEYOND_BMP = 0xfffd;
let weights: Uint16Array | undefined;

/** The weight of a code point in the general_ci collations. */
export function generalWeights(): (point: number) => number {
  const table = (weights ??= unpack(new NumberReader(generalData)));
  return (point) => (point > 0xffff ? BEYOND_BMP : (table[point] ?? 0));
}

function unpack(reader: NumberReader): Uint16Array {
  const table = Uint16Array.from({ length: 0x10000 }, (_, point) => point);
  let point = 0;
  let distance = 0;
  for (let left = reader.unsigned(); left > 0; left--) {
    point += reader.unsigned();
    distance += reader.signed();
    table[point] = point + distance;
  }
  return table;
}
