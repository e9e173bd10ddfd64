import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/*
 * One file with the licences of all that is bundled, for the page and for the command line. What is bundled is said by the bundler
 * itself (`build.license` of each configuration): neither more than is shipped nor less. The argument is the root of the project.
 */

/** What each bundle says it holds. */
const PARTS = [
  'node/licences.json',
  'renderer/licences.json',
  'desktop/main.licences.json',
  'desktop/preload.licences.json',
  'desktop/decode-thread.licences.json',
];
/** The bundler writes helpers of its own into the bundles, and does not count itself. */
const BUNDLER = 'rolldown';
/** Texts that packages themselves lack, as `name-version.txt`: of `@scope/name` as `scope-name-version.txt`. */
const GIVEN = 'build/licences';
const OUTPUTS = ['renderer/third-party-notices.txt', 'node/third-party-notices.txt'];

const partSchema = z.array(
  z.object({
    name: z.string(),
    version: z.string(),
    identifier: z.string().optional(),
    text: z.string().optional(),
  }),
);
const manifestSchema = z.object({ version: z.string(), license: z.string() });

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..', '..'));
const textOf = (path: string) => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n').trim();

const { version, license } = manifestSchema.parse(JSON.parse(textOf(`node_modules/${BUNDLER}/package.json`)));
const bundler = {
  name: BUNDLER,
  version,
  identifier: license,
  text: textOf(`node_modules/${BUNDLER}/LICENSE`),
};
const listed = PARTS.flatMap((part) => partSchema.parse(JSON.parse(textOf(`dist/${part}`))));
const bundled = new Map([...listed, bundler].map((each) => [`${each.name}@${each.version}`, each]));
const given = new Map(readdirSync(join(root, GIVEN)).map((file) => [file, textOf(`${GIVEN}/${file}`)]));
const faults: string[] = [];
const notices: string[] = [];
for (const [key, { identifier, text }] of [...bundled].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
  const file = `${key.replace(/^@/, '').replaceAll(/[@/]/g, '-')}.txt`;
  const own = text?.replaceAll('\r\n', '\n').trim() ?? '';
  const words = own === '' ? (given.get(file) ?? '') : own;
  if (own === '') given.delete(file);
  if (words === '') {
    faults.push(
      `${key} is bundled, and its package holds no text of its licence: put the text, as its authors publish it, into ${GIVEN}/${file}.`,
    );
  }
  const kind = identifier === undefined ? '' : ` (${identifier})`;
  notices.push(`${'='.repeat(32)}\n${key}${kind}\n\n${words}\n`);
}
for (const file of given.keys())
  faults.push(`${GIVEN}/${file} belongs to nothing that lacks a text of its licence: delete it.`);

if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exitCode = 1;
} else {
  const text = `Bellwether holds these packages of others, each under a licence of its own.\n\n${notices.join('\n')}`;
  for (const output of OUTPUTS) writeFileSync(join(root, 'dist', output), text);
}
