const PAGE_BITS = 8;
const PAGE_SIZE = 1 << PAGE_BITS;
const PAGES = 0x110000 >> PAGE_BITS;
const empty = new Int32Array(PAGE_SIZE);

/** A number for every code point, 0 where none was set. Pages of 256 are made when first written. */
export class PointMap {
  readonly #pages: Int32Array[] = new Array<Int32Array>(PAGES).fill(empty);

  get(point: number): number {
    return this.#pages[point >> PAGE_BITS]?.[point & (PAGE_SIZE - 1)] ?? 0;
  }

  set(point: number, value: number): void {
    const at = point >> PAGE_BITS;
    let page = this.#pages[at] ?? empty;
    if (page === empty) {
      page = new Int32Array(PAGE_SIZE);
      this.#pages[at] = page;
    }
    page[point & (PAGE_SIZE - 1)] = value;
  }

  setRange(first: number, last: number, value: number): void {
    for (let point = first; point <= last; point++) this.set(point, value);
  }
}
