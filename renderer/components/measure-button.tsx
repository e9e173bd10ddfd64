import { useId, useRef, useState } from 'react';

interface Choice<Id extends string> {
  readonly id: Id;
  readonly words: string;
}

interface Props<Id extends string> {
  /** Such as `Silence`; the name of what it is about follows for those who cannot see where it stands. */
  readonly label: string;
  readonly about: string;
  readonly heading: string;
  readonly choices: readonly Choice<Id>[];
  readonly busy: boolean;
  readonly onChoose: (choice: Id, comment: string) => void;
  /** While the measure is in force the button ends it. It stays the same button, so that the focus stays on it. */
  readonly end: { readonly label: string; readonly onEnd: () => void } | null;
}

/** As long as a comment may be. */
const COMMENT_LENGTH = 500;

/** A button with a box for how long, and why. */
export function MeasureButton<Id extends string>(props: Props<Id>) {
  const { label, about, heading, choices, busy, onChoose, end } = props;
  const id = useId();
  const box = useRef<HTMLFormElement>(null);
  const [comment, setComment] = useState('');
  const choose = (choice: Id) => {
    box.current?.hidePopover();
    onChoose(choice, comment.trim());
  };
  return (
    <>
      <button
        type="button"
        className={`button${end === null ? ' has-box' : ''}`}
        popoverTarget={end === null ? id : undefined}
        aria-disabled={busy}
        onClick={end === null || busy ? undefined : end.onEnd}
      >
        {end?.label ?? label}
        <span className="visually-hidden">{` (${about})`}</span>
      </button>
      {end === null && (
        <form
          ref={box}
          id={id}
          className="box"
          popover="auto"
          aria-label={heading}
          onBeforeToggle={({ newState }) => {
            if (newState === 'open') setComment('');
          }}
          onSubmit={(event) => {
            event.preventDefault();
            const [first] = choices;
            if (first !== undefined) choose(first.id);
          }}
        >
          <p className="box-heading" dir="auto">
            {heading}
          </p>
          <label>
            Comment <span className="optional">(optional)</span>
            <input
              ref={focusWithBox}
              type="text"
              maxLength={COMMENT_LENGTH}
              autoComplete="off"
              value={comment}
              onChange={(event) => setComment(event.currentTarget.value)}
            />
          </label>
          <ul className="choices">
            {choices.map((choice, index) => (
              <li key={choice.id}>
                {/* Enter in the comment presses the first one, which looks like what Enter presses. */}
                <button
                  type={index === 0 ? 'submit' : 'button'}
                  className="button"
                  onClick={index === 0 ? undefined : () => choose(choice.id)}
                >
                  {choice.words}
                </button>
              </li>
            ))}
          </ul>
        </form>
      )}
    </>
  );
}

/** The browser focuses it in the moment the box opens. React's own `autoFocus` sets no attribute: it focuses what is mounted. */
function focusWithBox(field: HTMLInputElement | null): void {
  field?.setAttribute('autofocus', '');
}
