import type { Config, ConfigFault } from '../../shared/config/config.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import type { NetworkFacts } from '../../shared/domain/way.ts';
import type { Service } from '../../shared/domain/service.ts';
import { ok, type Result } from '../../shared/lib/result.ts';
import type { OperatorRequest } from '../../shared/protocol/operator.ts';
import type { ServerEvent } from '../../shared/protocol/protocol.ts';
import { createEngine } from '../../electron/engine/create-engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import type { History, Logger, Network, Prober } from '../../electron/ports.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeProber } from '../fakes/fake-prober.ts';
import { MemoryHistory } from '../fakes/memory-history.ts';
import { MemoryStateStore } from '../fakes/memory-state-store.ts';
import { network } from './network.ts';
import { serverSettings } from './server.ts';

export function config(services: readonly Service[]): Config {
  return {
    services,
    groups: [],
    server: serverSettings({ host: '127.0.0.1' }),
    history: { samplesMs: 7 * 86_400_000, minutesMs: 30 * 86_400_000, hoursMs: 400 * 86_400_000 },
    warnings: [],
  };
}

const CONNECTED = network({ lo: '127.0.0.1/8', eth0: '192.168.1.5/24' }, '192.168.1.5');

interface Told {
  readonly at: number;
  readonly title: string;
  readonly reason: string;
  readonly body: string;
}

/** An engine at a test's desk: pretend services and time, real decisions. What it remembers survives `restart`. */
export class Desk {
  readonly clock = new FakeClock();
  readonly prober = new FakeProber(this.clock);
  readonly state = new MemoryStateStore();
  readonly told: Told[] = [];
  /** Notices, by their ids. */
  readonly takenBack: string[] = [];
  readonly events: ServerEvent[] = [];
  readonly log: { readonly event: string; readonly fields: object }[] = [];
  /** What it says of its network. */
  machine: NetworkFacts = CONNECTED;
  /** In place of the pretend ones. */
  real: { readonly prober: Prober; readonly network: Network } | null = null;
  /** What the notifier answers; `hang` never does. */
  delivery: 'ok' | 'fails' | 'hangs' | 'throws' = 'ok';
  history: History = new MemoryHistory();
  #engine: Engine | null = null;
  #reload: (reading: Result<Config, readonly ConfigFault[]>) => void = () => {};
  #config: Config;

  constructor(...services: readonly Service[]) {
    this.#config = config(services);
  }

  get engine(): Engine {
    if (this.#engine === null) throw new Error('the engine is not running');
    return this.#engine;
  }

  start(): this {
    const note = (event: string, fields: object = {}) => {
      this.log.push({ event, fields });
    };
    const logger: Logger = { debug: note, info: note, warn: note, error: note };
    const created = createEngine(
      {
        clock: this.clock,
        prober: this.real?.prober ?? this.prober,
        history: this.history,
        stateStore: this.state,
        configStore: {
          path: 'bellwether.yaml',
          load: () => ok(this.#config),
          watch: (onChange) => {
            this.#reload = onChange;
            return () => {
              this.#reload = () => {};
            };
          },
        },
        notifiers: [
          {
            name: 'test',
            deliver: (notification) => this.#deliver(notification),
            takeBack: (notice) => {
              if (this.delivery === 'throws') throw new Error('a defect of the notifier');
              this.takenBack.push(notice);
            },
          },
        ],
        logger,
        network: this.real?.network ?? {
          addresses: () => this.machine.addresses,
          waysOut: () => Promise.resolve(this.machine.waysOut ?? []),
        },
      },
      {
        config: this.#config,
        override: (next) => next,
        instance: { id: 'desk', version: '0.0.0', pid: 1, startedAt: this.clock.wallNow(), demo: false },
        startNotices: [],
      },
    );
    if (!created.ok) throw new Error(created.error.message);
    this.#engine = created.value;
    this.#engine.dashboard.subscribe((event) => this.events.push(event));
    this.#engine.start();
    return this;
  }

  /** Whether there is a network beyond this machine. */
  set outside(there: boolean) {
    this.machine = there ? CONNECTED : network({ lo: '127.0.0.1/8' });
    this.prober.cutOff = !there;
  }

  /** The process dies where it stands; a new one starts `afterMs` later. */
  async crash(afterMs = 0): Promise<void> {
    this.#engine = null;
    this.prober.open = 0;
    this.clock.dropTimers();
    await this.clock.advance(afterMs);
    this.start();
  }

  /** Ada wants something; the message of the fault, or `null` when it was done. */
  change(request: OperatorRequest): string | null {
    const changed = this.engine.dashboard.change(request, 'Ada');
    return changed.ok ? null : changed.error.message;
  }

  /** In order of their beginnings, with times since `start`. */
  gaps(start: number): readonly string[] {
    const seen = this.engine.dashboard.ask({
      type: 'history',
      id: this.#config.services[0]?.id ?? '',
      from: start,
    });
    if (!seen.ok) throw new Error(seen.error.message);
    const seconds = (at: number) => Math.round((at - start) / 1000);
    return seen.value.gaps.map(({ from, to, reason }) => `${reason} ${seconds(from)}..${seconds(to)}`);
  }

  reload(reading: Result<Config, readonly ConfigFault[]>): void {
    if (reading.ok) this.#config = reading.value;
    this.#reload(reading);
  }

  status(id: string): string | undefined {
    return this.engine.dashboard.snapshot().services.find((view) => view.id === id)?.status;
  }

  toldTitles(): readonly string[] {
    return this.told.map(({ title, reason }) => `${title} (${reason})`);
  }

  #deliver(notification: Notification): Promise<Result<void, string>> {
    const { at, title, reason, body } = notification;
    this.told.push({ at, title, reason, body });
    if (this.delivery === 'throws') throw new Error('a defect of the notifier');
    if (this.delivery === 'hangs') return new Promise(() => {});
    return Promise.resolve(this.delivery === 'ok' ? ok(undefined) : { ok: false, error: 'the test said no' });
  }
}
