

export interface DeleteSrvVSchemaResponse {
}

export interface DeleteSrvVSchemaResponse__Output {
}
