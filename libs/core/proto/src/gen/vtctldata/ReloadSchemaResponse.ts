

export interface ReloadSchemaResponse {
}

export interface ReloadSchemaResponse__Output {
}
