/** In the page: an element with these properties is made and clicked. */
export function clickOn(name: string, properties: string): string {
  return `const made = Object.assign(document.createElement('${name}'), { ${properties} });
    document.body.append(made); made.click(); made.remove();`;
}

const insert = (name: string, properties: string) =>
  `document.body.append(Object.assign(document.createElement('${name}'), { ${properties} }));`;

/** How a page may try to lead elsewhere, and what is then said in the log or by Chromium. */
export const WAYS_OUT = [
  {
    how: 'a script',
    code: `location.href = 'https://evil.example/script';`,
    refusal: /evil\.example\/script.*navigation refused/,
  },
  {
    how: 'a link',
    code: clickOn('a', `href: 'https://evil.example/link'`),
    refusal: /evil\.example\/link.*navigation refused/,
  },
  {
    how: 'a refresh',
    code: insert('meta', `httpEquiv: 'refresh', content: '0; url=https://evil.example/refresh'`),
    refusal: /evil\.example\/refresh.*navigation refused/,
  },
  {
    how: 'a form',
    code: `${insert('form', `action: 'https://evil.example/form'`)} [...document.forms].at(-1).submit();`,
    refusal: /evil\.example\/form.*form-action/,
  },
  {
    how: 'a frame of another page',
    code: insert('iframe', `src: 'https://evil.example/frame'`),
    refusal: /evil\.example.*(frame-src|default-src)/,
  },
  {
    how: 'a frame of itself',
    code: insert('iframe', `src: '/'`),
    refusal: /dashboard.*(frame-src|default-src)/,
  },
  {
    how: 'a script as an address',
    code: `location.href = 'javascript:document.write(1)';`,
    refusal: /script-src|Trusted/,
  },
];

/** None of these is the page. */
export const ELSEWHERE = [
  'https://example.com/orders',
  'http://127.0.0.1:9999/',
  'file:///etc/passwd',
  'app://dashboard.evil/',
  'app://someone@dashboard/',
  'data:text/html,x',
  'nonsense',
];
