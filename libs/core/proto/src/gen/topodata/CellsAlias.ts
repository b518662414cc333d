

export interface CellsAlias {
  'cells'?: (string)[];
}

export interface CellsAlias__Output {
  'cells': (string)[];
}
