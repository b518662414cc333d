

export interface Frame {
  'messages'?: (Buffer | Uint8Array | string);
}

export interface Frame__Output {
  'messages': (Buffer);
}
