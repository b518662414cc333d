

export interface TopologyCell {
  'name'?: (string);
  'path'?: (string);
  'data'?: (string);
  'children'?: (string)[];
  'version'?: (bigint | number | string);
}

export interface TopologyCell__Output {
  'name': (string);
  'path': (string);
  'data': (string);
  'children': (string)[];
  'version': (bigint);
}
