

export interface ReadAfterWrite {
  'read_after_write_gtid'?: (string);
  'read_after_write_timeout'?: (number | string);
  'session_track_gtids'?: (boolean);
}

export interface ReadAfterWrite__Output {
  'read_after_write_gtid': (string);
  'read_after_write_timeout': (number);
  'session_track_gtids': (boolean);
}
