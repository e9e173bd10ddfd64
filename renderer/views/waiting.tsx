import { refusalOf } from '../store/selectors.ts';
import { useDashboard } from '../store/store-context.ts';
import { sentence } from './words.ts';

const PLACES = Array.from({ length: 6 }, (_, index) => index);

/** Before the first snapshot: the shape of what is about to come. */
export function Waiting() {
  return (
    <div className="waiting">
      <h1 className="visually-hidden">Connecting to Bellwether</h1>
      <div className="bone bone-verdict" />
      <div className="cards">
        {PLACES.map((place) => (
          <div key={place} className="bone bone-card" />
        ))}
      </div>
    </div>
  );
}

/** The page is here, but the server has never answered it, or with something else than facts. */
export function NoConnection() {
  const refusal = useDashboard(refusalOf);
  if (refusal !== null) {
    return (
      <section className="message-box">
        <h1>No facts come from Bellwether</h1>
        <p dir="auto">
          {sentence(refusal)} Nothing is known about the services until then; this page keeps trying and comes
          back by itself.
        </p>
      </section>
    );
  }
  return (
    <section className="message-box">
      <h1>Bellwether does not answer</h1>
      <p>
        Nothing is known about the services until it does. It has probably been stopped; this page keeps
        trying and comes back by itself. To start it, run
      </p>
      <pre>npm start</pre>
    </section>
  );
}
