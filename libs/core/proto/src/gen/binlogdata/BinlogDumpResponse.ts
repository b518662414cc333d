

export interface BinlogDumpResponse {
  'raw'?: (Buffer | Uint8Array | string);
}

export interface BinlogDumpResponse__Output {
  'raw': (Buffer);
}
