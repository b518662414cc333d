

export interface MaxRatesResponse {
  'rates'?: ({[key: string]: bigint | number | string});
}

export interface MaxRatesResponse__Output {
  'rates': ({[key: string]: bigint});
}
