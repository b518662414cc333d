

export interface DeleteShardsResponse {
}

export interface DeleteShardsResponse__Output {
}
