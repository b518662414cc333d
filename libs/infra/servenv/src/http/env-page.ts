import { escapeHtml, type HttpRequest, type HttpResponse, html, json, text } from './types.ts';

/** A limit that may be changed while the process serves. */
export type Tunable = {
  /** Vitess's name in `/debug/env`. */
  readonly name: string;
  read(): string;
  /** @throws RangeError for what is no value of it. */
  write(value: string): void;
};

/** `/debug/env`: limits that may be changed while the process serves; POST of `varname` and `value` changes one. `format=json` for programs. */
export function envPage(limits: readonly Tunable[]): (request: HttpRequest) => HttpResponse {
  return ({ method, query, body }) => {
    if (method !== 'POST') return show(limits, query.get('format') === 'json');
    const form = { ...Object.fromEntries(query), ...(typeof body === 'object' && body !== null ? body : {}) };
    const { varname, value } = form as { varname?: unknown; value?: unknown };
    const limit = limits.find(({ name }) => name === varname);
    if (!limit)
      return text(`no variable ${String(varname)}; there are ${limits.map(({ name }) => name).join(', ')}\n`, 400);
    try {
      limit.write(String(value));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return text(`${error.message}\n`, 400);
    }
    return show(limits, query.get('format') === 'json');
  };
}

function show(limits: readonly Tunable[], asJson: boolean): HttpResponse {
  if (asJson) return json(Object.fromEntries(limits.map((limit) => [limit.name, limit.read()])));
  const rows = limits.map((limit) => {
    const [name, value] = [escapeHtml(limit.name), escapeHtml(limit.read())];
    const input = `<input name="value" value="${value}"><input type="hidden" name="varname" value="${name}"><button>set</button>`;
    return `<tr><th>${name}</th><td><form method="post">${input}</form></td></tr>`;
  });
  return html(`<!DOCTYPE html><title>limits</title><table>${rows.join('')}</table>`);
}
