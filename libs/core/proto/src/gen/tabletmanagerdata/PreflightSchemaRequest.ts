

export interface PreflightSchemaRequest {
  'changes'?: (string)[];
}

export interface PreflightSchemaRequest__Output {
  'changes': (string)[];
}
