import { linkWith, type Role, type Token } from '../../shared/protocol/access.ts';
import { readInstance } from '../adapters/data-folder-lock.ts';
import { prepareDataFolder } from '../adapters/data-folder.ts';
import { sharedLinks } from '../adapters/shared-links.ts';
import { tokenFolder } from '../adapters/token-folder.ts';
import { complain, dataFolderOf, printJson, printLines, type Context } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { padEnd, plain, wrap } from './text.ts';
import { dateAndTime } from './times.ts';

/** Works with and without a running instance: each token is a file of its own, and the instance looks. */
export function tokenCreate(context: Context, name: string, role: Role): number {
  const { terminal, common, clock, paint } = context;
  const folder = dataFolderOf(context);
  const prepared = prepareDataFolder(folder);
  if (!prepared.ok) return complain(context, EXIT.someDegradedOrUnknown, prepared.error);
  const created = tokenFolder(folder).create(name, role, clock.wallNow());
  if (!created.ok) return complain(context, EXIT.someDegradedOrUnknown, created.error);
  const secret = created.value;
  const { local, shared, none } = addressesOf(folder);
  const links = [...shared, ...(shared.length === 0 && local !== null ? [local] : [])].map((url) =>
    linkWith(secret, url),
  );
  if (common.json) {
    printJson(terminal.stdout, { name, role, token: secret, links });
    return EXIT.allUp;
  }
  const columns = terminal.stdout.columns();
  printLines(terminal.stdout, [
    `${paint('bold', name)} (${role}): ${secret}`,
    ...links,
    ...wrap(noteOn(local, shared, none), columns).map((line) => paint('dim', line)),
  ]);
  return EXIT.allUp;
}

function noteOn(local: string | null, shared: readonly string[], none: string | null): string {
  const once = 'It is shown this once; whoever has it comes in until it is revoked.';
  if (shared.length > 0) return once;
  if (none !== null) return `${once} ${none}`;
  const unshared = `${once} Other machines are let in only with "bellwether serve --share"`;
  return local === null ? `${unshared}.` : `${unshared}: this link works on this machine.`;
}

interface Addresses {
  readonly local: string | null;
  readonly shared: readonly string[];
  /** Why others have no link although it is shared. */
  readonly none: string | null;
}

function addressesOf(folder: string): Addresses {
  const instance = readInstance(folder);
  if (instance === null || instance.port === null) return { local: null, shared: [], none: null };
  const { url, port, sharing } = instance;
  if (sharing === null) return { local: url, shared: [], none: null };
  const { urls, none } = sharedLinks(sharing, port);
  return { local: url, shared: urls, none };
}

export function tokenList(context: Context): number {
  const { terminal, common, paint } = context;
  const tokens = tokenFolder(dataFolderOf(context));
  const list = tokens.list();
  const faults = tokens.faults();
  if (common.json) {
    printJson(terminal.stdout, { tokens: list, faults });
    return EXIT.allUp;
  }
  printLines(terminal.stdout, [
    ...(list.length === 0
      ? ['There is no token: nobody comes in over the network.']
      : tableOf(list, (text) => paint('bold', text))),
    ...faults.flatMap((fault) => wrap(`warning: ${plain(fault)}`, terminal.stdout.columns())),
  ]);
  return EXIT.allUp;
}

function tableOf(tokens: readonly Token[], bold: (text: string) => string): readonly string[] {
  const width = Math.max(...tokens.map(({ name }) => name.length), 'name'.length);
  const line = (name: string, role: string, created: string) =>
    `${padEnd(name, width)}  ${padEnd(role, 'operator'.length)}  ${created}`;
  return [
    bold(line('name', 'role', 'created')),
    ...tokens.map(({ name, role, createdAt }) => line(name, role, dateAndTime(createdAt))),
  ];
}

export function tokenRevoke(context: Context, name: string): number {
  const { terminal, common } = context;
  const revoked = tokenFolder(dataFolderOf(context)).revoke(name);
  if (!revoked.ok) return complain(context, EXIT.someDegradedOrUnknown, revoked.error);
  if (!revoked.value) {
    const message = `there is no token "${plain(name)}"; "bellwether token list" names them`;
    return complain(context, EXIT.someDegradedOrUnknown, message);
  }
  if (common.json) printJson(terminal.stdout, { revoked: name });
  else printLines(terminal.stdout, [`revoked ${name}: it opens nothing from now on`]);
  return EXIT.allUp;
}
