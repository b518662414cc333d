

export interface ColumnVindex {
  'column'?: (string);
  'name'?: (string);
  'columns'?: (string)[];
}

export interface ColumnVindex__Output {
  'column': (string);
  'name': (string);
  'columns': (string)[];
}
