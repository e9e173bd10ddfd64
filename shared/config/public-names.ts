/* What `names:` of a configuration stands for: bare host names, and addresses at which a proxy shows the page. */

const ADDRESS = /^(https?):\/\/(\[[^\]]*\]|[^:/]+)(?::0*(\d*))?(\/.*)?$/i;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

export interface PublicName {
  /** In lower case, without a trailing dot. */
  readonly host: string;
  /** As browsers write it, such as `https://monitor.lan:8443`; `null` for a bare name. */
  readonly origin: string | null;
  /** Path below which the page is there, without a final slash. */
  readonly path: string;
}

export function publicName(written: string): PublicName {
  const [, scheme, host, port = '', path = ''] = ADDRESS.exec(written) ?? [];
  if (scheme === undefined || host === undefined)
    return { host: inLowerCase(written), origin: null, path: '' };
  const kind = scheme.toLowerCase();
  const other = port === '' || port === DEFAULT_PORTS[kind] ? '' : `:${port}`;
  return {
    host: inLowerCase(host),
    origin: `${kind}://${inLowerCase(host)}${other}`,
    path: path.replace(/\/+$/, ''),
  };
}

function inLowerCase(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}
