export { defaultOnlineDdlConfig, type OnlineDdlConfig } from './config.ts';
export { OnlineDdlExecutor } from './engine/executor.ts';
export type { ExecutorParts, Holds, NewStream, Streams, StreamView, Throttling } from './parts.ts';
