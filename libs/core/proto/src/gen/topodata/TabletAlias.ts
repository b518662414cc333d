

export interface TabletAlias {
  'cell'?: (string);
  'uid'?: (number);
}

export interface TabletAlias__Output {
  'cell': (string);
  'uid': (number);
}
