import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Where a link of a Markdown file leads on the site: files of docs/ are pages, a shader is a page of the atlas, and so on. Sources
 * have no page: nothing.
 * @param from the file, from the repository's root: `docs/adding-a-layer.md`
 */
export function onSite(link: string, from: string): string | undefined {
  if (/^(#|[a-z]+:|\/)/.test(link)) return link;
  const [path = "", hash] = link.split("#");
  // What is included from the README counts from where that is.
  const target = [posix.join(posix.dirname(from), path), posix.normalize(path)].find((file) => isThere(file));
  const page = target === undefined ? undefined : pageOf(target);
  return page === undefined ? undefined : hash === undefined ? page : `${page}#${hash}`;
}

// Wherever the site is built from: VitePress works in docs/.
const isThere = (file: string) => existsSync(join(ROOT, file)) || /^docs\/(api|atlas|measured)\//.test(file);

function pageOf(file: string): string | undefined {
  const [, kernel] = /^shaders\/([\w-]+)\.wgsl$/.exec(file) ?? [];
  if (kernel !== undefined) return `/atlas/${kernel}`;
  const [, library] = /^shaders\/lib\/([\w-]+)\.wgsl$/.exec(file) ?? [];
  if (library !== undefined) return `/atlas/lib/${library}`;
  const [, result] = /^bench\/results\/([\w-]+)\.md$/.exec(file) ?? [];
  if (result !== undefined) return `/measured/${result}`;
  if (file === "bench/README.md" || file === "bench/results") return "/measured/";
  if (file === "shaders/README.md") return "/atlas/";
  if (file === "README.md") return "/";
  const [, page] = /^docs\/(.+?)(?:\.md)?$/.exec(file) ?? [];
  return page === undefined ? undefined : `/${page.replace(/(^|\/)(README|index)$/, "$1")}`;
}

/** Markdown whose links lead to pages of the site; where there is none, only their texts stay. */
export function linked(markdown: string, from: string): string {
  return markdown.replace(/(?<!!)\[((?:[^\][]|\[[^\]]*\])+)\]\(([^)\s]+)\)/g, (_, text: string, link: string) => {
    const page = onSite(link, from);
    return page === undefined ? text : `[${text}](${page})`;
  });
}
