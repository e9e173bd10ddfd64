/* The one list of names under which secrets stand: in headers, query values, settings, members of JSON, fields of a log line. */

/** Part of a name in which separators do not count: `apiKey`, `api_key` and `API-KEY` are one. */
const TELLING_PART =
  /authorization|cookie|token|secret|passw|passphrase|passcode|signature|credential|session|sessid|bearer|jwt|csrf|xsrf|hmac|webhook|connectionstring/;
/** A word of a name, or the end of one: `accesskey` is a secret, `keyboard` and `design` are not. */
const TELLING_WORD = /keys?(?![a-z])|(?<![a-z])(?:sig|auth|pwd|pass|pw|sid|dsn|psk|otp)(?![a-z])/;
/** Ordinary words anywhere else: `code` in a body says what failed, in a query it signs somebody in. */
const TELLING_PARAMETER = /^(?:code|ticket|assertion|samlre(?:quest|sponse)|appid)$/;
/** A count of tokens is no token. */
const PLURAL = /[^s]s$/i;

/** Longer ones are no names; what is looked at has an end. */
const LONGEST_NAME = 100;

/** Whether a header, setting, member or field of this name usually holds a secret. */
export function isSecretName(name: string): boolean {
  const words = name
    .slice(0, LONGEST_NAME)
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase();
  return TELLING_PART.test(words.replaceAll(/[^a-z]/g, '')) || TELLING_WORD.test(words);
}

/** The same for a value in the query or the fragment of a URL. */
export function isSecretParameter(name: string): boolean {
  return isSecretName(name) || TELLING_PARAMETER.test(name.toLowerCase());
}

/** Whether a value says nothing although its name does: `"session": true`, `max_tokens: 4096`, `session.ts:40:12`. */
export function isPlainValue(name: string, value: string): boolean {
  if (/^(?:true|false|null|none|undefined)$/i.test(value)) return true;
  if (PLURAL.test(name) && /^\d{1,15}$/.test(value)) return true;
  return /\.\w{1,4}$/.test(name) && /^\d{1,6}(?::\d{1,6})?\)?$/.test(value);
}
