import { sentence } from '../views/words.ts';

/** What became of what a person asked for here: trouble for everyone, success at least for those who cannot see it happen. */
export function AttemptWords({
  attempt: { fault, done },
  seen = false,
}: {
  readonly attempt: { readonly fault: string | null; readonly done: string };
  /** Nothing else on the screen tells that it was done. */
  readonly seen?: boolean;
}) {
  return (
    <>
      {fault !== null && (
        <p className="fault" role="alert" dir="auto">
          {sentence(fault)}
        </p>
      )}
      <p className={seen && done !== '' ? 'done' : 'visually-hidden'} role="status">
        {done}
      </p>
    </>
  );
}
