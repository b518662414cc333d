

export interface RemoveKeyspaceCellResponse {
}

export interface RemoveKeyspaceCellResponse__Output {
}
