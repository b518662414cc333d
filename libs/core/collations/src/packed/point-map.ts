const PAGE_BITS = 8;
const PAGE_SIZE = 1 << PAGE_BITS;
const PAGES = 0x110000 >> PAGE_BITS;
const empty: Int32Array = new Int32Array(PAGE_SIZE);

/** A number for every code point, 0 where none was set. Pages of 256; those that are one number throughout are shared until they are written. */
export class PointMap {
  readonly #pages: Int32Array[] = new Array<Int32Array>(PAGES).fill(empty);
  readonly #shared = new Set<Int32Array>([empty]);

  get(point: number): number {
    return this.#pages[point >> PAGE_BITS]?.[point & (PAGE_SIZE - 1)] ?? 0;
  }

  set(point: number, value: number): void {
    const at = point >> PAGE_BITS;
    let page = this.#pages[at] ?? empty;
    if (this.#shared.has(page)) {
      page = new Int32Array(page);
      this.#pages[at] = page;
    }
    page[point & (PAGE_SIZE - 1)] = value;
  }

  setRange(first: number, last: number, value: number): void {
    const uniform = new Int32Array(PAGE_SIZE).fill(value);
    this.#shared.add(uniform);
    let point = first;
    while (point <= last) {
      const isWholePage = point % PAGE_SIZE === 0 && point + PAGE_SIZE - 1 <= last;
      if (isWholePage) this.#pages[point >> PAGE_BITS] = uniform;
      else this.set(point, value);
      point += isWholePage ? PAGE_SIZE : 1;
    }
  }
}
