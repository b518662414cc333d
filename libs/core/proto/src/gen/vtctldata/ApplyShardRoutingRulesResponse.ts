

export interface ApplyShardRoutingRulesResponse {
}

export interface ApplyShardRoutingRulesResponse__Output {
}
