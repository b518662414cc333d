import { escapeHtml, type HttpResponse, html, json } from './types.ts';

/** A row of a status page: shown in the table and in `/debug/status_details`. */
export type StatusRow = {
  readonly key: string;
  readonly value: string;
  readonly class?: 'healthy' | 'unhealthy' | 'unhappy' | '';
};

export type StatusSection = {
  readonly title: string;
  /** Rows become a table; ready-made HTML is shown as it is (escape what comes from outside with `escapeHtml`). */
  readonly rows?: () => readonly StatusRow[];
  readonly html?: () => string | Promise<string>;
};

/** `/debug/status` for people and `/debug/status_details` for programs; services add sections. */
export class StatusPage {
  readonly #sections: StatusSection[] = [];

  add(section: StatusSection): void {
    this.#sections.push(section);
  }

  /** `[{ Key, Class, Value }]`, the shape that Vitess's tools read. */
  details(): HttpResponse {
    const rows = this.#sections.flatMap((section) => section.rows?.() ?? []);
    return json(rows.map((row) => ({ Key: row.key, Class: row.class ?? '', Value: row.value })));
  }

  async page(name: string, pages: readonly { readonly path: string; readonly title: string }[]): Promise<HttpResponse> {
    const sections = await Promise.all(this.#sections.map(render));
    const links = pages.map((page) => `<li><a href="${page.path}">${page.path}</a> ${escapeHtml(page.title)}</li>`);
    return html(`<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>${escapeHtml(name)}</title><style>${style}</style></head>
<body><h1>${escapeHtml(name)}</h1>
${sections.join('\n')}
<section><h2>Pages</h2><ul>${links.join('')}</ul></section>
</body></html>
`);
  }
}

const style = `body{font:14px system-ui,sans-serif;margin:2rem;color:#222}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:1.5rem}
table{border-collapse:collapse}td,th{border:1px solid #ddd;padding:.25rem .6rem;text-align:left}
.healthy{background:#dff5e1}.unhappy{background:#fff3cd}.unhealthy{background:#f8d7da}`;

async function render(section: StatusSection): Promise<string> {
  const rows = section.rows?.().map(rowHtml).join('') ?? '';
  const table = rows === '' ? '' : `<table>${rows}</table>`;
  return `<section><h2>${escapeHtml(section.title)}</h2>${table}${(await section.html?.()) ?? ''}</section>`;
}

function rowHtml(row: StatusRow): string {
  return `<tr class="${row.class ?? ''}"><th>${escapeHtml(row.key)}</th><td>${escapeHtml(row.value)}</td></tr>`;
}
