

export interface CopySchemaShardResponse {
}

export interface CopySchemaShardResponse__Output {
}
