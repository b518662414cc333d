

export interface ResetSequencesRequest {
  'tables'?: (string)[];
}

export interface ResetSequencesRequest__Output {
  'tables': (string)[];
}
