/** A card whose number is not known any more does nothing at a click; so many of the last ones do. */
const MAX_KNOWN = 100;

export interface ShowAttempt {
  isWanted(this: void): boolean;
  /** Takes the number with which the service answers; `false` when nobody wants the card any more, so that it has to go. */
  succeed(this: void, number: number): boolean;
}

/** Which card stands under which number of the notification service. */
export class ShownCards {
  readonly #numbers = new Map<string, number>();
  /** Also of cards that have been closed: some services tell of the closing before they tell of the click. */
  readonly #cards = new Map<number, string>();
  /** The latest attempt to show each card. */
  readonly #attempts = new Map<string, symbol>();

  /** 0 when it does not stand. */
  numberOf(card: string): number {
    return this.#numbers.get(card) ?? 0;
  }

  /** `null` when no card of this run has it. */
  cardOf(number: number): string | null {
    return this.#cards.get(number) ?? null;
  }

  ids(): readonly string[] {
    return [...this.#numbers.keys()];
  }

  /** From here on the card is wanted, until it ends or another attempt begins. */
  begin(card: string): ShowAttempt {
    const attempt = Symbol(card);
    this.#attempts.set(card, attempt);
    const isWanted = () => this.#attempts.get(card) === attempt;
    return { isWanted, succeed: (number) => isWanted() && this.#place(card, number) };
  }

  /** It is no more to stand. Gives the number under which it did; `null` when it did not. */
  end(card: string): number | null {
    const number = this.#numbers.get(card) ?? null;
    this.#attempts.delete(card);
    this.#numbers.delete(card);
    return number;
  }

  /** The service has closed it. */
  closed(number: number): void {
    const card = this.#cards.get(number);
    if (card !== undefined && this.#numbers.get(card) === number) this.#numbers.delete(card);
  }

  /** The numbers of another service say nothing of these; an attempt may reach the next one. */
  forget(): void {
    this.#numbers.clear();
    this.#cards.clear();
  }

  #place(card: string, number: number): true {
    this.#numbers.set(card, number);
    this.#cards.delete(number);
    this.#cards.set(number, card);
    const [oldest] = this.#cards.keys();
    if (this.#cards.size > MAX_KNOWN && oldest !== undefined) this.#cards.delete(oldest);
    return true;
  }
}
