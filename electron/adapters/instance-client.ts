import * as z from 'zod';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { EngineHealth } from '../../shared/domain/engine-health.ts';
import { decodeLiveDocument } from '../../shared/protocol/health.ts';
import { boundedGet } from './bounded-get.ts';
import { readInstance, type InstanceInfo } from './data-folder-lock.ts';
import { targetOf, type InstanceAddress } from './instance-address.ts';
import { trustIn } from './instance-trust.ts';

const TIMEOUT_MS = 5000;

const REQUEST_FAULT = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

interface RunningInstance extends InstanceInfo {
  readonly url: string;
}

export interface InstanceClient {
  readonly instance: RunningInstance;
  readonly address: InstanceAddress;
  /** Of the engine, as the connection was made; `null` when it is of a version that says nothing of it. */
  readonly engine: EngineHealth | null;
  /** `path` is what follows `/api/v1/`. The error is one sentence. */
  ask<Value>(schema: z.ZodType<Value>, path: string): Promise<Result<Value, AskFault>>;
}

export interface AskFault {
  readonly code: 'not-found' | 'trouble';
  readonly message: string;
}

type ConnectFault =
  | { readonly kind: 'none' }
  | { readonly kind: 'restarting'; readonly instance: InstanceInfo; readonly message: string }
  /** It owns the folder, and nothing of it can be asked. */
  | { readonly kind: 'silent'; readonly instance: InstanceInfo; readonly message: string }
  /** What answers there, or would, is not to be believed. */
  | { readonly kind: 'trouble'; readonly instance: InstanceInfo; readonly message: string };

/** Finds the instance that owns the data folder, and makes sure that it is the one that answers. */
export async function connectInstance(
  folder: string,
  signal: AbortSignal,
): Promise<Result<InstanceClient, ConnectFault>> {
  const info = readInstance(folder);
  if (info === null) return err({ kind: 'none' });
  const trouble = (message: string) => err({ kind: 'trouble' as const, instance: info, message });
  const silent = (message: string) => err({ kind: 'silent' as const, instance: info, message });
  const { url } = info;
  if (info.restarting === true) {
    const message = `the monitor died and is about to be started again (process ${info.pid} keeps it alive); ask again in a minute`;
    return err({ kind: 'restarting', instance: info, message });
  }
  if (url === null) {
    return silent(`the running instance (process ${info.pid}) has no dashboard to ask; its log says why`);
  }
  if (targetOf(url) === null)
    return trouble(`the running instance says it is at "${url}", which is no address`);
  const trust = info.certificate === null ? ok(null) : trustIn(info.certificate);
  if (!trust.ok)
    return trouble(`the running instance (process ${info.pid}) cannot be told from others: ${trust.error}`);
  const address = { url, trust: trust.value, key: info.key };
  const answer = await getJson(address, '/health/live', signal);
  if (!answer.ok)
    return silent(`the running instance (process ${info.pid}) does not answer: ${answer.error}`);
  const live = decodeLiveDocument(answer.value.body);
  if (live?.instance !== info.id) {
    return trouble(`${url} is answered by something else than the running instance (process ${info.pid})`);
  }
  const { engine } = live;
  return ok({
    instance: { ...info, url },
    address,
    engine,
    ask: (schema, path) => ask(address, schema, path, signal),
  });
}

async function ask<Value>(
  address: InstanceAddress,
  schema: z.ZodType<Value>,
  path: string,
  signal: AbortSignal,
): Promise<Result<Value, AskFault>> {
  const answer = await getJson(address, `/api/v1/${path}`, signal);
  if (!answer.ok)
    return err({ code: 'trouble', message: `the running instance does not answer: ${answer.error}` });
  const { httpStatus, body } = answer.value;
  if (httpStatus !== 200) {
    const fault = REQUEST_FAULT.safeParse(body).data?.error;
    const code = fault?.code === 'not-found' ? 'not-found' : 'trouble';
    return err({ code, message: fault?.message ?? `the running instance answered with ${httpStatus}` });
  }
  const decoded = schema.safeParse(body);
  if (decoded.success) return ok(decoded.data);
  return err({
    code: 'trouble',
    message: `the running instance answered what this version does not understand: ${z.prettifyError(decoded.error).split('\n')[0]}`,
  });
}

interface Answer {
  readonly httpStatus: number;
  readonly body: unknown;
}

async function getJson(
  address: InstanceAddress,
  path: string,
  signal: AbortSignal,
): Promise<Result<Answer, string>> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    const { httpStatus, text } = await boundedGet(address, path, bounded);
    const body: unknown = JSON.parse(text);
    return ok({ httpStatus, body });
  } catch (error) {
    if (error instanceof SyntaxError) return err('what answers there is not a Bellwether');
    if (bounded.aborted && !signal.aborted) return err(`no answer within ${TIMEOUT_MS / 1000} s`);
    if (!(error instanceof Error)) return err(String(error));
    return err(address.trust?.explain(error) ?? error.message);
  }
}
