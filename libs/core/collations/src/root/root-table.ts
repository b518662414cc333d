import { NumberReader } from '../packed/number-reader.ts';
import { PointMap } from '../packed/point-map.ts';
import { rootPrimariesData } from './root-primaries.data.ts';

/** A collation element of the root collation: primary weight * 256 + combining class. */
export type RootElement = number;

/** What may follow a character to make a contraction with it. */
export type ContractionNode = {
  readonly next: Map<number, ContractionNode>;
  /** Set where a contraction ends. */
  elements: readonly RootElement[] | undefined;
};

export type RootTable = {
  /** The elements of one character; undefined where the table has none (ideographs, Hangul syllables, unassigned). */
  elementsOf(point: number): readonly RootElement[] | undefined;
  contractionsOf(point: number): ContractionNode | undefined;
  /** Canonical combining class. */
  combiningClass(point: number): number;
  isIdeograph(point: number): boolean;
};

let table: RootTable | undefined;

/** The root collation's primaries as CLDR 23 had them; unpacked at first use (about 20 ms). */
export function rootTable(): RootTable {
  table ??= unpack(new NumberReader(rootPrimariesData));
  return table;
}

function unpack(reader: NumberReader): RootTable {
  const readElements = elementReader(reader);
  const index = new PointMap();
  const lists: RootElement[][] = [[]];
  let point = 0;
  for (let left = reader.unsigned(); left > 0; left--) {
    point += reader.unsigned();
    index.set(point, lists.length);
    lists.push(readElements());
  }
  const contractions = readContractions(reader, readElements);
  const classes = new PointMap();
  for (let left = reader.unsigned(); left > 0; left--) {
    classes.setRange(reader.unsigned(), reader.unsigned(), reader.unsigned());
  }
  const ideographs: [number, number][] = [];
  for (let left = reader.unsigned(); left > 0; left--) ideographs.push([reader.unsigned(), reader.unsigned()]);
  return {
    elementsOf: (each) => {
      const at = index.get(each);
      return at === 0 ? undefined : lists[at];
    },
    contractionsOf: (each) => contractions.get(each),
    combiningClass: (each) => classes.get(each),
    isIdeograph: (each) => ideographs.some(([first, last]) => each >= first && each <= last),
  };
}

function elementReader(reader: NumberReader): () => RootElement[] {
  let previous = 0;
  return () => {
    const elements: RootElement[] = [];
    for (let left = reader.unsigned(); left > 0; left--) {
      const primary = previous + reader.signed();
      elements.push(primary * 256 + reader.unsigned());
      if (primary !== 0) previous = primary;
    }
    return elements;
  };
}

function readContractions(reader: NumberReader, readElements: () => RootElement[]): Map<number, ContractionNode> {
  const roots = new Map<number, ContractionNode>();
  for (let left = reader.unsigned(); left > 0; left--) {
    let nodes = roots;
    let node: ContractionNode | undefined;
    for (let points = reader.unsigned(); points > 0; points--) {
      const point = reader.unsigned();
      node = nodes.get(point) ?? { next: new Map(), elements: undefined };
      nodes.set(point, node);
      nodes = node.next;
    }
    const elements = readElements();
    if (node) node.elements = elements;
  }
  return roots;
}
