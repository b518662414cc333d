/** The cluster at a glance: one page without a build, which asks the API. Texts go into it as text, never as markup. */
export const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>vtctld: the cluster</title>
<style>
  body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1b1f24; }
  h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
  table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid #d8dee4; vertical-align: top; }
  th { font-weight: 600; background: #f6f8fa; } .bad { color: #b42318; } .good { color: #1a7f37; } .dim { color: #656d76; }
  td { white-space: nowrap; } td.number { text-align: right; font-variant-numeric: tabular-nums; } button { font: inherit; border: 0; padding: 0; background: none; color: #0969da; cursor: pointer; } button:hover { text-decoration: underline; } pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  div { overflow-x: auto; } td.wide { white-space: normal; overflow-wrap: anywhere; }
  @media (prefers-color-scheme: dark) { body { background: #0d1117; color: #e6edf3; } th { background: #161b22; } th, td { border-color: #30363d; } .good { color: #3fb950; } .bad { color: #ff7b72; } .dim { color: #8b949e; } button { color: #4493f8; } }
</style>
<main>
<h1>The cluster</h1>
<p id="asked" class="dim">asking…</p>
<p id="state" class="bad" role="status"></p>
<h2>Keyspaces and shards</h2><div id="shards"></div>
<h2>Tablets</h2><div id="tablets"></div>
<h2>Gates</h2><div id="gates"></div>
<h2>Statements that take most time</h2><div id="statements"></div>
<h2>Workflows</h2><div id="workflows"></div>
<h2>Schema migrations</h2><div id="migrations"></div>
<h2>Problems and repairs (vtorc)</h2><div id="repairs"></div>
<h2>Recent changes</h2><div id="changes"></div>
<h2>Topology</h2><nav id="path" aria-label="place in the topology"></nav><ul id="children"></ul><pre id="record"></pre>
</main>
<script src="/app/page.js"></script>
</html>
`;
