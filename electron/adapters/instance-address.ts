import { request, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent, request as requestSecurely } from 'node:https';
import { connect } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import type { Trust } from './instance-trust.ts';

/** Where an instance answers, and whom to believe that it is the one. */
export interface InstanceAddress {
  /** Without a final slash. */
  readonly url: string;
  /** `null` over plain http. */
  readonly trust: Trust | null;
  /** Shown to it, so that it tells what it would tell no stranger. */
  readonly key?: string | undefined;
}

interface Target {
  /** IPv6 without brackets, with its zone. */
  readonly host: string;
  readonly port: number;
  /** As it stands in Host. */
  readonly authority: string;
}

const URL_FORM = /^https?:\/\/((\[[0-9a-f:.]+(?:%25[\w.-]+)?\]|[^/:[\]]+)(?::(\d+))?)$/i;

/** Not read as a URL: that has no form for the zone of an IPv6 address. `null` when it is no address of an instance. */
export function targetOf(url: string): Target | null {
  const [, , host, port] = URL_FORM.exec(url) ?? [];
  if (host === undefined) return null;
  const plain = host.replace(/%25[^\]]*/, '');
  const number = port ?? (url.startsWith('https') ? '443' : '80');
  return {
    host: host.replace(/^\[|\]$/g, '').replace('%25', '%'),
    port: Number(number),
    authority: `${plain}:${number}`,
  };
}

/** A GET on a connection of its own. */
export function askInstance(
  address: InstanceAddress,
  path: string,
  signal: AbortSignal,
  onResponse: (response: IncomingMessage) => void,
): ClientRequest {
  const { trust } = address;
  const { host, port, authority } = knownTarget(address);
  const headers = { host: authority, ...authorization(address) };
  const options: RequestOptions = { host, port, path, headers, agent: false, signal };
  const asking =
    trust === null
      ? request(options, onResponse)
      : requestSecurely({ ...options, ...trust.options }, onResponse);
  return asking.end();
}

/** Its live updates, as a program that comes from no page. */
export function openSocket(address: InstanceAddress, options: ClientOptions): WebSocket {
  const { trust, url } = address;
  const { host, port, authority } = knownTarget(address);
  return new WebSocket(`${url.startsWith('https') ? 'wss' : 'ws'}://${authority}/ws`, {
    perMessageDeflate: false,
    headers: authorization(address),
    ...(trust === null
      ? { createConnection: () => connect({ host, port }) }
      : { agent: new Agent({ ...trust.options, host, port }) }),
    ...options,
  });
}

function knownTarget({ url }: InstanceAddress): Target {
  const target = targetOf(url);
  if (target === null) throw new Error(`${url} is no address of an instance`);
  return target;
}

function authorization({ key }: InstanceAddress): Readonly<Record<string, string>> {
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}
