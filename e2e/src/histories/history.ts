/** What a transaction did to lists, in order. An element is appended once in a whole history. */
export type Step =
  | { readonly kind: 'append'; readonly key: number; readonly element: number }
  | { readonly kind: 'read'; readonly key: number; readonly elements: readonly number[] };

export type Transaction = {
  readonly id: number;
  readonly steps: readonly Step[];
  /** `unknown`: its COMMIT failed, and may have been done. */
  readonly outcome: 'committed' | 'aborted' | 'unknown';
};

/** `final`: the lists when all was over. */
export type History = {
  readonly transactions: readonly Transaction[];
  readonly final: ReadonlyMap<number, readonly number[]>;
};
