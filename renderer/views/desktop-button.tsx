import type { DesktopRequest } from '../../shared/protocol/desktop.ts';
import { AttemptWords } from '../components/attempt-words.tsx';
import type { WindowHand } from '../client/dashboard-client.ts';
import { useDashboard } from '../store/store-context.ts';
import { useAttempt } from '../store/use-attempt.ts';

/** A button that asks the desktop for something, with what became of it beside it. */
export function DesktopButton({
  label,
  about,
  request,
  done,
  seen = false,
}: {
  readonly label: string;
  /** What it is about, for those who cannot see where it stands. */
  readonly about?: string;
  readonly request: Parameters<WindowHand['desktop']>[0];
  readonly done: string;
  /** Nothing else on the screen tells that it was done. */
  readonly seen?: boolean;
}) {
  const hand = useDashboard((state) => state.windowHand);
  const attempt = useAttempt();
  if (hand === null) return null;
  return (
    <div className="controls">
      <button
        type="button"
        className="button"
        aria-disabled={attempt.busy}
        onClick={() => {
          if (!attempt.busy) attempt.run(hand.desktop(request), done);
        }}
      >
        {label}
        {about !== undefined && <span className="visually-hidden"> {about}</span>}
      </button>
      <AttemptWords attempt={attempt} seen={seen} />
    </div>
  );
}

export function ShowFileButton({
  file,
  what,
}: {
  readonly file: Extract<DesktopRequest, { type: 'show-file' }>['file'];
  readonly what: string;
}) {
  return (
    <DesktopButton
      label="Show"
      about={what}
      request={{ type: 'show-file', file }}
      done="Shown in the file manager."
    />
  );
}
