export const MASK = '***';

/*
 * What is a secret by its looks, whatever its name. The text may come from anybody, so each pattern is linear in it: a
 * run without a greatest length begins only where the run itself begins, and no two of them stand side by side.
 */

/** Where a run of the letters of tokens begins; `%20` before it is a space. */
const START = String.raw`(?:(?<![\w-])|(?<=%[\dA-Fa-f]{2})|(?<=\\[nrt]))`;
/** A slash as URLs, JSON of some languages and queries write it. */
const SLASH = String.raw`(?:\\?\/|%2[Ff])`;

/** How the secrets of well-known services begin. */
const TOKENS = [
  // RFC 7519; some have no signature.
  String.raw`eyJ[\w-]{8,}\.[\w-]*(?:\.[\w-]*){0,3}`,
  String.raw`gh[opsru]_\w{12,}|github_pat_\w{12,}`,
  String.raw`gl(?:pat|ptt|dt|rt|sa|cbt|ft|soat|agent)[-_][\w-]{12,}`,
  String.raw`xox[a-z]-[\w-]{8,}|xapp-[\w-]{8,}`,
  String.raw`sk-(?=[a-zA-Z_-]{0,60}\d)[\w-]{12,}`,
  String.raw`(?:sk|rk|pk)_(?:live|test)_\w{8,}|whsec_[\w+/=]{12,}`,
  String.raw`A(?:KIA|SIA|GPA|IDA|ROA|BIA|CCA)[A-Z0-9]{12,}|(?:FwoG|FQoG|IQoJ)[\w+/=]{30,}`,
  String.raw`AIza[\w-]{30,}|ya29\.[\w-]{12,}|GOCSPX-[\w-]{12,}`,
  String.raw`npm_\w{20,}|pypi-[\w-]{16,}|hf_\w{20,}|dop_v1_\w{16,}|shp(?:at|ca|pa|ss)_\w{16,}|lin_api_\w{16,}`,
  String.raw`SG\.[\w-]{10,}\.[\w-]{10,}|hv[sb]\.[\w-]{16,}|AGE-SECRET-KEY-\w{16,}`,
  // Bots of Telegram and Discord.
  String.raw`\d{6,12}:[\w-]{30,}|[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{25,}`,
].join('|');

/** What stands at the end of a text that was cut, and may be the beginning of a token. */
const BEGUN_TOKEN = new RegExp(
  String.raw`${START}(?:eyJ|gh[opsru]_|github_pat_|gl\w{2,5}-|xox[a-z]-|xapp-|sk-|(?:sk|rk)_(?:live|test)_|A[KS]IA|AIza)[\w.-]{0,400}$`,
);
const BEGUN_USER = /(:\/\/)[^\s/?#@"'<>:]{0,100}:(?!\d{0,5}$)[^\s/?#@"'<>]{0,300}$/;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,20}-----(?:[^-]|-(?!----END ))*(?:-----END [A-Z0-9 ]{0,60}-----)?/g,
    MASK,
  ],
  [
    /^((?:[<>*] )?(?:(?:proxy-)?authorization|(?:set-)?cookie2?)\s{0,5}:[ \t]{0,5})(?=\S)[^\r\n]+/gim,
    `$1${MASK}`,
  ],
  // The user of a URL, up to the last "@": passwords hold some unescaped.
  [/(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30}:(?:\/\/|\\\/\\\/))[^\s/?#"'<>\\]{1,300}@/gi, `$1${MASK}@`],
  [
    /((?:%25)?%3a(?:(?:%25)?%2f){2})(?:(?!%2f|%3f|%23)[^\s/?#"'<>&]){1,300}?(?:@|(?:%25)?%40)/gi,
    `$1${MASK}@`,
  ],
  // `user:password@tcp(host)`, without a scheme.
  [
    /(?<![\w.:/@%-])(?!(?:mailto|sips?|xmpp|acct|npm|https?):)([\w.-]{1,60}:)[^\s:/@"'<>{}()]{1,100}@(?!sha\d)(?=[\w[])/gi,
    `$1${MASK}@`,
  ],
  // A word after "Bearer" or "Basic" may be just a word.
  [
    /\b(bearer)((?:\s|\+|%20){1,3})(?:(?=[a-z~+/.-]{0,80}\d)[\w.~+/-]{4,}|[\w.~+/-]{8,})(?:=|%3d)*/gi,
    `$1$2${MASK}`,
  ],
  [
    /\b([Bb]asic|BASIC)((?:\s|\+|%20){1,3})(?=[a-z~+/-]{0,200}[A-Z\d=])(?:[\w.~+/-]|%2[BbFf]){6,}(?:=|%3[Dd])*/g,
    `$1$2${MASK}`,
  ],
  [
    /\b([Nn]egotiate|NTLM|[Dd]igest|GenieKey|Splunk|ApiKey) (?=[a-z]{0,60}[A-Z\d+/])[\w.~+/-]{12,}=*/g,
    `$1 ${MASK}`,
  ],
  [new RegExp(START + `(?:${TOKENS})`, 'g'), MASK],
  // The path of a webhook: of Slack by its host, elsewhere by a part such as `webhooks`, `webhookb2` or `hooks`.
  [
    new RegExp(String.raw`(${SLASH}{2}hooks\.[\w.-]{1,200}(?::\d{1,5})?${SLASH})[^\s"'<>]+`, 'gi'),
    `$1${MASK}`,
  ],
  [
    new RegExp(
      String.raw`(\bhttps?(?::|%3A)${SLASH}{2}[^\s?#"'<>]{1,250}?${SLASH}[\w-]{0,20}hooks?\w{0,20}${SLASH})(?=[^\s"'<>/])[^\s"'<>]+`,
      'gi',
    ),
    `$1${MASK}`,
  ],
  [new RegExp(String.raw`(${SLASH}bot)\d{3,20}(?::|%3[Aa])[\w-]{3,100}`, 'g'), `$1${MASK}`],
  // Pages that count who calls them; the address is all that one needs.
  [
    new RegExp(String.raw`(${SLASH}{2}(?:hc-ping\.com|ntfy\.sh|maker\.ifttt\.com)${SLASH})[^\s"'<>]+`, 'gi'),
    `$1${MASK}`,
  ],
];

export function hideShapes(text: string): string {
  return PATTERNS.reduce((rest, [pattern, mask]) => rest.replace(pattern, mask), text);
}

/** The beginning of a secret at the end of a text that was cut. */
export function hideBegun(text: string): string {
  return text.replace(BEGUN_TOKEN, MASK).replace(BEGUN_USER, `$1${MASK}`);
}
