import { onTestFinished } from 'vitest';
import { lockDataFolder } from '../../../electron/adapters/data-folder-lock.ts';
import type { Sharing } from '../../../electron/adapters/shared-links.ts';
import type { CertificateSource, Dashboard } from '../../../electron/ports.ts';
import { startWebServer } from '../../../electron/web/start-web-server.ts';
import { decodeCursor, encodeCursor } from '../../../shared/lib/page-cursor.ts';
import { ok, type Result } from '../../../shared/lib/result.ts';
import type { Role } from '../../../shared/protocol/access.ts';
import type { ClientRequest, ClientResponses, RequestFault } from '../../../shared/protocol/protocol.ts';
import type { Explanation, IncidentView, NotificationView } from '../../../shared/protocol/views.ts';
import { sessionsOf } from '../../builders/sessions.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeDashboard } from '../../fakes/fake-dashboard.ts';
import { MemoryTokens } from '../../fakes/memory-tokens.ts';
import { PROGRAM } from './cli-world.ts';

/** A dashboard with a past. Pages are as long as asked for, and the time of a cursor is the index of the next entry. */
export class StockedDashboard extends FakeDashboard {
  incidents: readonly IncidentView[] = [];
  notifications: readonly NotificationView[] = [];
  explanation: Explanation | null = null;

  override ask<Request extends ClientRequest>(
    request: Request,
    role?: Role,
  ): Result<ClientResponses[Request['type']], RequestFault> {
    const answer = super.ask(request, role);
    const own = answer.ok ? this.#past(request) : null;
    // The compiler cannot tie the case of a union to the type of its answer.
    return own === null ? answer : ok(own as ClientResponses[Request['type']]);
  }

  #past(request: ClientRequest): ClientResponses[ClientRequest['type']] | null {
    switch (request.type) {
      case 'incidents': {
        const { items, next } = page(this.incidents, request, 1);
        return { incidents: items, next };
      }
      case 'notifications': {
        const { items, next } = page(this.notifications, request, 2);
        return { notifications: items, next };
      }
      case 'service': {
        const detail = super.ask(request);
        if (!detail.ok || this.explanation === null) return null;
        return { ...detail.value, explanation: this.explanation };
      }
      case 'services':
      case 'overview':
      case 'alerts':
      case 'history':
      case 'incident':
        return null;
    }
  }
}

function page<Item>(
  items: readonly Item[],
  { before, limit = 50 }: { readonly before?: string; readonly limit?: number },
  keyCount: number,
) {
  const start = before === undefined ? 0 : (decodeCursor(before, keyCount)?.at ?? 0);
  const end = start + limit;
  const keys = Array.from({ length: keyCount }, () => 'key');
  return {
    items: items.slice(start, end),
    next: end < items.length ? encodeCursor({ at: end, keys }) : null,
  };
}

export interface Running {
  readonly url: string;
  /** Of the server. */
  readonly clock: FakeClock;
  /** Lock given back, port closed; the same as when the test ends. */
  stop(): Promise<void>;
}

/** What an instance shows, and the file that it says it is from. */
interface ServedCertificate {
  readonly source: CertificateSource;
  readonly file: string;
}

/** Serves `dashboard` as the instance that owns `folder`, on a free port of loopback. */
export async function startInstance(
  folder: string,
  dashboard: Dashboard,
  sharing: Sharing | null = null,
  tls: ServedCertificate | null = null,
): Promise<Running> {
  const lock = lockDataFolder(folder);
  if (!lock.ok) throw new Error(`the folder ${folder} is owned`);
  const log = () => undefined;
  const logger = { debug: log, info: log, warn: log, error: log };
  const [clock, tokens] = [new FakeClock(), new MemoryTokens()];
  const started = await startWebServer({
    ...PROGRAM,
    dashboard,
    tokens,
    sessions: sessionsOf(tokens, clock, logger),
    sharing: null,
    trustLoopback: true,
    tls: tls?.source ?? null,
    clock,
    logger,
    host: '127.0.0.1',
    port: 0,
  });
  if (!started.ok) throw new Error(started.error.message);
  const { url, port } = started.value;
  const { id, pid, version, startedAt } = dashboard.snapshot().instance;
  lock.value.publish({
    id,
    pid,
    version,
    startedAt,
    host: '127.0.0.1',
    port,
    url,
    sharing,
    certificate: tls?.file ?? null,
  });
  const stop = async () => {
    await started.value.close();
    lock.value.release();
  };
  onTestFinished(stop);
  return { url, clock, stop };
}
