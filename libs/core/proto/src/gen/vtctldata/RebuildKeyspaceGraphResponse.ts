

export interface RebuildKeyspaceGraphResponse {
}

export interface RebuildKeyspaceGraphResponse__Output {
}
