

export interface DeleteKeyspaceResponse {
}

export interface DeleteKeyspaceResponse__Output {
}
