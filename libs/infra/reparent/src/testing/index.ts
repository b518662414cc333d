export { type AnsweringShard, answeringShard, type Peer } from './answering-shard.ts';
