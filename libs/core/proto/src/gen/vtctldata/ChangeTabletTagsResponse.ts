

export interface ChangeTabletTagsResponse {
  'before_tags'?: ({[key: string]: string});
  'after_tags'?: ({[key: string]: string});
}

export interface ChangeTabletTagsResponse__Output {
  'before_tags': ({[key: string]: string});
  'after_tags': ({[key: string]: string});
}
