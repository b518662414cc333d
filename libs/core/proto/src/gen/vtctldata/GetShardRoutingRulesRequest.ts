

export interface GetShardRoutingRulesRequest {
}

export interface GetShardRoutingRulesRequest__Output {
}
