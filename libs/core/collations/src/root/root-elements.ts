import { type ContractionNode, type RootElement, type RootTable, rootTable } from './root-table.ts';

const HANGUL_FIRST = 0xac00;
const HANGUL_LAST = 0xd7a3;
const COMMON_OFFSET = 0x10000;
const RARE_OFFSET = 0x20000;
const OTHER_OFFSET = 0x50000;

/** Gives the collation elements of a text one character or contraction at a time. */
export class RootElements {
  readonly #table: RootTable = rootTable();
  readonly #points: readonly number[];

  constructor(points: readonly number[]) {
    this.#points = points;
  }

  /** Appends what stands at `at` to `out`; gives the position after it. */
  append(out: RootElement[], at: number): number {
    const point = this.#points[at] ?? 0;
    const contractions = this.#table.contractionsOf(point);
    if (contractions) return this.#appendContraction(out, at, contractions);
    this.#appendPoint(out, point);
    return at + 1;
  }

  #appendPoint(out: RootElement[], point: number): void {
    const elements = this.#table.elementsOf(point);
    if (elements) out.push(...elements);
    else if (point >= HANGUL_FIRST && point <= HANGUL_LAST) {
      for (const jamo of String.fromCodePoint(point).normalize('NFD')) this.#appendPoint(out, jamo.codePointAt(0) ?? 0);
    } else out.push(this.#implicit(point) * 256);
  }

  /** UCA's derived weights: ideographs in two blocks, then everything else, each in code point order. */
  #implicit(point: number): number {
    if (!this.#table.isIdeograph(point)) return point + OTHER_OFFSET;
    const common = (point >= 0x4e00 && point <= 0x9fff) || (point >= 0xf900 && point <= 0xfaff);
    return point + (common ? COMMON_OFFSET : RARE_OFFSET);
  }

  /**
   * The longest contraction from `at`. Combining marks may stand between its parts when their classes rise; their elements follow.
   */
  #appendContraction(out: RootElement[], at: number, root: ContractionNode): number {
    const points = this.#points;
    const match = new Match(points, root, at + 1);
    match.scan(at + 1);
    let p = match.next;
    const between: number[] = [];
    let taken = 0;
    const first = points[p];
    if (!match.done && first !== undefined && first >= 0x80 && this.#leadClass(first) !== 0) {
      let before = this.#trailClass(first);
      let from = p;
      p++;
      match.end = this.#segmentEnd(p);
      while (p < points.length && !match.done) {
        const point = points[p] ?? 0;
        const lead = this.#leadClass(point);
        if (point < 0x80 || lead === 0 || before >= lead) break;
        before = this.#trailClass(point);
        match.scan(p);
        if (match.next === p) p++;
        else {
          between.push(...points.slice(from, p));
          if (match.matchedEnd === match.next) taken = between.length;
          p = match.next;
          from = p;
        }
      }
    }
    const elements = match.elements ?? this.#table.elementsOf(points[at] ?? 0) ?? [];
    out.push(...elements);
    const rest = new RootElements(between.slice(0, taken));
    for (let i = 0; i < taken; ) i = rest.append(out, i);
    return match.matchedEnd;
  }

  /** Where the combining marks that start at or before `from` end. */
  #segmentEnd(from: number): number {
    let end = from;
    while (end < this.#points.length && this.#leadClass(this.#points[end] ?? 0) !== 0) end++;
    return end;
  }

  #leadClass(point: number): number {
    const own = this.#table.combiningClass(point);
    return own !== 0 || point < 0xc0 ? own : this.#table.combiningClass(decomposed(point).codePointAt(0) ?? 0);
  }

  #trailClass(point: number): number {
    const own = this.#table.combiningClass(point);
    if (own !== 0 || point < 0xc0) return own;
    const last = [...decomposed(point)].at(-1) ?? '';
    return this.#table.combiningClass(last.codePointAt(0) ?? 0);
  }
}

function decomposed(point: number): string {
  return String.fromCodePoint(point).normalize('NFD');
}

/** A walk down the contractions of one character. */
class Match {
  readonly #points: readonly number[];
  #node: ContractionNode;
  /** After the last point that could be part of a contraction. */
  next: number;
  end: number;
  /** After the longest contraction found so far. */
  matchedEnd: number;
  elements: readonly RootElement[] | undefined;

  constructor(points: readonly number[], root: ContractionNode, at: number) {
    this.#points = points;
    this.#node = root;
    this.next = at;
    this.end = points.length;
    this.matchedEnd = at;
  }

  get done(): boolean {
    return this.#node.next.size === 0;
  }

  scan(from: number): void {
    this.next = from;
    while (this.next < this.end) {
      const node = this.#node.next.get(this.#points[this.next] ?? 0);
      if (!node) return;
      this.#node = node;
      this.next++;
      if (node.elements) {
        this.elements = node.elements;
        this.matchedEnd = this.next;
      }
    }
  }
}
