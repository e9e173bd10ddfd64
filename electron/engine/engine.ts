import type { Config } from '../../shared/config/config.ts';
import type { InstanceView } from '../../shared/protocol/protocol.ts';
import type {
  Clock,
  ConfigStore,
  Dashboard,
  History,
  Logger,
  Network,
  Notifier,
  Prober,
  StateStore,
} from '../ports.ts';
import type { NoticeBoard } from './notice-board.ts';

export interface EnginePorts {
  readonly clock: Clock;
  readonly prober: Prober;
  readonly history: History;
  readonly stateStore: StateStore;
  readonly configStore: ConfigStore;
  readonly notifiers: readonly Notifier[];
  readonly logger: Logger;
  readonly network: Network;
}

export interface EngineOptions {
  readonly config: Config;
  /** Applied to every later reading of the configuration too, such as an interval given on the command line. */
  override(this: void, config: Config): Config;
  readonly instance: InstanceView;
  /** What opening the files had to tell, one sentence each. */
  readonly startNotices: readonly string[];
}

export interface Engine {
  readonly dashboard: Dashboard;
  /** The first round starts at once. */
  start(): void;
  /** A defect reached the top: it is logged and shown, and monitoring goes on. */
  reportDefect(defect: unknown): void;
  /** The machine is about to sleep: open probes are void and everything is on disk when it returns. */
  suspend(): void;
  /** The machine is awake, or may have slept: missed time is noticed at once. */
  wake(): void;
  /** What a person has to know of the shell around the engine; one notice an id. */
  readonly notices: Pick<NoticeBoard, 'post' | 'withdraw'>;
  /** Ends probing, gives deliveries a moment and writes what is left. The ports stay the caller's to close. */
  stop(): Promise<void>;
}
