import type { ConfigFault } from './config.ts';

/** One line as compilers write it: `file:line:column: path: message`. */
export function formatFault({ file, line, column, path, message }: ConfigFault): string {
  const place = line === null ? file : `${file}:${line}:${column ?? 1}`;
  return path === '' ? `${place}: ${message}` : `${place}: ${path}: ${message}`;
}

/** The same for pages and logs: without what was found there, which may be a secret in the wrong place. */
export function formatFaultForAll(fault: ConfigFault): string {
  return formatFault({ ...fault, message: fault.message.replace(/, got .*$/s, '') });
}
