/** Pieces of HTML that reports are made of. */
import { createHash } from "node:crypto";

/** Text as text, never markup, in an element or an attribute. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Name → value, as a table of two columns. */
function factTable(facts: Readonly<Record<string, string>>): string {
  const rows = Object.entries(facts).map(
    ([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return `<table>${rows.join("\n")}</table>`;
}

/** What every report is built around. */
export interface HtmlPage {
  readonly title: string;
  readonly css: string;
  /** HTML, below the title. */
  readonly body: string;
  /** What made it: `Isthmus 0.1.0`. */
  readonly maker: string;
  readonly finishedAt: Date;
}

/**
 * What a report may do: show its own style sheet and the pictures in it. No script runs and nothing is asked for or sent, whatever
 * names of files and columns may have brought in; so that bars and pictures have their sizes, elements may have styles.
 */
const policyFor = (style: string) =>
  [
    "default-src 'none'",
    `style-src-elem 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

/** A whole page that needs nothing else: no script, no request. */
export function htmlPage({ title, css, body, maker, finishedAt }: HtmlPage): string {
  const style = `\n${css}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
<footer>${escapeHtml(maker)} · <time datetime="${finishedAt.toISOString()}">${escapeHtml(finishedAt.toUTCString())}</time></footer>
</main>
</body>
</html>
`;
}

/** What was set and what it ran on, side by side. */
export function factColumns(
  settings: Readonly<Record<string, string>>,
  machine: Readonly<Record<string, string>>,
): string {
  return `<div class="columns">
<section><h2>Settings</h2>${factTable(settings)}</section>
<section><h2>Machine</h2>${factTable(machine)}</section>
</div>`;
}
