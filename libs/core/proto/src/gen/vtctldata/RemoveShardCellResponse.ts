

export interface RemoveShardCellResponse {
}

export interface RemoveShardCellResponse__Output {
}
