

export interface ChangeTagsRequest {
  'tags'?: ({[key: string]: string});
  'replace'?: (boolean);
}

export interface ChangeTagsRequest__Output {
  'tags': ({[key: string]: string});
  'replace': (boolean);
}
