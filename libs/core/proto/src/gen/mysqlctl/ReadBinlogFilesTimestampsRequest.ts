

export interface ReadBinlogFilesTimestampsRequest {
  'binlog_file_names'?: (string)[];
}

export interface ReadBinlogFilesTimestampsRequest__Output {
  'binlog_file_names': (string)[];
}
