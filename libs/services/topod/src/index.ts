export { DEFAULT_LIMITS, type Limits } from './limits.ts';
export { DataFileError } from './log/data-file.ts';
export { type RunningTopoServer, startTopoServer, type TopoServerOptions, type TopoServerStats } from './server.ts';
