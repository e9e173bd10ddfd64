/**
 * Below which everything of the server is, without a final slash: the folder of the page, which a proxy may show below a path of its own.
 */
export function pageAddress(href: string): string {
  return new URL('.', href).href.replace(/\/$/, '');
}
