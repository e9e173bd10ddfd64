import type { Config } from '../../shared/config/config.ts';
import { decodeConfig } from '../../shared/config/decode-config.ts';
import { err } from '../../shared/lib/result.ts';

/** A configuration of our own: one service at a port of loopback, the rule that most people have, and any free port for the page. */
export function ownConfig(port: number): Config {
  const document = `version: 1
services:
  - { id: self-test, http: { url: "http://127.0.0.1:${port}/", expectStatus: 200, expectJson: { status: ok } } }
rules:
  - { id: service-down, when: down, for: 30s, severity: critical }
`;
  const decoded = decodeConfig(document, {
    file: 'the document of the self test',
    format: 'yaml',
    resolve: () => err('it has no references'),
    absolutePath: (path) => path,
  });
  if (!decoded.ok) throw new Error('the document of the self test is not valid', { cause: decoded.error });
  return { ...decoded.value, server: { ...decoded.value.server, port: 0 } };
}
