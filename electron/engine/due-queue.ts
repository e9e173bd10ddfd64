interface Entry<Key> {
  readonly key: Key;
  readonly dueAt: number;
  /** Of those due at the same time the one that was added first comes first. */
  readonly order: number;
}

/** What is due when, the earliest at hand: a binary heap in which every key has at most one time. */
export class DueQueue<Key> {
  readonly #heap: Entry<Key>[] = [];
  readonly #places = new Map<Key, number>();
  #added = 0;

  /** `Infinity` when nothing is due. */
  get nextAt(): number {
    return this.#heap[0]?.dueAt ?? Infinity;
  }

  /** In place of the time that the key had; `null` takes it out. */
  set(key: Key, dueAt: number | null): void {
    const place = this.#places.get(key);
    if (dueAt === null) {
      if (place !== undefined) this.#remove(place);
      return;
    }
    if (place === undefined) {
      this.#added += 1;
      this.#rise(this.#heap.length, { key, dueAt, order: this.#added });
      return;
    }
    const known = this.#heap[place];
    if (known !== undefined && known.dueAt !== dueAt) this.#settle(place, { ...known, dueAt });
  }

  /** All that is due by `now`, the earliest first; it stays in the queue. */
  dueBy(now: number): readonly Key[] {
    const found: Entry<Key>[] = [];
    const visit = (place: number): void => {
      const entry = this.#heap[place];
      if (entry === undefined || entry.dueAt > now) return;
      found.push(entry);
      visit(2 * place + 1);
      visit(2 * place + 2);
    };
    visit(0);
    return found.toSorted((a, b) => (isBefore(a, b) ? -1 : 1)).map(({ key }) => key);
  }

  clear(): void {
    this.#heap.length = 0;
    this.#places.clear();
  }

  #remove(place: number): void {
    const gone = this.#heap[place];
    const last = this.#heap.pop();
    if (gone === undefined || last === undefined) return;
    this.#places.delete(gone.key);
    if (last !== gone) this.#settle(place, last);
  }

  /** Puts the entry where it belongs, starting at a place whose own entry is no longer wanted. */
  #settle(place: number, entry: Entry<Key>): void {
    const parent = this.#heap[parentOf(place)];
    if (place > 0 && parent !== undefined && isBefore(entry, parent)) this.#rise(place, entry);
    else this.#sink(place, entry);
  }

  #rise(from: number, entry: Entry<Key>): void {
    let place = from;
    while (place > 0) {
      const parent = this.#heap[parentOf(place)];
      if (parent === undefined || !isBefore(entry, parent)) break;
      this.#put(place, parent);
      place = parentOf(place);
    }
    this.#put(place, entry);
  }

  #sink(from: number, entry: Entry<Key>): void {
    let place = from;
    for (;;) {
      const child = this.#earlierChild(place);
      const below = this.#heap[child];
      if (below === undefined || !isBefore(below, entry)) break;
      this.#put(place, below);
      place = child;
    }
    this.#put(place, entry);
  }

  #earlierChild(place: number): number {
    const left = this.#heap[2 * place + 1];
    const right = this.#heap[2 * place + 2];
    const isRight = left !== undefined && right !== undefined && isBefore(right, left);
    return 2 * place + (isRight ? 2 : 1);
  }

  #put(place: number, entry: Entry<Key>): void {
    this.#heap[place] = entry;
    this.#places.set(entry.key, place);
  }
}

function parentOf(place: number): number {
  return Math.floor((place - 1) / 2);
}

function isBefore<Key>(left: Entry<Key>, right: Entry<Key>): boolean {
  return left.dueAt < right.dueAt || (left.dueAt === right.dueAt && left.order < right.order);
}
