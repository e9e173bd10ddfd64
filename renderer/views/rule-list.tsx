import type { AlertView, Explanation } from '../../shared/protocol/views.ts';
import { Since } from '../components/time.tsx';
import { ALERT_WORDS, sentence } from './words.ts';

const ORDER = { firing: 0, pending: 1, inactive: 2 } as const;

/** Where each alert rule stands, why, and what would change that. */
export function RuleList({
  rules,
  alerts,
}: {
  readonly rules: Explanation['rules'];
  readonly alerts: readonly AlertView[];
}) {
  return (
    <section aria-labelledby="rules-heading">
      <h3 id="rules-heading">Alert rules</h3>
      {rules.length === 0 ? (
        <p className="nothing">No alert rule applies to this service.</p>
      ) : (
        <ul className="rules">
          {rules
            .toSorted((a, b) => ORDER[a.state] - ORDER[b.state])
            .map((rule) => (
              <Rule key={rule.rule} rule={rule} alert={alerts.find((alert) => alert.rule === rule.rule)} />
            ))}
        </ul>
      )}
    </section>
  );
}

function Rule({
  rule,
  alert,
}: {
  readonly rule: Explanation['rules'][number];
  readonly alert: AlertView | undefined;
}) {
  return (
    <li className={`rule is-${rule.state}`}>
      <p className="rule-head">
        <span className={`alert is-${rule.state} ${alert === undefined ? '' : `is-${alert.severity}`}`}>
          <span className="alert-state">{ALERT_WORDS[rule.state]}</span>
          {alert !== undefined && (
            <>
              {' '}
              <span className="alert-since">
                <Since at={alert.firingAt ?? alert.since} />
              </span>
            </>
          )}
        </span>
        <code>{rule.rule}</code>
        <span className="rule-condition">{rule.condition}</span>
      </p>
      <p dir="auto">{sentence(rule.why)}</p>
      <p dir="auto">
        <span className="rule-label">Next:</span> {sentence(rule.next)}
      </p>
    </li>
  );
}
