

export interface RebuildVSchemaGraphResponse {
}

export interface RebuildVSchemaGraphResponse__Output {
}
