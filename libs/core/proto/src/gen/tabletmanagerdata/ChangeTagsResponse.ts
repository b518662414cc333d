

export interface ChangeTagsResponse {
  'tags'?: ({[key: string]: string});
}

export interface ChangeTagsResponse__Output {
  'tags': ({[key: string]: string});
}
