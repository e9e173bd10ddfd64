import { createClient, type MessageBus } from 'dbus-native';

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';
const TAG = 'x-dunst-stack-tag';

export interface ShownCard {
  readonly number: number;
  /** The number of the card whose place it was to take; 0 for none. */
  readonly replaces: number;
  readonly icon: string;
  readonly title: string;
  readonly body: string;
  /** Keys and labels in turn. */
  readonly actions: readonly string[];
  readonly hints: Readonly<Record<string, unknown>>;
  readonly expires: number;
  readonly at: number;
  closed: boolean;
}

interface ServiceMore {
  readonly capabilities?: readonly string[];
}

/** A notification service as desktops bring one, on a real bus; it does what a test says. */
export class NotificationService {
  capabilities: readonly string[];
  /** Every one that was asked for, also those that are closed. */
  readonly cards: ShownCard[] = [];
  /** The names of the methods that were called, in their order. */
  readonly asked: string[] = [];
  /** Refuses with this sentence. */
  refusal: string | null = null;
  readonly #address: string;
  readonly #silent = new Set<string>();
  #answers: (() => void)[] = [];
  #bus: MessageBus | null = null;
  #last = 0;

  constructor(address: string, { capabilities = ['body', 'body-markup', 'actions'] }: ServiceMore = {}) {
    this.#address = address;
    this.capabilities = capabilities;
  }

  /** Owns the name from here on. */
  async open(): Promise<this> {
    // The library takes no escapes.
    const [, path = null] = /^unix:path=([^,]+)/.exec(this.#address) ?? [];
    const where = path === null ? { busAddress: this.#address } : { socket: decodeURIComponent(path) };
    const bus = createClient(where);
    this.#bus = bus;
    bus.connection.on('error', () => {});
    const method = (input: string, output: string) => [input, output, [], []];
    bus.exportInterface(
      {
        GetCapabilities: () => this.#answer('GetCapabilities', () => this.capabilities),
        Notify: (...words: unknown[]) => this.#answer('Notify', () => this.#show(words)),
        CloseNotification: (number: number) => {
          this.asked.push('CloseNotification');
          this.close(number, 3);
          return null;
        },
        GetServerInformation: () => ['test', 'bellwether', '1', '1.2'],
      },
      PATH,
      {
        name: NAME,
        methods: {
          GetCapabilities: method('', 'as'),
          Notify: method('susssasa{sv}i', 'u'),
          CloseNotification: method('u', ''),
          GetServerInformation: method('', 'ssss'),
        },
      } as never,
    );
    await bus.requestName(NAME, 0);
    return this;
  }

  /** From here on these methods are not answered. */
  hang(...methods: readonly string[]): void {
    for (const method of methods) this.#silent.add(method);
  }

  /** Answers what was not answered, in its order. */
  resume(): void {
    this.#silent.clear();
    for (const answer of this.#answers.splice(0)) answer();
  }

  /** As a person presses a button, or the card itself (`default`). */
  press(number: number, key: string): void {
    this.#bus?.sendSignal(PATH, NAME, 'ActionInvoked', 'us', [number, key]);
  }

  close(number: number, reason: number): void {
    const card = this.cards.find((shown) => shown.number === number && !shown.closed);
    if (card === undefined) return;
    card.closed = true;
    this.#bus?.sendSignal(PATH, NAME, 'NotificationClosed', 'uu', [number, reason]);
  }

  async end(): Promise<void> {
    await this.#bus?.close();
    this.#bus = null;
  }

  #answer<Value>(method: string, value: () => Value): Value | Promise<Value> {
    this.asked.push(method);
    if (!this.#silent.has(method)) return value();
    return new Promise((resolve) => this.#answers.push(() => resolve(value())));
  }

  #show([, replaces, icon, title, body, actions, hints, expires]: readonly unknown[]): number {
    if (this.refusal !== null) throw new Error(this.refusal);
    const number = Number(replaces) === 0 ? ++this.#last : Number(replaces);
    for (const card of this.cards) if (card.number === number) card.closed = true;
    this.cards.push({
      number,
      replaces: Number(replaces),
      icon: String(icon),
      title: String(title),
      body: String(body),
      actions: actions as string[],
      hints: hints as Record<string, unknown>,
      expires: Number(expires),
      at: performance.timeOrigin + performance.now(),
      closed: false,
    });
    return number;
  }
}

/** The id under which Bellwether knows a card. */
export function idOf({ hints }: ShownCard): string {
  return String(hints[TAG]).replace('bellwether:', '');
}
